"""Rows with named columns as documents: which column is the text, title, date and id."""

from collections.abc import Iterable, Mapping

from index.errors import LoadError
from index.loaders.limits import MAX_RECORDS
from index.records import Extract
from index.text.dates import iso_date

# Usual names of columns. The first one that a row has is taken.
TEXTS = """
text content contents body passage paragraph document article abstract description message comment
review summary answer context sentence
""".split()
TITLES = "title headline subject name heading".split()
DATES = """
date published published_at publication_date datepublished pubdate created created_at timestamp
datetime time updated updated_at year
""".split()
IDS = "id _id doc_id docid document_id passage_id uuid key pid".split()

Row = tuple[int, Mapping[str, object]]
"""The line it starts on, from 1, and its values by the column's name in lower case."""


def extracts(rows: Iterable[Row], notice: str | None) -> tuple[Extract, ...]:
    """The documents in rows, each with its id (else the row's number) and its line.

    Rows without text are left out. `notice` is that of the file. Raises LoadError if no row has a
    column of text, or if there are more than MAX_RECORDS.
    """
    found = []
    seen: dict[str, None] = {}
    has_text = False
    for number, (line, columns) in enumerate(rows, 1):
        if number > MAX_RECORDS:
            raise LoadError(f"more than {MAX_RECORDS:,} rows")
        chosen = find_column(columns, TEXTS)
        if chosen is None:
            seen.update(dict.fromkeys(list(columns)[:10]))
            continue
        has_text = True
        if body := _text(columns.get(chosen)):
            date = iso_date(_text(_first(columns, DATES)))
            title = " ".join(_text(_first(columns, TITLES)).split())
            record = " ".join(_text(_first(columns, IDS)).split()) or str(number)
            found.append(Extract(body, title, date, notice, record, line))
    if not has_text and seen:
        raise LoadError(f"no column of text among {', '.join(list(seen)[:10])}")
    return tuple(found)


def find_column(columns: Iterable[str], names: Iterable[str]) -> str | None:
    """The first of `names` that is one of `columns`; None if there is none."""
    present = set(columns)
    return next((name for name in names if name in present), None)


def _first(columns: Mapping[str, object], names: Iterable[str]) -> object:
    """The first value under one of `names` that is not empty; None if there is none."""
    return next((columns[name] for name in names if columns.get(name) not in (None, "")), None)


def _text(value: object) -> str:
    if isinstance(value, list):  # paragraphs, as some data sets keep them
        return "\n".join(item for item in value if isinstance(item, str))
    return str(value) if isinstance(value, str | int | float) and value is not True else ""
