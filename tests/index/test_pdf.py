"""PDF files, written by hand: order, words, headings, code, running heads, pages, damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LoadError
from index.loaders import load
from index.segmentation import locate_sentences, segment
from index.structure import Kind

LEFT = [
    "Norway mediated the talks which were",
    "held in Mexico City in August of the",
    "year 2021, and they went on for some",
    "weeks without an agreement. The govern-",
    "ment had sent nine delegates there.",
]
RIGHT = [
    "The opposition was led by a lawyer of",
    "note. Its well-known demands were the",
    "release of prisoners and a fair and well-",
    "known calendar of elections. They were",
    "to meet again at the end of the month.",
]


def read(data):
    (extract,) = load("a.pdf", data)
    return extract


def column(x, lines, top=700):
    return [(x, top - 12 * number, line) for number, line in enumerate(lines)]


def by_row(*columns):
    return [line for row in zip(*columns, strict=True) for line in row]


def test_a_paragraph_is_joined_and_its_broken_words_are_mended(pdf):
    text = read(pdf(column(50, LEFT))).text
    assert "and they went on for some weeks without an agreement." in text
    assert "The government had sent" in text


def test_a_hyphen_that_the_document_has_elsewhere_stays(pdf):
    assert "a fair and well-known calendar" in read(pdf(column(50, RIGHT))).text


def test_a_hyphen_before_a_capital_stays(pdf):
    lines = ["The letter came from the Rimsky-", "Korsakov family, who lived there."]
    assert "Rimsky-Korsakov family" in read(pdf(column(50, lines))).text


@pytest.mark.parametrize("is_by_row", [False, True])
def test_two_columns_are_read_one_after_the_other(pdf, is_by_row):
    columns = column(50, LEFT), column(310, RIGHT)
    lines = by_row(*columns) if is_by_row else [*columns[0], *columns[1]]
    page = [(200, 730, "Talks in Mexico"), *lines, (300, 60, "1")]
    text = " ".join(read(pdf(page)).text.split())
    assert "year 2021, and they went on for some weeks without an agreement." in text
    assert text.index("Talks in Mexico") < text.index("nine delegates") < text.index("opposition")
    assert text.endswith("end of the month. 1")


def test_what_is_drawn_late_is_read_where_it_stands(pdf):
    title = [(50, 740, "The Talks in Mexico", 18, True)]
    last = column(50, ["This was the end of all of that."], 500)
    first, second = column(50, LEFT, 700), column(50, RIGHT, 600)
    text = " ".join(read(pdf([*last, *second, *first, *title])).text.split())
    beginnings = [
        text.index(each) for each in ("The Talks", "Norway", "The opposition", "This was")
    ]
    assert beginnings == sorted(beginnings)


def test_two_columns_below_a_title_that_is_drawn_last_stay_columns(pdf):
    page = [*column(50, LEFT), *column(310, RIGHT), (200, 740, "The Talks in Mexico", 18, True)]
    text = " ".join(read(pdf(page)).text.split())
    assert text.startswith("The Talks in Mexico Norway mediated")
    assert text.index("nine delegates") < text.index("The opposition")


def test_a_table_is_read_by_row(pdf):
    names = column(50, ["Norway", "Mexico", "Chile", "Bolivia", "Peru", "Cuba"])
    counts = column(310, ["five", "nine", "two", "four", "six", "one"])
    text = " ".join(read(pdf(by_row(names, counts))).text.split())
    assert text.startswith("Norway five Mexico nine Chile two")


def test_every_sentence_has_its_page(pdf, write):
    pages = [column(50, ["First page here."]), [], column(50, ["Third one.", "", "And more."])]
    (pieces,) = segment(str(write({"a.pdf": pdf(*pages)}) / "a.pdf")).documents
    assert [(s.text, s.page) for s in pieces.sentences] == [
        ("First page here.", 1),
        ("Third one.", 3),
        ("And more.", 3),
    ]
    assert pieces.extract.notice == "no text, only images: page 2"
    for sentence in pieces.sentences:
        assert pieces.extract.text[sentence.start : sentence.end] == sentence.text


def test_a_sentence_may_run_across_pages(pdf, write):
    pages = [column(50, ["It began when the talks of"]), column(50, ["the year were over."])]
    text = read(pdf(*pages)).text
    assert " ".join(text.split()) == "It began when the talks of the year were over."
    assert "\n\n" not in text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Talks in Mexico", "Talks in Mexico"),
        ("Title IX at fifty", "Title IX at fifty"),
        ("untitled", ""),
        ("Microsoft Word - talks.doc", ""),
        ("talks.dvi", ""),
    ],
)
def test_a_real_title_is_taken_and_the_date_of_the_file_is_not(pdf, title, expected):
    extract = read(pdf(column(50, ["It rained.", "It snowed."]), title=title))
    assert (extract.title, extract.date) == (expected, None)


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(pdf):
    for data, reason in [
        (pdf(column(50, ["Secret."]), encrypt=True), "encrypted; a password is needed"),
        (pdf([]), "no text in it, only images"),
        (b"%PDF-1.7\nnothing", "a damaged PDF file"),
    ]:
        with pytest.raises(LoadError) as caught:
            read(data)
        assert str(caught.value) == reason


def of(extract, kind):
    return [extract.text[b.start : b.end] for b in extract.blocks if b.kind is kind]


def test_words_are_apart_where_the_letters_are_though_no_space_is_written(pdf):
    """They are as far apart as a seventh of the size."""
    page = [(50, 700, "A"), (57.5, 700, "value"), (90, 700, "of"), (104, 700, "x")]
    page.append((50, 688, "goes"))
    assert read(pdf(page)).text.split() == ["A", "value", "of", "x", "goes"]


def test_the_mark_of_a_footnote_is_apart_from_the_word_after_it(pdf):
    page = [(50, 704, "1", 6), (53.6, 700, "This is said elsewhere.")]
    assert read(pdf(page)).text == "1 This is said elsewhere."


BODY = ["The talks went on for some weeks without", "an agreement, and were then broken off."]


def chapter(top, title, size=10, is_bold=False):
    return [(50, top, title, size, is_bold), *column(50, BODY, top - 24)]


def test_larger_and_bolder_lines_are_headings_and_stand_above_what_is_below_them(pdf):
    page = [
        (50, 740, "A History of the Talks", 18),
        *chapter(700, "1 Before the talks", 14, True),
        *chapter(620, "1.1 Norway", 14, True),
        *chapter(540, "What was said", 10, True),
        *chapter(460, "What was not", 10, True),
    ]
    extract = read(pdf(page))
    headings = [block for block in extract.blocks if block.kind is Kind.HEADING]
    assert [(extract.text[b.start : b.end], b.level) for b in headings] == [
        ("A History of the Talks", 1),
        ("1 Before the talks", 2),
        ("1.1 Norway", 3),
        ("What was said", 3),
        ("What was not", 3),
    ]
    said = locate_sentences(extract.text, extract.blocks)
    assert [each.section[-1] for each in said if each.text.startswith("The talks")] == [
        "1 Before the talks",
        "1.1 Norway",
        "What was said",
        "What was not",
    ]


def test_a_heading_of_two_lines_is_one(pdf):
    title = [(50, 740, "A Long History of the", 18), (50, 718, "Talks in Mexico", 18)]
    extract = read(pdf([*title, *column(50, BODY, 690)]))
    assert of(extract, Kind.HEADING) == ["A Long History of the Talks in Mexico"]


@pytest.mark.parametrize(
    "line",
    [
        "Figure 3: How the talks went on",
        "This whole sentence is in bold type.",
        "It goes on and on, " * 11,
        "12",
    ],
)
def test_bold_lines_that_are_no_headings_are_text(pdf, line):
    extract = read(pdf([*chapter(740, line, 10, True), *chapter(600, line, 10, True)]))
    assert of(extract, Kind.HEADING) == []
    assert line.strip() in " ".join(extract.text.split())


def test_the_bold_row_above_a_table_is_no_heading(pdf):
    row = [(50, 740, "Country", 10, True), (300, 740, "Delegates", 10, True)]
    extract = read(pdf([*row, *column(50, BODY, 728), *chapter(600, "The end", 10, True)]))
    assert "Country Delegates" not in of(extract, Kind.HEADING)


PROSE = [
    "The talks of the delegates went on for some weeks without any agreement, and were then",
    "broken off. The government had sent nine of them, and the opposition was led by a lawyer",
    "of note, who had asked for the release of all prisoners and for a calendar of elections,",
    "which both sides were to sign before the end of the month. This is how it is written:",
]
"""The last line introduces code, and the others are full."""


def prose(top, lines=PROSE, x=50):
    return [(x, y, line, 10, False, "Times") for x, y, line in column(x, lines, top)]


def test_a_listing_is_one_block_of_code_with_its_lines_and_indents(pdf):
    code = ["type Link struct {", "  Name string", "  Size int     // in bytes", "", "}"]
    extract = read(pdf([*prose(700), *column(70, code, 646), *prose(560)]))
    assert of(extract, Kind.CODE) == ["\n".join(code)]
    said = locate_sentences(extract.text, extract.blocks)
    (listing,) = (each for each in said if each.kind is Kind.CODE)
    assert listing.section == ("This is how it is written:",)
    assert sum(each.text.startswith("The talks of the delegates") for each in said) == 2


def test_code_right_below_prose_is_code(pdf):
    page = [*prose(700), (50, 652, "size = total(links)"), *prose(640)]
    assert of(read(pdf(page)), Kind.CODE) == ["size = total(links)"]


def test_a_code_word_in_prose_is_no_listing_even_if_it_fills_a_line(pdf):
    word = "a_function_with_a_name_that_is_as_long_as_the_whole_line_and(its, arguments)"
    page = [*prose(700, PROSE[:3]), (50, 664, word), *prose(652, PROSE[:2])]
    page += [*prose(600, ["It is called by"]), (120, 600, "run(links)"), (185, 600, "and ends.")]
    assert of(read(pdf(page)), Kind.CODE) == []


@pytest.mark.parametrize(
    "line", ["https://example.org/a/b.html", "{ann,bob}@example.org", "- - - -", "· send(links)"]
)
def test_addresses_rules_and_items_are_no_code(pdf, line):
    bullet = [(50, 630, line[:1], 10, False, "Times")] if line[0] == "·" else []
    text = [(58, 630, line[2:])] if bullet else [(50, 630, line)]
    assert of(read(pdf([*prose(700), *bullet, *text, *prose(600)])), Kind.CODE) == []


def test_a_word_in_fixed_type_above_what_describes_it_is_no_code(pdf):
    terms = [(50, 630, "--all"), *prose(618, PROSE[:2], 74)]
    assert of(read(pdf([*prose(700), *terms])), Kind.CODE) == []


def test_a_cell_in_fixed_type_is_no_code(pdf):
    rows = [(50, 630, "send"), (200, 630, "sends it", 10, False, "Times")]
    assert of(read(pdf([*prose(700), *rows, *prose(600)])), Kind.CODE) == []


def test_numbered_lines_and_bold_keywords_are_code(pdf):
    page = [
        *prose(700),
        (50, 640, "1", 6, False, "Times"),
        (59, 640, "total = 0"),
        (50, 628, "2", 6, False, "Times"),
        (59, 628, "return", 10, True, "Times"),
        (92, 628, "total"),
        *prose(600),
    ]
    assert of(read(pdf(page)), Kind.CODE) == ["1 total = 0\n2 return total"]


def test_letters_of_code_that_stand_apart_are_one_word(pdf):
    """As in listings whose columns are wider than the letters of their type."""
    letters = [(50 + 8 * n, 630, letter) for n, letter in enumerate("filter(z)")]
    extract = read(pdf([*prose(700), *letters, *prose(600)]))
    assert of(extract, Kind.CODE) == ["filter(z)"]


def test_a_document_in_fixed_type_has_no_code_by_its_type(pdf):
    page = [*chapter(740, "Before the talks", 14), *column(50, LEFT, 640), *prose(500, PROSE[:1])]
    extract = read(pdf(page))
    assert of(extract, Kind.CODE) == []


def test_code_above_the_first_heading_of_a_document_and_at_the_ends_of_pages_is_code(pdf):
    first = [(50, 740, "open(file)"), *prose(700), (50, 630, "send(links)")]
    second = [(50, 740, "close(file)"), *prose(700)]
    extract = read(pdf(first, second))
    assert of(extract, Kind.CODE) == ["open(file)", "send(links)", "close(file)"]
    assert extract.text[extract.pages[1] :].startswith("close(file)")


def pages_with_heads(count):
    """A sentence runs from each page to the next, with a foot and a head between."""
    for number, word in zip(range(1, count + 1), "abcdefghijklm", strict=False):
        lines = [f"and {word * 5} it is.", "It rained.", "", f"It begins in {word * 4} and it ends"]
        yield [
            (50, 760, f"{number} A History of the Talks"),
            *column(50, lines),
            (300, 40, f"Printed in Oslo, {number}"),
        ]


@pytest.mark.parametrize("count", [2, 3, 12])
def test_running_heads_are_not_searched_and_do_not_cut_the_sentence_across_pages(pdf, count):
    extract = read(pdf(*pages_with_heads(count)))
    heads = of(extract, Kind.ASIDE)
    assert sorted(heads) == sorted(
        text
        for number in range(1, count + 1)
        for text in (f"{number} A History of the Talks", f"Printed in Oslo, {number}")
    )
    said = [" ".join(each.text.split()) for each in locate_sentences(extract.text, extract.blocks)]
    assert "It begins in aaaa and it ends and bbbbb it is." in said
    assert not [text for text in said if "History" in text or "Oslo" in text]


def test_what_stands_at_the_height_of_the_running_heads_is_one_too(pdf):
    pages = list(pages_with_heads(8))
    pages[3][0] = (50, 760, "CHAPTER FOUR")
    assert "CHAPTER FOUR" in of(read(pdf(*pages)), Kind.ASIDE)


def test_lines_that_are_the_same_within_pages_are_text(pdf):
    pages = [column(50, ["One.", "Two.", "It rained.", "Three.", str(n)]) for n in range(5)]
    assert "It rained." not in of(read(pdf(*pages)), Kind.ASIDE)


def test_a_file_whose_list_of_pages_is_lost_is_read_page_by_page(pdf):
    data = pdf(column(50, ["It rained."]), column(50, ["It snowed."]))
    torn = data.replace(b"/Type/Pages", b"/Type/Gases").partition(b"xref")[0]
    extract = read(torn)
    assert extract.text.split("\n\n") == ["It rained.", "It snowed."]
    assert extract.pages == (0, 12)
    assert extract.notice == "damaged; only the pages that are whole were read"


LINES = st.tuples(
    st.integers(20, 560),
    st.integers(20, 770),
    st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40),
    st.sampled_from([6, 10, 10, 10, 14, 18]),
    st.booleans(),
    st.sampled_from(["Courier", "Times", "Times"]),
)


@given(st.lists(st.lists(LINES, max_size=12), min_size=1, max_size=5))
def test_whatever_is_drawn_where_the_offsets_are_true(pdf, pages):
    try:
        extract = read(pdf(*pages))
    except LoadError:  # nothing but spaces
        assert not [text for page in pages for _, _, text, *_ in page if text.strip()]
        return
    assert len(extract.pages) == len(pages)
    assert list(extract.pages) == sorted(extract.pages)
    ends = 0
    for block in extract.blocks:
        assert ends <= block.start < block.end <= len(extract.text)
        assert (
            extract.text[block.start : block.end].strip() == extract.text[block.start : block.end]
        )
        ends = block.end
    for sentence in locate_sentences(extract.text, extract.blocks):
        assert extract.text[sentence.start : sentence.end] == sentence.text
