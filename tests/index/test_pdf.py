"""PDF files, written by hand: reading order, broken words, pages."""

import pytest

from index.errors import LoadError
from index.loaders import load
from index.segmentation import segment

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
