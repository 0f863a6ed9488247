import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders.commonmark.leaves import MAX_CODE_LINES
from index.loaders.webpage.blocks import read_html

MARKS = st.lists(
    st.sampled_from(
        """
        <p> </p> <div> </div> <ul> </ul> <ol> <li> </li> <dl> <dt> <dd> </dl> <table> </table> <tr>
        <td> <th> </td> <thead> <caption> <h1> </h1> <h2> </h2> <pre> </pre> <b> </b> <i> </i> <br>
        <a> </a> <blockquote> </blockquote> <nav> </nav> <header> </header> <main> </main> <hr>
        <aside> </aside> <p/> </x> <a&#32;href="#"> &amp; &lt <details> <summary> <font&#32;size=+1>
        """.split()
    ).map(lambda mark: mark.replace("&#32;", " "))
    | st.sampled_from(["one", "two ", "三", "\n", "  ", "مرحبا", ". ", "4", "< ", "x<y"]),
    max_size=60,
)


def blocks(html):
    """Kind, level and text of each block."""
    page = read_html(html)
    return [
        (block.kind.value, block.level, page.text[block.start : block.end]) for block in page.blocks
    ]


def kinds(html):
    return [kind for kind, _, _ in blocks(html)]


def assert_sound(page):
    end = 0
    for block in page.blocks:
        assert end <= block.start < block.end <= len(page.text)
        assert not page.text[end : block.start].strip()
        assert not page.text[block.start].isspace()
        assert not page.text[block.end - 1].isspace()
        end = block.end
    assert not page.text[end:].strip()


# Kinds


def test_a_heading_has_the_level_that_its_tag_or_role_gives():
    page = (
        "<h1>A</h1><h3>B</h3><div role=heading aria-level=4>C</div>"
        "<span role=heading>D<span>E</span>F</span>"
    )
    assert blocks(page) == [
        ("heading", 1, "A"),
        ("heading", 3, "B"),
        ("heading", 4, "C"),
        ("heading", 2, "DEF"),
    ]


def test_a_heading_without_an_end_tag_ends_at_the_next_paragraph():
    assert blocks("<h2>Fees<p>They are low.") == [
        ("heading", 2, "Fees"),
        ("paragraph", 0, "They are low."),
    ]


def test_items_are_as_deep_as_their_lists_and_so_are_paragraphs_in_them():
    page = "<ul><li>A<ol><li>B<p>C</ol><li><p>D</ul>"
    assert blocks(page) == [("item", 1, "A"), ("item", 2, "B"), ("item", 2, "C"), ("item", 1, "D")]


def test_items_of_one_list_have_no_empty_line_between_them():
    page = read_html("<p>P<ul><li>A<li>B</ul><ul><li>C</ul>")
    assert page.text == "P\n\nA\nB\n\nC"


def test_a_term_is_one_level_above_what_describes_it():
    page = "<dl><dt>-v<dd>Says more.<dl><dt>-vv<dd>Says all.</dl></dl>"
    assert blocks(page) == [
        ("term", 0, "-v"),
        ("paragraph", 1, "Says more."),
        ("term", 1, "-vv"),
        ("paragraph", 2, "Says all."),
    ]


def test_a_summary_is_the_term_of_its_details():
    page = "<details><summary>Is it free?</summary><p>Yes, for all.</details><p>End."
    assert blocks(page) == [
        ("term", 0, "Is it free?"),
        ("paragraph", 1, "Yes, for all."),
        ("paragraph", 0, "End."),
    ]


def test_code_keeps_its_lines_and_is_cut_at_empty_lines_if_it_is_long():
    assert blocks("<pre>\n a\n\n  b </pre>") == [("code", 0, "a\n\n  b")]
    long = "\n\n".join(["x\n  y"] * MAX_CODE_LINES)
    assert blocks(f"<pre>{long}</pre>") == [("code", 0, "x\n  y")] * MAX_CODE_LINES


def test_a_table_of_data_has_a_header_and_rows():
    page = "<table><caption>Fees</caption><tr><th>Item<th>Fee<tr><th>A<td>1<tr><td><p>B</p><td>2"
    assert blocks(page) == [
        ("caption", 0, "Fees"),
        ("header", 0, "Item | Fee"),
        ("row", 0, "A | 1"),
        ("row", 0, "B | 2"),
    ]


def test_code_that_has_the_role_of_a_heading_ends():
    page = "<pre role=heading>a</pre><p>b\nc<table><tr><td>d<td>e"
    assert blocks(page) == [("heading", 2, "a"), ("paragraph", 0, "b c"), ("row", 0, "d | e")]


def test_bold_titles_on_lines_of_their_own_are_headings():
    page = "<p>Text.<p><b>Fees</b><br><b>In 2021</b><br>They are low.<br>Very."
    assert blocks(page)[1:] == [
        ("heading", 1, "Fees"),
        ("heading", 1, "In 2021"),
        ("paragraph", 0, "They are low.\nVery."),
    ]


def test_an_empty_cell_keeps_the_place_of_those_after_it():
    assert blocks("<table><tr><td>A<td><td>C") == [("row", 0, "A | | C")]


@pytest.mark.parametrize(
    "cell", ["<h2>T</h2>", "<p>T<p>U", "<ul><li>T</ul>", "<table><tr><td>T<td>U</table>"]
)
def test_a_table_that_places_blocks_has_no_rows_of_its_own(cell):
    page = f"<table><tr><td>{cell}</td><td>Words.</td></tr></table>"
    assert blocks(page) == [*blocks(cell), ("paragraph", 0, "Words.")]


def test_quotes_and_captions():
    page = "<blockquote>Q<ul><li>I</ul></blockquote><figure><figcaption>F</figcaption></figure>"
    assert blocks(page) == [("quote", 0, "Q"), ("item", 1, "I"), ("caption", 0, "F")]


def test_what_is_not_shown_is_left_out():
    page = (
        "<head><title>T</title><style>p > a {}</style><p>A<script>if (a<b) '</p>'</script>"
        "<select><option>x</select><svg><text>y</text></svg><template><p>z</template><!-- <p>w -->"
    )
    assert blocks(page) == [("paragraph", 0, "A")]


def test_a_button_in_a_heading_is_shown():
    assert blocks("<h3><button>Can I?</button></h3><p>Yes.")[0] == ("heading", 3, "Can I?")


# Words


@pytest.mark.parametrize(
    "page",
    [
        "<div>full.<div>The</div></div>",
        "full.<br>The",
        "<table><tr><td>full.<td>The",
        "<table><tr><td>full.<br>The<td>x",
        "<li>full.<li>The",
        "full.</div>The",
        "full.<form>The</form>",
        "full.<hr>The",
        "<table><tr><td><div>full.</div><div>The</div><td>x",
    ],
)
def test_words_of_two_blocks_are_not_glued(page):
    assert re.search(r"full\.[\s|]+The", read_html(page).text)


def test_inline_elements_add_no_space():
    page = "H<sub>2</sub>O, <b>b</b>old, <code>a.</code>b,\n <i>x</i>\t<span>y</span>z"
    assert read_html(page).text == "H2O, bold, a.b, x yz"


def test_two_line_breaks_begin_a_paragraph_and_one_a_line():
    assert blocks("A<br>B<br>\n<br>C") == [("paragraph", 0, "A\nB"), ("paragraph", 0, "C")]


@pytest.mark.parametrize("mark", ["¶", "#", "§", "🔗", ""])
def test_the_mark_that_links_to_a_heading_is_left_out(mark):
    assert blocks(f"<h2>Fees<a href='#fees'>{mark}</a></h2>") == [("heading", 2, "Fees")]


# Headings that are only bold


@pytest.mark.parametrize(
    "line", ["<p><b>1.2 Fees</b></p>", "<font size=+1>1.2 Fees</font><p>", "<b>1.2 Fees</b><br>"]
)
def test_a_bold_line_alone_is_a_heading_below_the_last_one(line):
    page = f"<h2>Costs</h2>{line}They are low."
    assert blocks(page)[1:] == [("heading", 3, "1.2 Fees"), ("paragraph", 0, "They are low.")]


@pytest.mark.parametrize(
    "line", ["<b>It is late.</b>", "<b>Note</b> this", f"<b>{'word ' * 13}</b>", "<i>Fees</i>"]
)
def test_a_bold_sentence_is_no_heading(line):
    assert kinds(f"<h2>Costs</h2><p>{line}<p>They are low.") == ["heading"] + ["paragraph"] * 2


def test_the_title_of_the_page_is_a_heading_before_all_others():
    page = "<title>Fees</title><div>Fees</div><h1>1. Costs</h1><p>They are low."
    assert kinds(page) == ["heading", "heading", "paragraph"]


# What is not the main text


@pytest.mark.parametrize(
    "element",
    [
        "nav",
        "footer",
        "aside",
        "header",
        "div role=navigation",
        "div hidden",
        "div class=page-footer",
    ],
)
def test_an_element_for_what_is_beside_the_text_is_an_aside(element):
    page = f"<{element}>Beside it.</{element.split()[0]}><p>The text."
    assert kinds(page) == ["aside", "paragraph"]


def test_a_header_that_holds_the_heading_is_no_aside():
    assert kinds("<header><h1>T</h1><p>By A.</header><p>Text.") == [
        "heading",
        "paragraph",
        "paragraph",
    ]


LINKS = "".join(f"<li><a href='{place}'>Part {place}</a>" for place in "abcd")


def test_a_list_of_links_is_an_aside():
    assert kinds(f"<ul>{LINKS}</ul><h1>T</h1><p>Text.") == ["aside"] * 4 + ["heading", "paragraph"]


def test_a_list_of_links_that_a_sentence_introduces_is_content():
    assert kinds(f"<h1>T</h1><p>Use these:<ul>{LINKS}</ul>")[2:] == ["item"] * 4


def test_a_list_of_links_with_descriptions_is_content():
    items = LINKS.replace("</a>", "</a> says what it costs to go there")
    assert kinds(f"<h1>T</h1><p>Text.<ul>{items}</ul>")[2:] == ["item"] * 4


def test_links_to_the_neighboring_pages_are_an_aside():
    page = "<p>Text.<p><a href=a rel=prev>Back</a> Chapter 2 <a href=b rel=next>On</a>"
    assert kinds(page) == ["paragraph", "aside"]


def test_a_page_of_links_only_has_no_asides():
    assert kinds(f"<h1>T</h1><ul>{LINKS}</ul>") == ["heading"] + ["item"] * 4
    assert kinds("<nav>All of it.</nav>") == ["paragraph"]


# What a page states


def test_title_and_date_are_what_the_page_states():
    page = read_html(
        "<title>T &amp; U</title><meta name=date content=2021-08-14><h1>H</h1><script "
        'type="application/ld+json">{"datePublished": "2020-01-01"}</script>'
    )
    assert (page.title, page.date) == ("T & U", "2021-08-14")
    assert read_html("<h1>H <b>I</b></h1>").title == "H I"


# Any input


@given(MARKS)
def test_blocks_are_in_order_and_hold_all_words(marks):
    html = "".join(marks)
    page = read_html(html)
    assert_sound(page)
    words = re.sub(r"<(?:/?[a-z][^<>]*)>|&(?:amp|lt)", "", html)
    shown = re.findall(r"\w", re.sub(r"<[a-z]+(?=.*>)", "", words))
    assert len(re.findall(r"\w", page.text)) >= len(shown) - _swallowed(html)


def _swallowed(html):
    """Letters after `x<y`, which starts a tag up to the next `>`."""
    return sum(len(re.findall(r"\w", found)) for found in re.findall(r"<y[^>]*>", html))


@given(st.text(alphabet="<>/!-[]?&#;='\" \nabpt12", max_size=200))
def test_any_text_makes_sound_blocks(html):
    assert_sound(read_html(html))


@pytest.mark.parametrize("tag", ["div", "ul><li", "blockquote", "table><tr><td", "b", "dl><dt"])
def test_no_word_is_lost_in_deep_nesting(tag):
    words = [f"w{n}" for n in range(5_000)]
    page = read_html("".join(f"<{tag}>{word} " for word in words))
    assert page.text.split() == words


def test_a_page_that_is_cut_off_keeps_its_text():
    whole = "<p>One</p><p class='x'>Two</p>"
    for end in range(len(whole)):
        assert_sound(read_html(whole[:end]))
    assert read_html("<p>One<!-- two <b>three</b>").text == "Onethree"
    assert read_html("<p>One<script>two").text == "One"


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<!--",
        '<a b="',
        '<a b=">" ',
        "<?",
        "</a ",
        "<![x",
        "&#9",
        "<title>",
        "<script>",
        "<p>x",
        "<ul><li>x",
        "<i><b>x</i>",
        "<table><tr><td>x",
        "<table><tr><td>x<td>y",
        "<header><h1>x",
        "<div><a href=x>y</a>",
        "<br> ",
        "x</b></div></table>",
        "<b>x y</b><br>",
        "<a href=#x><div>x</div>",
    ],
)
def test_the_time_is_linear_in_the_length(piece):
    """The bound is many times what is needed, and a small part of what quadratic time takes."""
    html = piece * 15_000
    start = process_time()
    assert_sound(read_html(html))
    assert process_time() - start < 30


def test_a_character_with_an_endless_number_is_replaced():
    assert read_html(f"a&#{'9' * 10_000};b").text == "a\N{REPLACEMENT CHARACTER}b"


def test_among_several_bold_titles_longer_bold_lines_are_headings_too():
    questions = ["Is it quick?", "Is it small?", "Is it free?"]
    long = "I deleted a lot of data but the file did not get any smaller."
    html = "".join(f"<p><b>{each}</b></p><p>It is.</p>" for each in [*questions, long])
    page = read_html(html)
    headings = [page.text[b.start : b.end] for b in page.blocks if b.kind == "heading"]
    assert headings == [*questions, long]
    alone = read_html(f"<p><b>{long}</b></p><p>It is.</p>")
    assert [block.kind for block in alone.blocks] == ["paragraph", "paragraph"]
