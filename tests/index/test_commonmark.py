import re
from random import Random

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from index.loaders.commonmark.blocks import markdown_blocks
from index.loaders.commonmark.leaves import MAX_CODE_LINES
from index.structure import Kind
from tests.index.markup import assert_linear, assert_sound, describe, texts

PROSE = {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE, Kind.ASIDE}


def blocks(text):
    return describe(text, markdown_blocks(text))


def kinds(text):
    return [block.kind.value for block in markdown_blocks(text)]


# Headings


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("# Fees", 1, "Fees"),
        ("### Fees and costs ###  ", 3, "Fees and costs"),
        ("   ## C# and F#", 2, "C# and F#"),
        ("## Fees {#fees}", 2, "Fees"),
        ("Fees\n====", 1, "Fees"),
        ("Fees\nand costs\n---", 2, "Fees\nand costs"),
        ("## 2024-03-12", 2, "2024-03-12"),
        ("<h2 align='center'>Fees</h2>", 2, "Fees"),
    ],
)
def test_a_heading_is_its_words_without_its_marks(text, level, words):
    assert blocks(text) == [("heading", level, words)]


def test_marks_without_a_space_or_words_make_no_heading():
    assert blocks("#hashtag of the day\n\n#\n") == [("paragraph", 0, "#hashtag of the day")]


def test_a_bold_line_before_other_content_is_a_heading_below_the_last_one():
    text = (
        "## Minutes\n\n**Present**\n\nAna, Bo\n\n__Absent__\n- Cy\n\n###### Six\n\n**Seven**\n\nEnd"
    )
    assert [each for each in blocks(text) if each[0] == "heading"] == [
        ("heading", 2, "Minutes"),
        ("heading", 3, "Present"),
        ("heading", 3, "Absent"),
        ("heading", 6, "Six"),
        ("heading", 6, "Seven"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "**Do not run this as root.**\n\nIt fails.",
        "**At the end**",
        "**Before a heading**\n\n# Fees",
        "**Two** and **three**\n\nIt fails.",
        f"**{'very ' * 30}long**\n\nIt fails.",
        "**Present**: Ana\n\nIt fails.",
    ],
)
def test_other_bold_paragraphs_stay_paragraphs(text):
    assert blocks(text)[0] == ("paragraph", 0, text.split("\n")[0])


# Paragraphs and items


def test_a_hard_wrapped_paragraph_is_one_block():
    assert blocks("One line\nand one more\n\nAnother.\n") == [
        ("paragraph", 0, "One line\nand one more"),
        ("paragraph", 0, "Another."),
    ]


def test_an_item_begins_after_its_marker():
    assert blocks("- one\n* two\n+ three\n1. four\n2) five\n- [ ] six\n- [x] seven") == [
        ("item", 1, "one"),
        ("item", 1, "two"),
        ("item", 1, "three"),
        ("item", 1, "four"),
        ("item", 1, "five"),
        ("item", 1, "six"),
        ("item", 1, "seven"),
    ]


def test_an_item_keeps_its_wrapped_lines_indented_or_not():
    assert blocks("- one\n  more\n- two\nlazily") == [
        ("item", 1, "one\n  more"),
        ("item", 1, "two\nlazily"),
    ]


def test_paragraphs_code_and_items_in_an_item_are_blocks_of_their_level():
    text = "1. one\n\n   own\n\n       code\n\n   - inner\n\n     its own\n2. two\n\nafter"
    assert blocks(text) == [
        ("item", 1, "one"),
        ("paragraph", 1, "own"),
        ("code", 1, "code"),
        ("item", 2, "inner"),
        ("paragraph", 2, "its own"),
        ("item", 1, "two"),
        ("paragraph", 0, "after"),
    ]


def test_tabs_indent_as_columns():
    assert blocks("-\tone\n\n\town\n\t- inner") == [
        ("item", 1, "one"),
        ("paragraph", 1, "own"),
        ("item", 2, "inner"),
    ]


def test_a_heading_in_an_item_is_a_term_over_the_rest_of_it():
    assert blocks("- ### set-cookie\n  It sets one.\n\nafter") == [
        ("term", 0, "set-cookie"),
        ("paragraph", 1, "It sets one."),
        ("paragraph", 0, "after"),
    ]


def test_terms_with_descriptions_stay_as_they_are():
    assert blocks("Term\n: what it is\n\n- **term**: what it is") == [
        ("paragraph", 0, "Term\n: what it is"),
        ("item", 1, "**term**: what it is"),
    ]


def test_a_number_in_a_wrapped_paragraph_starts_no_list():
    assert kinds("The year was\n1984. It rained.") == ["paragraph"]


# Quotes


def test_a_quote_s_paragraphs_are_quotes():
    assert blocks("> one\n> more\n>\n> two\nlazily\n\n- > three") == [
        ("quote", 0, "one\n> more"),
        ("quote", 0, "two\nlazily"),
        ("quote", 1, "three"),
    ]


def test_a_heading_in_a_quote_is_a_term_over_the_rest_of_the_quote():
    assert blocks("> ## Note\n> one\n> - two\n\nafter") == [
        ("term", 0, "Note"),
        ("quote", 1, "one"),
        ("quote", 2, "two"),
        ("paragraph", 0, "after"),
    ]


# Code


def test_code_is_one_block_without_its_fences():
    assert blocks("```python\na = 1\n\n# b\n```\n\n    c\n\n    d\n\n~~~~\n```\n~~~~") == [
        ("code", 0, "a = 1\n\n# b"),
        ("code", 0, "c\n\n    d"),
        ("code", 0, "```"),
    ]


def test_long_code_is_cut_at_its_blank_lines():
    part = "x = 1\n" * MAX_CODE_LINES
    assert blocks(f"```\n{part}\ny = 2\n\n\n```\n") == [
        ("code", 0, part.strip()),
        ("code", 0, "y = 2"),
    ]


def test_code_whose_end_was_cut_off_goes_on_to_the_end():
    assert blocks("```\na = 1\n# b") == [("code", 0, "a = 1\n# b")]


# Tables


def test_a_table_is_a_header_and_rows():
    text = "Costs:\n| a | b |\n|:--|--:|\n| 1 | `x \\| y` |\n2 | 3\nNote.\n"
    assert blocks(text) == [
        ("paragraph", 0, "Costs:"),
        ("header", 0, "| a | b |"),
        ("row", 0, "| 1 | `x \\| y` |"),
        ("row", 0, "2 | 3"),
        ("paragraph", 0, "Note."),
    ]


def test_an_empty_header_is_left_out():
    assert blocks("| | |\n|-|-|\n| size | 3 |") == [("row", 0, "| size | 3 |")]


def test_lines_with_other_numbers_of_columns_are_no_table():
    assert kinds("a | b | c\n--|--\n1 | 2") == ["paragraph"]


# What is neither searched nor cited


@pytest.mark.parametrize(
    "matter", ["---\ntitle: Fees\n---", "+++\ntitle = 'Fees'\n+++", "---\r\n# of\r\na: b\r\n---"]
)
def test_front_matter_is_an_aside(matter):
    assert blocks(f"{matter}\nText") == [("aside", 0, matter), ("paragraph", 0, "Text")]


def test_prose_between_rules_at_the_top_is_no_front_matter():
    assert blocks("---\n\nIt rained.\n\n---\n") == [("paragraph", 0, "It rained.")]


def test_a_list_of_links_to_the_text_s_own_headings_is_an_aside():
    text = (
        "- [Fees](#fees)\n  - [`a(b, [c])`](#a)\n- Other\n\nText\n\n- [Fees](#fees) are due.\n- b"
    )
    assert kinds(text) == ["aside"] * 3 + ["paragraph"] + ["item"] * 2


def test_link_reference_definitions_are_asides_and_footnotes_are_not():
    assert blocks('[a]: http://a.b/c "Title"\n[b]:\n  http://b\nText\n\n[^1]: Word') == [
        ("aside", 0, '[a]: http://a.b/c "Title"'),
        ("aside", 0, "[b]:\n  http://b"),
        ("paragraph", 0, "Text"),
        ("paragraph", 0, "[^1]: Word"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "![a chart](chart.png)",
        "[![build](a.svg)](http://a)\n[![docs][b]][c]",
        "<a id='x'></a>",
        "[[_TOC_]]",
        '{% include "steps.html"\n  step: 2 %}',
        "{: .no_toc }",
        'import Tabs from "@theme/Tabs";',
    ],
)
def test_images_tags_and_placeholders_alone_are_asides(text):
    assert blocks(text) == [("aside", 0, text)]


@pytest.mark.parametrize(
    "text", ["![a chart](chart.png) shows it.", "[all](http://a) [b](c)", "<https://a.b/c>"]
)
def test_words_and_links_beside_them_are_content(text):
    assert blocks(text) == [("paragraph", 0, text)]


def test_html_is_a_paragraph_if_there_is_text_to_see():
    text = "<div>\n<p>Text\n</div>\n\n<!-- no\n\nnot --> \n\n<br>\n\n<style>\np {}\n</style>"
    assert blocks(f"{text}\n\n- <b>c</b>") == [
        ("paragraph", 0, "Text"),
        ("item", 1, "<b>c</b>"),
    ]


def test_short_html_without_rows_items_or_the_like_stays_whole():
    text = "<div>\nSome <b>text</b>.\n</div>"
    assert blocks(text) == [("paragraph", 0, text)]


def test_long_html_leaves_out_the_tags_around_it():
    words = "word " * 100 + "<b>end</b> of it."
    assert blocks(f"<div class='a'>\n<span>\n{words}\n</span></div>") == [
        ("paragraph", 0, words),
    ]


def test_an_html_table_is_cut_into_rows():
    text = (
        "<table>\n<caption>Costs</caption>\n<tr><th>size</th><th>fee</th></tr>\n"
        "<tr>\n<td><p>big</p></td></tr>\n<TR><TD>small</TD> <TD>3</TD>\n</table>\nSee below."
    )
    assert blocks(text) == [
        ("paragraph", 0, "Costs"),
        ("row", 0, "size</th><th>fee"),
        ("row", 0, "big"),
        ("row", 0, "small</TD> <TD>3"),
        ("paragraph", 0, "See below."),
    ]


def test_html_lists_are_cut_into_items_of_their_levels():
    text = (
        "<ul>\n<li>one <b>more</b> word<ol><li>inner</li></ol>tail</li>\n"
        "<li><p>two</p><p>its own</p></li>\n</ul>\nafter"
    )
    assert blocks(text) == [
        ("item", 1, "one <b>more</b> word"),
        ("item", 2, "inner"),
        ("paragraph", 1, "tail"),
        ("item", 1, "two"),
        ("paragraph", 1, "its own"),
        ("paragraph", 0, "after"),
    ]


def test_an_html_term_keeps_its_description():
    assert blocks("<dl>\n<dt>fee</dt><dd>what is due</dd>\n<dt>fine\n<dd>more\n</dl>") == [
        ("item", 1, "fee</dt><dd>what is due"),
        ("item", 1, "fine\n<dd>more"),
    ]


def test_html_headings_and_paragraphs_are_cut_apart():
    text = "<div>\n<h1><img src='a'> All <i>the</i> fees</h1>\nIntro.\n<p>One.</p>\n<P>Two.\n</div>"
    assert blocks(text) == [
        ("heading", 1, "All <i>the</i> fees"),
        ("paragraph", 0, "Intro."),
        ("paragraph", 0, "One."),
        ("paragraph", 0, "Two."),
    ]


def test_a_paragraph_that_is_an_html_heading_is_a_heading():
    assert blocks("<h3 align='center'>\n  <p>Fees</p>\n</h3>") == [("heading", 3, "Fees")]


def test_an_html_heading_that_never_ends_is_no_heading():
    assert blocks("<h2>Fees\nThey are due in May.")[0][0] == "paragraph"


def test_html_in_items_and_quotes_is_of_their_level():
    text = "- <p>one</p>\n  <p>two</p>\n\n> <ul><li>three</li></ul>\n> <h2>Four</h2>\n> <p>five"
    assert blocks(text) == [
        ("item", 1, "one"),
        ("paragraph", 1, "two"),
        ("quote", 1, "three"),
        ("term", 0, "Four"),
        ("quote", 1, "five"),
    ]


def test_tags_in_comments_and_scripts_cut_nothing():
    text = "<div>\nBefore <!-- <p>no --> and <script>'<li>no'</script> after\n<p>\n</div>"
    inside = "Before <!-- <p>no --> and <script>'<li>no'</script> after"
    assert blocks(text) == [("paragraph", 0, inside)]


def test_the_mark_of_a_callout_in_a_quote_is_an_aside():
    assert blocks("> [!NOTE]\n> It rained.\n> More.\n\n- > [!tip]-\n  > Go.") == [
        ("aside", 0, "[!NOTE]"),
        ("quote", 0, "It rained.\n> More."),
        ("aside", 1, "[!tip]-"),
        ("quote", 1, "Go."),
    ]


@pytest.mark.parametrize("text", ["[!NOTE]s are boxes.", "Write\n> [!NOTE]", "[!NOTE](http://a) b"])
def test_other_lines_with_such_a_mark_stay_in_their_quote(text):
    assert blocks(f"> {text}") == [("quote", 0, text)]


@pytest.mark.parametrize("mark", [":::note", "::: warning", ":::{note}", "::: {.tip #a}", "::::"])
def test_the_fences_of_a_callout_are_asides(mark):
    assert blocks(f"Text\n{mark}\nIt rained.\n- one\n:::\nAfter") == [
        ("paragraph", 0, "Text"),
        ("aside", 0, mark),
        ("paragraph", 0, "It rained."),
        ("item", 1, "one"),
        ("aside", 0, ":::"),
        ("paragraph", 0, "After"),
    ]


def test_the_title_of_a_callout_is_a_paragraph():
    assert blocks(":::note Bring a coat\nIt rained.\n:::\n\n:::tip[Go home]\n:::") == [
        ("aside", 0, ":::note"),
        ("paragraph", 0, "Bring a coat"),
        ("paragraph", 0, "It rained."),
        ("aside", 0, ":::"),
        ("aside", 0, ":::tip"),
        ("paragraph", 0, "[Go home]"),
        ("aside", 0, ":::"),
    ]


def test_a_comment_that_never_ends_hides_nothing():
    assert blocks("<!-- to do\n\nIt rained.")[-1] == ("paragraph", 0, "It rained.")


def test_rules_are_left_out():
    assert kinds("a\n\n---\n\n* * *\n___\n") == ["paragraph"]


# Any text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(newline):
    text = newline.join(["# Fees", "", "- one", "  more", "", "| a | b |", "|-|-|", "| 1 | 2 |"])
    assert kinds(text) == ["heading", "item", "header", "row"]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "\u00a0\n\u2028", "-", ">", "```", "#"])
def test_a_text_without_words_has_few_blocks(text):
    assert len(markdown_blocks(text)) <= 1
    assert_sound(text, markdown_blocks(text))


PLAIN = ["- ", "* ", "1. ", "> ", "# ", "#", "    ", "\t", "  ", "---", "===", "**", "|", "|-"]
PLAIN += [
    "[",
    "]",
    "!",
    "(",
    ")",
    "a",
    "bc",
    "d e f",
    "é",
    "שלום",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
]
MARKS = [
    "```",
    "~~~",
    "***",
    "__",
    "[x] ",
    "[a]: ",
    "](#a)",
    "![",
    "<",
    "<!--",
    "-->",
    "<div>",
    "</div>",
]
MARKS += ["<script>", "{%", "%}", "{#", "}", ":::", "\\", "`", "^", "7"]
MARKS += ["\u00a0", "\u2028", "\x0c", "\0", "\ud800"]


@given(texts(PLAIN + MARKS))
def test_blocks_of_any_text_are_in_order_and_begin_and_end_with_a_word_or_mark(text):
    assert_sound(text, markdown_blocks(text))


@given(texts(PLAIN))
def test_every_word_is_in_a_block(text):
    inside = " ".join(words for _, _, words in blocks(text))
    assert re.findall(r"[^\W\d_]+", inside) == re.findall(r"[^\W\d_]+", text)


HTML = ["<tr>", "</tr>", "<td>", "<li>", "</li>", "<p>", "</p>", "<h2 id='7'>", "</h2>", "<dl>"]
HTML += ["<dt>", "</dt>", "<dd>", "<ul>", "</ul>", "<table>", "</table>", "<b>", "</b>", "<br/>"]


@given(texts([*HTML, "one", "two ", "é", "\n", "\n", "\n\n", "- ", "> "]))
def test_every_word_between_tags_is_in_a_block(text):
    assert_sound(text, markdown_blocks(text))
    inside = " ".join(words for _, _, words in blocks(text))
    words, tags = r"[^\W\d_]+", r"<[^<>]*>"
    assert re.findall(words, re.sub(tags, " ", inside)) == re.findall(
        words, re.sub(tags, " ", text)
    )


def reference_blocks(text):
    """What markdown-it-py takes for a block: its first line, its kind, how many lists it is in."""
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).disable(["inline", "text_join"])
    found, lists = [], 0
    tokens = parser.parse(text)
    for before, token in zip([None, *tokens], tokens, strict=False):
        lists += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "inline" and token.content:
            found.append((token.map[0], "heading" if before.tag != "p" else "prose", lists))
        elif token.type in ("fence", "code_block") and token.content.strip():
            blank = re.match(r"(?:[ \t]*\n)*", token.content)[0].count("\n")
            found.append((token.map[0] + (token.type == "fence") + blank, "code", lists))
    return found


def our_blocks(text):
    found = []
    for block in markdown_blocks(text):
        kind = "prose" if block.kind in PROSE else block.kind.value
        level = 0 if block.kind is Kind.HEADING else block.level
        found.append((text.count("\n", 0, block.start), kind, level))
    return found


def test_random_lists_and_code_are_read_as_the_reference_reads_them():
    random = Random(0)
    marks = [
        "- ",
        "1. ",
        "* ",
        "2) ",
        "\n",
        "\n",
        "\n\n",
        "    ",
        "  ",
        "~~~\n",
        "a",
        "b c",
        "\n  ",
    ]
    agreed = 0
    for _ in range(1000):
        text = "".join(random.choices(marks, k=random.randint(1, 15)))
        agreed += our_blocks(text) == reference_blocks(text)
    assert agreed >= 990, agreed


# Size


def test_what_is_nested_a_thousand_deep_is_not_lost():
    deep = "".join("  " * depth + f"- item {depth}\n" for depth in range(1000))
    assert blocks(deep) == [("item", depth + 1, f"item {depth}") for depth in range(1000)]
    assert blocks(">" * 1000 + " end") == [("quote", 0, "end")]
    assert blocks("- " * 1000 + "end") == [("item", 1000, "end")]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "*" * 300_000,
        "* " * 150_000 + "a",
        "> " * 150_000 + "a",
        "> " * 500 + "- " * 500 + "a\n" + ">\n" * 100_000,
        "> " * 50 + "a\n" + "b\n" * 100_000,
        "<a <!-- <script " * 20_000,
        "<div>" + "<script><!--" * 20_000,
        "<div>" + "<p>" * 50_000 + "a",
        "<ul>" + "<ul><li>a" * 40_000,
        "<table>" + "<tr><td>a</td></tr>" * 20_000,
        "<li " * 80_000,
        ":::{" * 60_000,
        ":::a\n" * 60_000,
        "> [!a]\n" * 40_000,
        "![a](b" * 50_000,
        "![" + "[![" * 50_000,
        '[a]: """' * 40_000,
        "[a]: b 'c\n" * 30_000,
        "{%" * 100_000,
        'import "a\n' * 30_000,
        "# {#" * 50_000 + "}",
        "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n" + ("|1" * 10_000 + "\n") * 5,
        "# a\n" * 100_000,
        "```\na\n" * 50_000,
        "word " * 60_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_no_text_takes_more_than_linear_time(text):
    assert_linear(text, markdown_blocks)
