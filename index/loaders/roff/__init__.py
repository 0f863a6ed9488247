"""The source of manual pages: requests, escapes, the macros `man` and `mdoc`, tables."""
