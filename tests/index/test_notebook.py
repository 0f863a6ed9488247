"""Notebooks: the words and code that a person wrote are read, and nothing that was printed."""

import json

import pytest

from index.errors import LoadError
from index.loaders import load
from index.segmentation import locate_sentences


def notebook(*cells):
    """A file in nbformat 4. A cell is (kind, source) or (kind, source, outputs)."""
    written = [
        {"cell_type": kind, "metadata": {"tags": ["unseen tag"]}, "source": source, **more}
        for kind, source, more in ((*cell, {})[:3] for cell in cells)
    ]
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4}).encode()


def old_notebook(*cells):
    """A file in nbformat 3, each cell on a worksheet of its own."""
    return json.dumps({"worksheets": [{"cells": [cell]} for cell in cells], "nbformat": 3}).encode()


def read(data):
    (extract,) = load("a.ipynb", data)
    return extract


def refusal(data):
    with pytest.raises(LoadError) as caught:
        load("a.ipynb", data)
    return str(caught.value)


def test_markdown_and_code_come_in_order_with_blank_lines_between():
    cells = [
        ("markdown", "# Tides\nThe sea rises."),
        ("code", "x = 1\n\ny = 2"),
        ("markdown", "Z."),
    ]
    assert read(notebook(*cells)).text == "# Tides\nThe sea rises.\n\nx = 1\n\ny = 2\n\nZ."


def kinds(extract):
    return [(block.kind.value, extract.text[block.start : block.end]) for block in extract.blocks]


def test_markdown_cells_have_the_blocks_of_markdown_and_a_code_cell_is_one():
    cells = [
        ("markdown", "# Tides\n- It rises.\n- It falls."),
        ("code", "\nx = 1\n\n# Not a heading\n"),
        ("markdown", "---\ntitle: Not front matter\n---"),
    ]
    assert kinds(read(notebook(*cells))) == [
        ("heading", "Tides"),
        ("item", "It rises."),
        ("item", "It falls."),
        ("code", "x = 1\n\n# Not a heading"),
        ("heading", "title: Not front matter"),
    ]


def test_a_long_code_cell_is_cut_at_its_blank_lines():
    part = "def f():\n    pass"
    text = f"\n\n{part}\n \n\n{part}\n" + f"\n{part}\n" * 10
    assert kinds(read(notebook(("code", text)))) == [("code", part)] * 12


def test_outputs_raw_cells_and_metadata_are_left_out():
    printed = {"outputs": [{"output_type": "stream", "text": ["printed"]}], "execution_count": 1}
    data = notebook(("raw", "raw text"), ("code", "print(tide)", printed), ("markdown", " \n"))
    assert read(data).text == "print(tide)"


def test_a_source_may_be_a_list_of_lines():
    data = notebook(("code", ["for x in y:\n", "    print(x)"]), ("markdown", ["The ", "end."]))
    assert read(data).text == "for x in y:\n    print(x)\n\nThe end."


def test_the_title_is_the_first_heading_of_level_1_in_markdown():
    cells = [("code", "# a comment"), ("markdown", "## Part"), ("markdown", "Text.\n\n# Tides #\n")]
    assert read(notebook(*cells)).title == "Tides"
    assert read(notebook(("code", "# a comment"))).title == ""


def test_a_date_line_in_markdown_dates_a_notebook():
    data = notebook(("code", "2020-01-01"), ("markdown", "# Tides\n\nAugust 14, 2021"))
    assert read(data).date == "2021-08-14"


@pytest.mark.parametrize("odd", ["\0", "\x1b$B", "\ud800", "~{"])
def test_odd_characters_in_markdown_cost_no_title(odd):
    extract = read(notebook(("markdown", f"# Tides\n\nOdd: {odd}.")))
    assert extract.title == "Tides"
    assert extract.text.startswith("# Tides\n\nOdd: ")


def test_an_old_notebook_has_worksheets_and_headings():
    data = old_notebook(
        {"cell_type": "heading", "level": 2, "source": ["Part\n", "one"]},
        {"cell_type": "heading", "source": "Tides"},
        {"cell_type": "heading", "source": ""},
        {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "outputs": [{"text": "printed"}]},
        {"cell_type": "raw", "source": "raw text"},
        {"cell_type": "markdown", "source": ["The sea", "rises."]},
    )
    extract = read(data)
    assert extract.text == "## Part one\n\n# Tides\n\nx = 1\ny = 2\n\nThe sea\nrises."
    assert extract.title == "Tides"


@pytest.mark.parametrize("level", [0, -1, 7, 1e300, "2", None, True])
def test_a_heading_of_no_such_level_is_of_the_first(level):
    data = old_notebook({"cell_type": "heading", "level": level, "source": "Tides"})
    assert read(data).text == "# Tides"


def test_code_is_never_joined_with_the_text_before_it():
    extract = read(notebook(("markdown", "The sea rises"), ("code", "x = 1")))
    found = locate_sentences(extract.text, extract.blocks)
    assert [sentence.text for sentence in found] == ["The sea rises", "x = 1"]


def test_a_number_of_thousands_of_digits_in_an_output_is_no_error():
    data = b'{"cells": [{"cell_type": "code", "source": "x", "outputs": [%b]}]}' % (b"9" * 10_000)
    assert read(data).text == "x"


def test_a_notebook_with_large_outputs_is_read():
    image = {"outputs": [{"data": {"image/png": "iVBO" * 5_000_000}}]}
    assert read(notebook(("code", "plot()", image))).text == "plot()"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" \n", "empty"),
        (b'{"cells": [\n', "not JSON: Expecting value (line 2, column 1)"),
        (b"[" * 1_000_000, "nested too deeply"),
        (b"[]", "JSON, but no notebook: not an object"),
        (b'{"cells": 1}', "JSON, but no notebook: no list of cells in it"),
        (notebook(), "a notebook without text in a Markdown or code cell"),
        (
            notebook(("raw", "x"), ("code", "")),
            "a notebook without text in a Markdown or code cell",
        ),
        (old_notebook(), "a notebook without text in a Markdown or code cell"),
    ],
)
def test_what_is_no_notebook_with_text_is_refused_with_what_is_wrong(data, reason):
    assert refusal(data) == reason


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, {"cell_type": []}, {"cell_type": "code"}])
def test_a_damaged_cell_costs_only_itself(odd):
    whole = {"cell_type": "markdown", "source": "The sea rises."}
    lines = {"cell_type": "markdown", "source": [1, "It falls.", None]}
    for data in (
        json.dumps({"cells": [odd, whole, lines]}).encode(),
        json.dumps({"worksheets": [odd, {"cells": [odd, whole, lines]}, {"cells": odd}]}).encode(),
    ):
        assert read(data).text == "The sea rises.\n\nIt falls."
