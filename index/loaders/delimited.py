"""CSV and TSV: one document for each row, from its text, title, date and id."""

import csv
import io
from collections.abc import Iterator

from index.errors import LoadError
from index.loaders.encoding import decode
from index.loaders.limits import MAX_TEXT_BYTES
from index.loaders.rows import TEXTS, extracts, find_column
from index.loaders.text import encoding_notice
from index.records import Extract

DELIMITERS = ",;\t|"


def load_csv(data: bytes) -> tuple[Extract, ...]:
    """The document of every row. The delimiter is the most frequent of DELIMITERS in line 1."""
    return _load(data, None)


def load_tsv(data: bytes) -> tuple[Extract, ...]:
    """The document of every row of tab-separated columns."""
    return _load(data, "\t")


def _load(data: bytes, delimiter: str | None) -> tuple[Extract, ...]:
    text, encoding = decode(data)
    notice = encoding_notice(encoding)
    first = text.lstrip().partition("\n")[0]
    delimiter = delimiter or max(DELIMITERS, key=first.count)
    csv.field_size_limit(MAX_TEXT_BYTES)
    lines = _lines(text, delimiter)
    header = next(lines, None)
    if header is None:
        return ()
    names = [cell.strip().lower() for cell in header[1]]
    if len(names) == 1 and names[0] not in TEXTS:
        # This is a list of texts, and its first row may be one of them.
        rows = ((line, {"text": "".join(cells)}) for line, cells in [header, *lines])
        return extracts(rows, notice)
    if find_column(names, TEXTS) is None:
        raise LoadError(f"no column of text among {', '.join(names[:10])}")
    return extracts(
        ((line, dict(zip(names, cells, strict=False))) for line, cells in lines), notice
    )


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line it starts on, from 1."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise LoadError(f"not CSV at line {reader.line_num}: {error}") from error
