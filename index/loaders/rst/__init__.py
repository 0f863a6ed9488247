"""reStructuredText with Sphinx's directives, line by line: blocks of the unchanged source."""
