"""Options and what they do, inside code."""

import pytest

from index.segmentation import locate_sentences
from index.structure import Block, Kind

HELP = """usage: tool [options] FILE

  -a, --all            show all files, hidden
                       ones too
  -q, --quiet          say nothing
      --limit=RATE     limit the bandwidth

See the manual for more."""
CODE = "for (i = 0; i < n; i++) {\n    a[i]   = b[i];     // copied\n    c[i]   = 0;\n}\n"


def of(text, before="", after=""):
    whole = before + text + after
    block = Block(len(before), len(before) + len(text), Kind.CODE)
    return [(s.section, s.text) for s in locate_sentences(whole, [block])]


@pytest.mark.parametrize("around", [("", ""), ("Run it:\n\n", "\n\nDone.")])
def test_options_in_code_stand_above_what_they_do(around):
    assert of(HELP, *around) == [
        ((), "usage: tool [options] FILE"),
        ((), "-a, --all"),
        (("-a, --all",), "show all files, hidden\n                       ones too"),
        ((), "-q, --quiet"),
        (("-q, --quiet",), "say nothing"),
        ((), "--limit=RATE"),
        (("--limit=RATE",), "limit the bandwidth"),
        ((), "See the manual for more."),
    ]


def test_a_listing_that_is_indented_from_its_first_line_on_is_one():
    listing = "-a   show all files\n    -b   show both\n    -c   count them"
    assert of(listing, before="    ")[1] == (("-a",), "show all files")


@pytest.mark.parametrize("code", [CODE, "-a   show all\n-b   show both", "make\nmake install\n"])
def test_other_code_stays_as_it_is(code):
    assert [text for _, text in of(code.strip())] == [code.strip()]
