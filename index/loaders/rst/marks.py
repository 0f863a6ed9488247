"""Marks of reStructuredText: what a line begins with, or is made of.

The rules are those of https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html.
"""

import re

BULLET = re.compile(r"[-+*•‣⁃](?:[ \t]+|\Z)")
_COUNT = r"(?:\d{1,9}|[A-Za-z]|[ivxlcdm]{1,9}|[IVXLCDM]{1,9}|#)"
ENUMERATOR = re.compile(rf"(?:\({_COUNT}\)|{_COUNT}[.)])(?:[ \t]+|\Z)")
FIELD = re.compile(r":(?![: ])((?:[^:\\]|\\.|:(?![\s`]|\Z)){1,200}(?<! )):(?:[ \t]+|\Z)")
"""The name of a field, and the space before its text."""
HEADER = re.compile(r"([A-Z][\w-]{1,40}):(?:[ \t]+|\Z)")
_ARGUMENT = r"(?:[A-Za-z][\w-]*|<[^<>]+>)"
_OPTION = rf"(?:[-+]\w(?:[ ]?{_ARGUMENT})?|(?:--|/)\w[\w-]*(?:[ =]{_ARGUMENT})?)"
OPTIONS = re.compile(rf"({_OPTION}(?:, {_OPTION})*)(?: {{2,}}|[ ]?\Z)")
"""Options of a program, and the space before what they do."""
DOCTEST = re.compile(r">>>(?:[ \t]|\Z)")
LINE_BLOCK = re.compile(r"\|(?:[ \t]+|\Z)")
ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*\Z")
"""The line below a title, or a transition."""
GRID_RULE = re.compile(r"\+(?:[-=]+\+)+\Z")
SIMPLE_BORDER = re.compile(r"=+(?:[ \t]+=+)+\Z")
SIMPLE_RULE = re.compile(r"-+(?:[ \t]+-+)*\Z")
EXPLICIT = re.compile(r"\.\.(?:[ \t]+|\Z)")
ANONYMOUS = re.compile(r"__(?:[ \t]|\Z)")
FOOTNOTE = re.compile(r"\[(?:\d+|#[\w.-]*|\*|[^\W_][\w.+:-]*)\](?:[ \t]+|\Z)")
DIRECTIVE = re.compile(r"([^\W_](?:[\w.:+-]*[\w+-])?) ?::(?:[ \t]+|\Z)")
ATTRIBUTION = re.compile(r"(?:---?(?!-)|—)(?:[ \t]+\S|[^\W\d_a-z])")
QUOTED = frozenset(">|$%#&!;@/~[<({+=")
"""What each line of code begins with that is not indented."""
