"""How the tables came to be as they are: Alembic's revisions, each named by its day."""
