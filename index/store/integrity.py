"""Checks that the rows of an index fit together: sentences, passages and vectors."""

import sqlite3

from index.errors import DamageError
from index.store import checksums, queries
from index.store.vector_table import VectorTable
from index.vectors import Level


def require_rows(
    db: sqlite3.Connection,
    document: int,
    first_sentence: int,
    last_sentence: int,
    first_passage: int,
    last_passage: int,
) -> None:
    """Reads the sentences and passages of a document.

    Raises DamageError if one is missing or is not as it was written.
    """
    sentences = queries.sentences_of(db, document)
    if [number for number, _ in sentences] != list(range(first_sentence, last_sentence + 1)):
        raise DamageError("sentences are missing")
    passages = db.execute(
        "SELECT id, first_sentence, last_sentence, checksum FROM passage"
        " WHERE document_id = ? ORDER BY id",
        (document,),
    ).fetchall()
    if [row[0] for row in passages] != list(range(first_passage, last_passage + 1)):
        raise DamageError("passages are missing")
    expected = first_sentence
    for _, first, last, checksum in passages:
        if checksum != checksums.of_passage(document, first, last):
            raise DamageError("a passage is not as it was written")
        if first != expected or not first <= last <= last_sentence:
            raise DamageError("passages that do not hold its sentences")
        expected = last + 1
    if expected != last_sentence + 1:
        raise DamageError("passages that do not hold its sentences")


def require_vectors(
    db: sqlite3.Connection,
    dimension: int,
    first_sentence: int,
    last_sentence: int,
    first_passage: int,
    last_passage: int,
) -> None:
    """Reads the vectors of a document. Raises DamageError if one is missing or damaged."""
    sentences, _ = VectorTable(db, "sentence", dimension).of_range(first_sentence, last_sentence)
    passages, _ = VectorTable(db, "passage", dimension).of_range(first_passage, last_passage)
    are_all = len(sentences) == last_sentence - first_sentence + 1
    if not are_all or len(passages) != last_passage - first_passage + 1:
        raise DamageError("vectors are missing")


def find_faults(db: sqlite3.Connection, table: VectorTable, level: Level) -> list[str]:
    """What is wrong with a level's vectors as a whole, one line for each fault."""
    faults = []
    (rows,) = db.execute(f"SELECT count(*) FROM {level}_vector").fetchone()
    (alone,) = db.execute(
        f"SELECT count(*) FROM {level}_vector WHERE id NOT IN (SELECT id FROM {level})"
    ).fetchone()
    if alone:
        faults.append(f"{alone} vectors without a {level}")
    try:
        if len(table) != rows:
            faults.append(f"{len(table)} {level} vectors are recorded, but {rows} are there")
        if not table.is_sketched():
            faults.append(f"the sketches do not match the {level} vectors")
    except DamageError as error:
        faults.append(str(error))
    return faults
