"""An index on disk. No other package knows SQLite."""
