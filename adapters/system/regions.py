"""The regions that have public holidays of their own, by country: the `holidays` library's codes
with their names, what English calls them first. A test holds them against the library."""

REGIONS = {
    "AD": (
        "02=Canillo; 03=Encamp; 04=La Massana; 05=Ordino; 06=Sant Julià de Lòria; 07=Andorra la "
        "Vella; 08=Escaldes-Engordany"
    ),
    "AM": (
        "AG=Aragac̣otn/Aragatsotn; AR=Ararat; AV=Armavir; ER=Erevan; GR=Geġark'unik'/Gegharkunik; "
        "KT=Kotayk'; LO=Loṙi; SH=Širak/Shirak; SU=Syunik'; TV=Tavuš/Tavush; VD=Vayoć Jor/Vayots "
        "Dzor"
    ),
    "AR": (
        "A=Salta; B=Buenos Aires; C=Ciudad Autónoma de Buenos Aires; D=San Luis; E=Entre Ríos; "
        "F=La Rioja; G=Santiago del Estero; H=Chaco; J=San Juan; K=Catamarca; L=La Pampa; "
        "M=Mendoza; N=Misiones; P=Formosa; Q=Neuquén; R=Río Negro; S=Santa Fe; T=Tucumán; "
        "U=Chubut; V=Tierra del Fuego; W=Corrientes; X=Córdoba; Y=Jujuy; Z=Santa Cruz"
    ),
    "AT": (
        "1=Burgenland/Bgld; 2=Carinthia/Kärnten; 3=Lower Austria/Niederösterreich; 4=Upper "
        "Austria/Oberösterreich; 5=Salzburg; 6=Styria/Steiermark/Stmk; 7=Tyrol/Tirol; "
        "8=Vorarlberg; 9=Vienna/Wien"
    ),
    "AU": (
        "ACT=Australian Capital Territory; NSW=New South Wales; NT=Northern Territory; "
        "QLD=Queensland; SA=South Australia; TAS=Tasmania; VIC=Victoria; WA=Western Australia; "
        "NSW Western=New South Wales Western Division"
    ),
    "BA": "BIH=Federacija Bosne i Hercegovine/FBiH; BRC=Brčko distrikt; SRP=Republika Srpska",
    "BE": "Flemish=Flemish; French=French; German=German",
    "BO": (
        "B=El Beni; C=Cochabamba; H=Chuquisaca; L=La Paz; N=Pando; O=Oruro; P=Potosí; S=Santa "
        "Cruz; T=Tarija"
    ),
    "BQ": "BON=Bonaire; SAB=Saba; STA=Sint Eustatius",
    "BR": (
        "AC=Acre; AL=Alagoas; AM=Amazonas; AP=Amapá; BA=Bahia; CE=Ceará; DF=Distrito Federal; "
        "ES=Espírito Santo; GO=Goiás; MA=Maranhão; MG=Minas Gerais; MS=Mato Grosso do Sul; "
        "MT=Mato Grosso; PA=Pará; PB=Paraíba; PE=Pernambuco; PI=Piauí; PR=Paraná; RJ=Rio de "
        "Janeiro; RN=Rio Grande do Norte; RO=Rondônia; RR=Roraima; RS=Rio Grande do Sul; SC=Santa "
        "Catarina; SE=Sergipe; SP=São Paulo; TO=Tocantins; São Paulo Capital=São Paulo Capital"
    ),
    "BT": (
        "11=Paro; 12=Chhukha; 13=Haa; 14=Samtse; 15=Thimphu; 21=Tsirang; 22=Dagana; 23=Punakha; "
        "24=Wangdue Phodrang; 31=Sarpang; 32=Trongsa; 33=Bumthang; 34=Zhemgang; 41=Trashigang; "
        "42=Monggar; 43=Pema Gatshel; 44=Lhuentse; 45=Samdrup Jongkhar; GA=Gasa; TY=Trashi "
        "Yangtse"
    ),
    "CA": (
        "AB=Alberta; BC=British Columbia/Colombie-Britannique; MB=Manitoba; NB=New "
        "Brunswick/Nouveau-Brunswick; NL=Newfoundland and Labrador/Terre-Neuve-et-Labrador; "
        "NS=Nova Scotia/Nouvelle-Écosse; NT=Northwest Territories/Territoires du Nord-Ouest; "
        "NU=Nunavut; ON=Ontario; PE=Prince Edward Island/Île-du-Prince-Édouard; QC=Quebec; "
        "SK=Saskatchewan; YT=Yukon"
    ),
    "CH": (
        "AG=Aargau; AI=Appenzell Innerrhoden; AR=Appenzell Ausserrhoden; BE=Bern/Berne; "
        "BL=Basel-Landschaft; BS=Basel-Stadt; FR=Freiburg/Fribourg; GE=Geneva/Genève; GL=Glarus; "
        "GR=Grisons/Graubünden/Grigioni/Grischun; JU=Jura; LU=Lucerne/Luzern; NE=Neuchâtel; "
        "NW=Nidwalden; OW=Obwalden; SG=St. Gallen/Sankt Gallen; SH=Schaffhausen; SO=Solothurn; "
        "SZ=Schwyz; TG=Thurgau; TI=Ticino; UR=Uri; VD=Vaud; VS=Valais/Wallis; ZG=Zug; ZH=Zürich; "
        "Stadt Zurich=Stadt Zürich"
    ),
    "CL": (
        "AI=Aisén del General Carlos Ibañez del Campo; AN=Antofagasta; AP=Arica y Parinacota; "
        "AR=La Araucanía; AT=Atacama; BI=Biobío; CO=Coquimbo; LI=Libertador General Bernardo "
        "O'Higgins; LL=Los Lagos; LR=Los Ríos; MA=Magallanes; ML=Maule; NB=Ñuble; RM=Región "
        "Metropolitana de Santiago; TA=Tarapacá; VS=Valparaíso"
    ),
    "CV": (
        "BR=Brava; BV=Boa Vista; CA=Santa Catarina; CF=Santa Catarina do Fogo; CR=Santa Cruz; "
        "MA=Maio; MO=Mosteiros; PA=Paul; PN=Porto Novo; PR=Praia; RB=Ribeira Brava; RG=Ribeira "
        "Grande; RS=Ribeira Grande de Santiago; SD=São Domingos; SF=São Filipe; SL=Sal; SM=São "
        "Miguel; SO=São Lourenço dos Órgãos; SS=São Salvador do Mundo; SV=São Vicente; "
        "TA=Tarrafal; TS=Tarrafal de São Nicolau"
    ),
    "DE": (
        "BB=Brandenburg; BE=Berlin; BW=Baden-Württemberg; BY=Bavaria/Bayern; HB=Bremen; "
        "HE=Hesse/Hessen; HH=Hamburg; MV=Mecklenburg-Western Pomerania/Mecklenburg-Vorpommern; "
        "NI=Lower Saxony/Niedersachsen; NW=North Rhine-Westphalia/Nordrhein-Westfalen; "
        "RP=Rhineland-Palatinate/Rheinland-Pfalz; SH=Schleswig-Holstein; SL=Saarland; "
        "SN=Saxony/Sachsen; ST=Saxony-Anhalt/Sachsen-Anhalt; TH=Thuringia/Thüringen; "
        "Augsburg=Augsburg"
    ),
    "ES": (
        "AN=Andalusia/Andalucía; AR=Aragón; AS=Asturias; CB=Cantabria; CE=Ceuta; CL=Castile and "
        "León/Castilla y León; CM=Castile-La Mancha/Castilla-La Mancha; CN=Canary "
        "Islands/Canarias; CT=Catalonia/Cataluña/Catalunya; EX=Extremadura; GA=Galicia; "
        "IB=Balearic Islands/Islas Baleares/Illes Balears; MC=Murcia; MD=Madrid; ML=Melilla; "
        "NC=Navarre/Navarra; PV=Basque Country/País Vasco; RI=La Rioja; VC=Valencia/Valenciana; "
        "Barcelona=Barcelona"
    ),
    "FI": (
        "01=Åland/Ahvenanmaan maakunta/Landskapet Åland; 02=Etelä-Karjala/Södra Karelen; "
        "03=Etelä-Pohjanmaa/Södra Österbotten; 04=Etelä-Savo/Södra Savolax; 05=Kainuu/Kajanaland; "
        "06=Kanta-Häme/Egentliga Tavastland; 07=Keski-Pohjanmaa/Mellersta Österbotten; "
        "08=Keski-Suomi/Mellersta Finland; 09=Kymenlaakso/Kymmenedalen; 10=Lappi/Lappland; "
        "11=Pirkanmaa/Birkaland; 12=Pohjanmaa/Österbotten; 13=Pohjois-Karjala/Norra Karelen; "
        "14=Pohjois-Pohjanmaa/Norra Österbotten; 15=Pohjois-Savo/Norra Savolax; "
        "16=Päijät-Häme/Päijänne-Tavastland; 17=Satakunta; 18=Uusimaa/Nyland; "
        "19=Varsinais-Suomi/Egentliga Finland"
    ),
    "FM": "KSA=Kosrae/Kusaie; PNI=Pohnpei/Ponape; TRK=Chuuk/Truk; YAP=Yap",
    "FR": (
        "57=Moselle; 6AE=Alsace; 971=Guadeloupe; 972=Martinique; 973=Guyane; 974=La Réunion; "
        "976=Mayotte; BL=Saint-Barthélemy; MF=Saint-Martin; NC=Nouvelle-Calédonie; PF=Polynésie "
        "Française; PM=Saint-Pierre-et-Miquelon; TF=Terres australes françaises; "
        "WF=Wallis-et-Futuna; Zone A=Zone A; Zone B=Zone B; Zone C=Zone C"
    ),
    "GB": "ENG=England; NIR=Northern Ireland; SCT=Scotland; WLS=Wales",
    "GQ": (
        "AN=Annobón; BN=Bioko Norte/North Bioko; BS=Bioko Sur/South Bioko; CS=Centro Sur/South "
        "Center; DJ=Djibloho; KN=Kié-Ntem; LI=Litoral/Coast; WN=Wele-Nzas"
    ),
    "IN": (
        "AN=Andaman and Nicobar Islands; AP=Andhra Pradesh; AR=Arunachal Pradesh; AS=Assam; "
        "BR=Bihar; CG=Chhattisgarh; CH=Chandigarh; DH=Dadra and Nagar Haveli and Daman and Diu; "
        "DL=Delhi; GA=Goa; GJ=Gujarat; HP=Himachal Pradesh; HR=Haryana; JH=Jharkhand; JK=Jammu "
        "and Kashmir; KA=Karnataka; KL=Kerala; LA=Ladakh; LD=Lakshadweep; MH=Maharashtra; "
        "ML=Meghalaya; MN=Manipur; MP=Madhya Pradesh; MZ=Mizoram; NL=Nagaland; OD=Odisha; "
        "PB=Punjab; PY=Puducherry; RJ=Rajasthan; SK=Sikkim; TN=Tamil Nadu; TR=Tripura; "
        "TS=Telangana; UK=Uttarakhand; UP=Uttar Pradesh; WB=West Bengal"
    ),
    "IT": (
        "AG=Agrigento; AL=Alessandria; AN=Ancona; AO=Aosta Valley/Aosta; AP=Ascoli Piceno; "
        "AQ=L'Aquila; AR=Arezzo; AT=Asti; AV=Avellino; BA=Bari; BG=Bergamo; BI=Biella; "
        "BL=Belluno; BN=Benevento; BO=Bologna; BR=Brindisi; BS=Brescia; BT=Barletta-Andria-Trani; "
        "BZ=South Tyrol/Bolzano; CA=Cagliari; CB=Campobasso; CE=Caserta; CH=Chieti; "
        "CL=Caltanissetta; CN=Cuneo; CO=Como; CR=Cremona; CS=Cosenza; CT=Catania; CZ=Catanzaro; "
        "EN=Enna; FC=Forli-Cesena; FE=Ferrara; FG=Foggia; FI=Florence/Firenze; FM=Fermo; "
        "FR=Frosinone; GE=Genoa/Genova; GO=Gorizia; GR=Grosseto; IM=Imperia; IS=Isernia; "
        "KR=Crotone; LC=Lecco; LE=Lecce; LI=Livorno; LO=Lodi; LT=Latina; LU=Lucca; MB=Monza e "
        "Brianza; MC=Macerata; ME=Messina; MI=Milan/Milano; MN=Mantua/Mantova; MO=Modena; "
        "MS=Massa-Carrara; MT=Matera; NA=Naples/Napoli; NO=Novara; NU=Nuoro; OR=Oristano; "
        "PA=Palermo; PC=Piacenza; PD=Padua/Padova; PE=Pescara; PG=Perugia; PI=Pisa; PN=Pordenone; "
        "PO=Prato; PR=Parma; PT=Pistoia; PU=Pesaro e Urbino; PV=Pavia; PZ=Potenza; RA=Ravenna; "
        "RC=Reggio Calabria; RE=Reggio Emilia; RG=Ragusa; RI=Rieti; RM=Rome/Roma; RN=Rimini; "
        "RO=Rovigo; SA=Salerno; SI=Siena; SO=Sondrio; SP=La Spezia; SR=Syracuse/Siracusa; "
        "SS=Sassari; SU=Sud Sardegna; SV=Savona; TA=Taranto; TE=Teramo; TN=Trento; "
        "TO=Turin/Torino; TP=Trapani; TR=Terni; TS=Trieste; TV=Treviso; UD=Udine; VA=Varese; "
        "VB=Verbano-Cusio-Ossola; VC=Vercelli; VE=Venice/Venezia; VI=Vicenza; VR=Verona; "
        "VT=Viterbo; VV=Vibo Valentia; Andria=Andria; Barletta=Barletta; Cesena=Cesena; "
        "Forli=Forlì; Pesaro=Pesaro; Trani=Trani; Urbino=Urbino"
    ),
    "MO": "I=Concelho das Ilhas/海島市/海岛市; M=Concelho de Macau/澳門市/澳门市",
    "MY": (
        "01=Johor; 02=Kedah; 03=Kelantan; 04=Malacca/Melaka; 05=Negeri Sembilan; 06=Pahang; "
        "07=Penang/Pulau Pinang; 08=Perak; 09=Perlis; 10=Selangor; 11=Terengganu; 12=Sabah; "
        "13=Sarawak; 14=Kuala Lumpur/Wilayah Persekutuan Kuala Lumpur; 15=Wilayah Persekutuan "
        "Labuan; 16=Wilayah Persekutuan Putrajaya"
    ),
    "NI": (
        "AN=Costa Caribe Norte; AS=Costa Caribe Sur; BO=Boaco; CA=Carazo; CI=Chinandega; "
        "CO=Chontales; ES=Estelí; GR=Granada; JI=Jinotega; LE=León; MD=Madriz; MN=Managua; "
        "MS=Masaya; MT=Matagalpa; NS=Nueva Segovia; RI=Rivas; SJ=Río San Juan"
    ),
    "NL": "Midden=Midden; Noord=Noord; Zuid=Zuid",
    "NO": (
        "03=Oslo; 11=Rogaland; 15=Møre og Romsdal; 18=Nordland; 21=Svalbard; 22=Jan Mayen; "
        "31=Østfold; 32=Akershus; 33=Buskerud; 34=Innlandet; 39=Vestfold; 40=Telemark; 42=Agder; "
        "46=Vestland; 50=Trööndelage/Trøndelag; 55=Romssa/Troms/Tromssan; "
        "56=Finmarkun/Finnmark/Finnmárkku"
    ),
    "NZ": (
        "AUK=Auckland/Tāmaki-Makaurau; BOP=Bay of Plenty/Toi Moana; CAN=Canterbury/Waitaha; "
        "CIT=Chatham Islands Territory/Chatham Islands/Wharekauri; GIS=Gisborne/Te Tairāwhiti; "
        "HKB=Hawke's Bay/Te Matau-a-Māui; MBH=Marlborough; MWT=Manawatū Whanganui; "
        "NSN=Nelson/Whakatū; NTL=Northland/Te Taitokerau; OTA=Otago/Ō Tākou; STL=Southland/Te "
        "Taiao Tonga; TAS=Tasman/Te tai o Aorere; TKI=Taranaki; WGN=Greater Wellington/Te Pane "
        "Matua Taiao/Wellington/Te Whanganui-a-Tara; WKO=Waikato; WTC=West Coast/Te Tai o "
        "Poutini; South Canterbury=South Canterbury"
    ),
    "PL": (
        "02=Dolnośląskie; 04=Kujawsko-pomorskie; 06=Lubelskie; 08=Lubuskie; 10=Łódzkie; "
        "12=Małopolskie; 14=Mazowieckie; 16=Opolskie; 18=Podkarpackie; 20=Podlaskie; "
        "22=Pomorskie; 24=Śląskie; 26=Świętokrzyskie; 28=Warmińsko-mazurskie; 30=Wielkopolskie; "
        "32=Zachodniopomorskie"
    ),
    "PT": (
        "01=Aveiro; 02=Beja; 03=Braga; 04=Bragança; 05=Castelo Branco; 06=Coimbra; 07=Évora; "
        "08=Faro; 09=Guarda; 10=Leiria; 11=Lisbon/Lisboa; 12=Portalegre; 13=Porto; 14=Santarém; "
        "15=Setúbal; 16=Viana do Castelo; 17=Vila Real; 18=Viseu; 20=Azores/Região Autónoma dos "
        "Açores; 30=Madeira/Região Autónoma da Madeira"
    ),
    "SB": (
        "CE=Central; CH=Choiseul; CT=Capital Territory/Honiara; GU=Guadalcanal; IS=Isabel; "
        "MK=Makira-Ulawa; ML=Malaita; RB=Rennell and Bellona; TE=Temotu; WE=Western"
    ),
    "SH": "AC=Ascension; HL=Saint Helena; TA=Tristan da Cunha",
    "ST": "01=Água Grande; 02=Cantagalo; 03=Caué; 04=Lembá; 05=Lobata; 06=Mé-Zóchi; P=Príncipe",
    "SV": (
        "AH=Ahuachapán; CA=Cabañas; CH=Chalatenango; CU=Cuscatlán; LI=La Libertad; MO=Morazán; "
        "PA=La Paz; SA=Santa Ana; SM=San Miguel; SO=Sonsonate; SS=San Salvador; SV=San Vicente; "
        "UN=La Unión; US=Usulután"
    ),
    "TV": (
        "FUN=Funafuti; NIT=Niutao; NKF=Nukufetau; NKL=Nukulaelae; NMA=Nanumea; "
        "NMG=Nanumaga/Nanumanga; NUI=Nui; VAI=Vaitupu"
    ),
    "US": (
        "AK=Alaska; AL=Alabama; AR=Arkansas; AS=American Samoa; AZ=Arizona; CA=California; "
        "CO=Colorado; CT=Connecticut; DC=District of Columbia; DE=Delaware; FL=Florida; "
        "GA=Georgia; GU=Guam; HI=Hawaii; IA=Iowa; ID=Idaho; IL=Illinois; IN=Indiana; KS=Kansas; "
        "KY=Kentucky; LA=Louisiana; MA=Massachusetts; MD=Maryland; ME=Maine; MI=Michigan; "
        "MN=Minnesota; MO=Missouri; MP=Northern Mariana Islands; MS=Mississippi; MT=Montana; "
        "NC=North Carolina; ND=North Dakota; NE=Nebraska; NH=New Hampshire; NJ=New Jersey; NM=New "
        "Mexico; NV=Nevada; NY=New York; OH=Ohio; OK=Oklahoma; OR=Oregon; PA=Pennsylvania; "
        "PR=Puerto Rico; RI=Rhode Island; SC=South Carolina; SD=South Dakota; TN=Tennessee; "
        "TX=Texas; UM=United States Minor Outlying Islands; UT=Utah; VA=Virginia; VI=Virgin "
        "Islands, U.S.; VT=Vermont; WA=Washington; WI=Wisconsin; WV=West Virginia; WY=Wyoming"
    ),
}
"""`code=name/name; …`"""
