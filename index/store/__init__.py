"""An index on disk. Everything that knows SQLite is here."""
