"""Markdown by CommonMark, line by line, with tables: blocks of the unchanged source."""
