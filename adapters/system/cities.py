"""Well-known cities after which no time zone is named, by zone.

Chosen by a rule from GeoNames (geonames.org, CC BY 4.0; read in 2026): capitals of at least
100,000 people; cities of 4 million; in Europe of 500,000, in Japan and Korea of a million; in
the United States, Canada, Britain, Australia and New Zealand of 300,000. Left out: boroughs,
suburbs, and namesakes much smaller than the city that people mean. Added: other names in use,
and towns known for their university.
"""

CITIES = {
    "Africa/Abidjan": "Yamoussoukro",
    "Africa/Blantyre": "Lilongwe",
    "Africa/Cairo": "Alexandria; Giza",
    "Africa/Casablanca": "Rabat",
    "Africa/Dar_es_Salaam": "Dodoma",
    "Africa/Douala": "Yaoundé",
    "Africa/Johannesburg": "Cape Town; Pretoria",
    "Africa/Lagos": "Abuja; Kano",
    "America/Chicago": (
        "Austin; Corpus Christi; Dallas; Fort Worth; Houston; Kansas City; Madison; Memphis; "
        "Milwaukee; Minneapolis; Nashville; New Orleans; Oklahoma City; Omaha; San Antonio; St. "
        "Louis; St. Paul; Tulsa; Urbana-Champaign; Wichita"
    ),
    "America/Costa_Rica": "San José, Costa Rica",
    "America/Denver": "Albuquerque; Boulder; Colorado Springs; El Paso; Salt Lake City",
    "America/Detroit": "Ann Arbor",
    "America/Edmonton": "Calgary",
    "America/El_Salvador": "San Salvador",
    "America/Guatemala": "Guatemala City",
    "America/Guayaquil": "Quito",
    "America/Guyana": "Georgetown",
    "America/Jamaica": "Kingston",
    "America/La_Paz": "Sucre",
    "America/Los_Angeles": (
        "Anaheim; Bakersfield; Berkeley; Fresno; LA; Las Vegas; Long Beach; Oakland; Palo Alto; "
        "Pasadena; Portland; Riverside; Sacramento; San Diego; San Francisco; San Jose, "
        "California; Santa Ana; Santa Barbara; Seattle; SF; Stanford; Stockton"
    ),
    "America/New_York": (
        "Atlanta; Baltimore; Boston; Cambridge, Massachusetts; Charlotte; Cincinnati; Cleveland; "
        "Columbus; Jacksonville; Lexington; Miami; New Haven; New York City; NYC; Orlando; "
        "Philadelphia; Pittsburgh; Princeton; Raleigh; Tampa; Virginia Beach; Washington; "
        "Washington DC"
    ),
    "America/Panama": "Panama City",
    "America/Phoenix": "Mesa; Tucson",
    "America/Sao_Paulo": "Brasília; Rio de Janeiro",
    "America/Toronto": "Hamilton; Ottawa; Quebec; Waterloo",
    "Asia/Aden": "Sanaa",
    "Asia/Almaty": "Astana",
    "Asia/Bahrain": "Manama",
    "Asia/Bangkok": "Hanoi",
    "Asia/Dubai": "Abu Dhabi",
    "Asia/Jerusalem": "Haifa",
    "Asia/Karachi": "Islamabad; Lahore; Peshawar",
    "Asia/Kolkata": (
        "Ahmedabad; Bangalore; Bengaluru; Bombay; Chennai; Delhi; Hyderabad; Madras; Mumbai; New "
        "Delhi; Pune; Surat"
    ),
    "Asia/Kuwait": "Kuwait City",
    "Asia/Qatar": "Doha",
    "Asia/Riyadh": "Jeddah",
    "Asia/Seoul": "Busan; Daegu; Daejeon; Gwangju; Incheon; Suwon; Ulsan",
    "Asia/Shanghai": (
        "Beijing; Changchun; Chengdu; Dalian; Dongguan; Foshan; Guangzhou; Hangzhou; Hefei; "
        "Jinan; Nanjing; Peking; Qingdao; Shenyang; Shenzhen; Suzhou; Taiyuan; Tianjin; Wuhan; "
        "Wuxi; Xiamen; Xi’an; Zhengzhou"
    ),
    "Asia/Taipei": "New Taipei",
    "Asia/Tokyo": (
        "Fukuoka; Hiroshima; Kawasaki; Kobe; Kyoto; Nagoya; Osaka; Saitama; Sapporo; Sendai; "
        "Yokohama"
    ),
    "Asia/Yangon": "Nay Pyi Taw; Naypyidaw",
    "Atlantic/Cape_Verde": "Praia",
    "Australia/Brisbane": "Gold Coast; Sunshine Coast",
    "Australia/Sydney": "Newcastle, New South Wales",
    "Europe/Amsterdam": "Delft; Eindhoven; Leiden; Rotterdam; The Hague; Utrecht",
    "Europe/Belgrade": "Pristina",
    "Europe/Berlin": (
        "Bonn; Bremen; Cologne; Dortmund; Dresden; Duisburg; Düsseldorf; Essen; Frankfurt; "
        "Hamburg; Hanover; Heidelberg; Karlsruhe; Köln; Leipzig; Munich; München; Nuremberg; "
        "Stuttgart; Tübingen"
    ),
    "Europe/Brussels": "Antwerp; Ghent; Leuven",
    "Europe/Copenhagen": "Aarhus",
    "Europe/Istanbul": "Ankara; Izmir",
    "Europe/London": (
        "Birmingham; Bradford; Bristol; Cambridge, England; Cardiff; Coventry; Edinburgh; "
        "Glasgow; Leeds; Leicester; Liverpool; Manchester; Newcastle, England; Nottingham; "
        "Oxford; Reading; Sheffield; St. Andrews; Swansea"
    ),
    "Europe/Madrid": "Barcelona; Málaga; Sevilla; Seville; Valencia; Zaragoza",
    "Europe/Malta": "Valletta",
    "Europe/Moscow": "St. Petersburg",
    "Europe/Paris": "Grenoble; Lyon; Marseille; Nice; Toulouse",
    "Europe/Rome": "Bologna; Florence; Genoa; Milan; Naples; Palermo; Pisa; Turin; Venice",
    "Europe/Stockholm": "Gothenburg; Lund; Malmö; Uppsala",
    "Europe/Tirane": "Tirana",
    "Europe/Vienna": "Graz; Wien",
    "Europe/Warsaw": "Gdańsk; Kraków; Łódź; Poznań; Wrocław",
    "Europe/Zurich": "Basel; Bern; Geneva; Lausanne",
    "Indian/Maldives": "Male",
    "Indian/Mauritius": "Port Louis",
    "Indian/Reunion": "Saint-Denis",
    "Pacific/Auckland": "Christchurch; Wellington",
    "Pacific/Fiji": "Suva",
}
