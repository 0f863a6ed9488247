"""Makes a training set from manuals: questions on what their headings, options and tables say.

    python -m training.manuals --documents DIR --out DIR [--examples DIR]

Each folder in --documents is a project: Markdown, manual pages, HTML, whatever the index reads. The
set is written to --out, as docs.jsonl (a row for each passage of the index) and questions.jsonl.
--examples holds pages like those of tldr-pages: what somebody wants to do, and the command for it.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import LoadError
from index.records import Sentence
from index.segmentation import SegmentedDocument, segment
from index.structure import Kind
from training.examples import Example, load_examples, option_names
from training.wordings import Wording, on_heading, on_option

Row = dict[str, Any]

FILES, QUESTIONS = 1000, 350
"""How many files of a project are read, and how many questions on them are kept: more only if
people wrote them."""
UNHEADED = 0.4
"""The share of questions on headings whose passage has lost that heading: otherwise the reader
learns that an answer has the question's own words above it."""
ANSWERS = 3
"""Sentences below a heading that may answer it: the first ones."""
FOREIGN = 0.2
"""The share of options that are also asked for in a document that does not know them."""
NEIGHBOURS = 2
"""Passages on each side of one that is asked: they are kept too, and do not answer."""
LETTERS = 8
"""A sentence with fewer is too short to answer."""
SAME_START = 400
"""Documents with so many equal characters at their start are versions of one."""
SEED = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a document, and the positions of the sentences that answer it."""

    text: str
    gold: tuple[int, ...]
    """Empty if none answers: then the passage of `near` looks as if it did."""
    near: int
    """The position of a sentence of the passage that is asked."""
    heading: int | None = None
    """The position of the heading that the question was made from."""
    by_people: bool = False
    """Whether the question stands so in the documents or the examples."""


@dataclass(frozen=True, slots=True)
class Manual:
    """A document of a project."""

    name: str
    document: SegmentedDocument


def make(project: Path, examples: Sequence[Example], draw: random.Random) -> Iterator[Row]:
    """The rows of a project: passages, and the questions on them."""
    asked = _choose(list(_manuals(project, draw)), examples, draw)
    kept: dict[str, set[int]] = {}
    for manual, question in asked:
        number = _passage(manual.document, question)
        near = range(number - NEIGHBOURS, number + NEIGHBOURS + 1)
        kept.setdefault(manual.name, set()).update(near)
    for name, manual in {manual.name: manual for manual, _ in asked}.items():
        for number in range(len(manual.document.passages)):
            if number in kept[name]:
                yield _passage_row(manual, number, ())
    for number, (manual, question) in enumerate(asked):
        hidden = question.heading is not None and draw.random() < UNHEADED
        yield from _question_rows(f"{project.name}-{number}", manual, question, hidden)


def _choose(
    manuals: Sequence[Manual], examples: Sequence[Example], draw: random.Random
) -> list[tuple[Manual, Question]]:
    """All questions that people wrote, and others up to QUESTIONS."""
    options = [name for manual in manuals for name in _long_options(manual.document)]
    asked = [
        (manual, question)
        for manual in manuals
        for question in (*_questions(manual, options, draw), *_from_examples(manual, examples))
    ]
    draw.shuffle(asked)
    asked.sort(key=lambda each: not each[1].by_people)
    by_people = sum(question.by_people for _, question in asked)
    return asked[: max(by_people, QUESTIONS)]


def _manuals(project: Path, draw: random.Random) -> Iterator[Manual]:
    paths = sorted(path for path in project.rglob("*") if path.is_file())
    draw.shuffle(paths)
    seen: set[str] = set()
    for path in paths[:FILES]:
        try:
            file = segment(str(path))
        except (LoadError, OSError) as error:
            print(f"{path}: {error}")
            continue
        for number, document in enumerate(file.documents):
            start = document.extract.text[:SAME_START]
            if start not in seen:
                seen.add(start)
                name = f"{path.relative_to(project.parent)}#{number}"
                yield Manual(name, document)


def _questions(manual: Manual, options: Sequence[str], draw: random.Random) -> Iterator[Question]:
    """Questions on the headings and options of a manual, and on `options` that it does not know."""
    sentences = manual.document.sentences
    for position, sentence in enumerate(sentences):
        if sentence.kind is Kind.HEADING:
            yield from _ask_heading(sentences, position, draw)
    for position, names in _options(manual.document):
        for wording in on_option(sentences[position].text, names, draw):
            yield Question(wording.text, _gold(sentences, position, wording), position)
        foreign = draw.choice(options) if options else ""
        if draw.random() < FOREIGN and foreign and foreign not in manual.document.extract.text:
            (wording, *_) = on_option("", (foreign,), draw)
            yield Question(wording.text, (), position)


def _from_examples(manual: Manual, examples: Sequence[Example]) -> Iterator[Question]:
    """What the examples of a command want to do, asked of the options in its manual."""
    known = dict(_options(manual.document))
    command = Path(manual.name.split("#")[0]).stem
    for example in examples:
        if example.command == command:
            found = [at for at, names in known.items() if example.options & set(names)]
            if found:
                yield Question(example.question, tuple(found), found[0], by_people=True)


def _ask_heading(
    sentences: Sequence[Sentence], position: int, draw: random.Random
) -> Iterator[Question]:
    below: list[int] = []
    for at in range(position + 1, len(sentences)):
        if sentences[at].kind is Kind.HEADING or len(below) == ANSWERS:
            break
        if _can_answer(sentences[at]):
            below.append(at)
    if below and (section := sentences[below[0]].section):
        depth = len(sentences[position].section)
        for wording in on_heading(section[min(depth, len(section) - 1)], draw):
            yield Question(wording.text, tuple(below), below[0], position, wording.by_people)


def _can_answer(sentence: Sentence) -> bool:
    return sentence.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.CODE, Kind.ROW) and (
        sum(map(str.isalpha, sentence.text)) >= LETTERS
    )


def _gold(sentences: Sequence[Sentence], position: int, wording: Wording) -> tuple[int, ...]:
    """The sentences that answer a question on an option: one, or for its default another."""
    if not wording.of_default:
        return (position,)
    section = sentences[position].section
    return tuple(
        at
        for at in range(position, min(position + 8, len(sentences)))
        if sentences[at].section == section and "default" in sentences[at].text.lower()
    )


def _options(document: SegmentedDocument) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The first sentence that describes each option, by its position, and the option's names."""
    last: tuple[str, ...] = ()
    for position, sentence in enumerate(document.sentences):
        if sentence.kind is Kind.ROW:
            yield from _option(position, sentence.text.lstrip("| ").split("|")[0])
        elif sentence.section and sentence.section != last and _can_answer(sentence):
            last = sentence.section
            yield from _option(position, sentence.section[-1])


def _option(position: int, term: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    if names := option_names(term):
        yield position, names


def _long_options(document: SegmentedDocument) -> list[str]:
    return [name for _, names in _options(document) for name in names if len(name) > 3]


def _question_rows(name: str, manual: Manual, question: Question, hidden: bool) -> Iterator[Row]:
    """A question, and before it the passage without the heading, if that is to be hidden."""
    number = _passage(manual.document, question)
    passage = manual.document.passages[number]
    first, last = passage.first, passage.last
    left_out: tuple[int, ...] = ()
    if hidden and question.heading is not None and last - first > 1:
        left_out = (question.heading,)
        yield _passage_row(manual, number, left_out)
    kept = [at for at in range(first, last) if at not in left_out]
    gold = [kept.index(at) for at in question.gold if at in kept]
    row: Row = {"id": name, "question": question.text, "doc_id": _id(manual, number, left_out)}
    yield row | ({"gold": gold} if gold else {"unanswerable": True})


def _passage(document: SegmentedDocument, question: Question) -> int:
    passages = enumerate(document.passages)
    return next(number for number, each in passages if each.first <= question.near < each.last)


def _passage_row(manual: Manual, number: int, left_out: tuple[int, ...]) -> Row:
    passage = manual.document.passages[number]
    kept = [at for at in range(passage.first, passage.last) if at not in left_out]
    sentences = [manual.document.sentences[at] for at in kept]
    if left_out:
        depth = len(manual.document.sentences[left_out[0]].section)
        sentences = [
            replace(each, section=each.section[:depth] + each.section[depth + 1 :])
            for each in sentences
        ]
    texts = [sentence.text for sentence in sentences]
    return {
        "id": _id(manual, number, left_out),
        "title": manual.document.extract.title,
        "text": "\n".join(texts),
        "sentences": texts,
        "sections": [sentence.section for sentence in sentences],
    }


def _id(manual: Manual, number: int, left_out: tuple[int, ...]) -> str:
    return f"{manual.name}#{number}" + "".join(f"-{at}" for at in left_out)


def main() -> None:
    """Writes the set of all projects."""
    parser = argparse.ArgumentParser(description="Make a training set from manuals.")
    parser.add_argument("--documents", type=Path, required=True, help="a folder for each project")
    parser.add_argument("--examples", type=Path, help="pages of commands and what they are for")
    parser.add_argument("--out", type=Path, required=True, help="folder for the set")
    options = parser.parse_args()
    examples = load_examples(options.examples) if options.examples else []
    options.out.mkdir(parents=True, exist_ok=True)
    with (
        (options.out / "docs.jsonl").open("w", encoding="utf-8") as docs,
        (options.out / "questions.jsonl").open("w", encoding="utf-8") as questions,
    ):
        for project in sorted(options.documents.iterdir()):
            for row in make(project, examples, random.Random(f"{SEED} {project.name}")):
                file = questions if "question" in row else docs
                file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
