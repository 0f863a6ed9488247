import json
import random
import sys
import textwrap

import pytest

from training.corpora import load
from training.examples import Example, load_examples
from training.manuals import main
from training.wordings import base, on_heading, on_option

PAGE = textwrap.dedent("""\
    # Sluice

    ## How do I open the gate?

    Turn the wheel to the left. It takes nine turns.

    ## Installing the pump

    Bolt the pump to the floor. Then connect the hose.

    ## Options

    | Name | Description |
    |---|---|
    | `--level` | Set the level of the water in metres, default 3 |
    | `--dry` | Drain the basin before the gate is opened |
    """)
EXAMPLES = textwrap.dedent("""\
    # sluice

    > Control a sluice.

    - [d]rain everything before the gate opens:

    `sluice --dry {{gate}}`

    - Show what is known:

    `sluice list`
    """)


def rows(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def made(tmp_path, monkeypatch):
    """The set made of one page and its examples: passages by their ids, and questions."""
    page = tmp_path / "documents" / "project" / "sluice.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE)
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "sluice.md").write_text(EXAMPLES)
    out = tmp_path / "set"
    arguments = [f"--{name}={tmp_path / name}" for name in ("documents", "examples")]
    monkeypatch.setattr(sys, "argv", ["manuals", *arguments, f"--out={out}"])
    main()
    docs, questions = rows(out / "docs.jsonl"), rows(out / "questions.jsonl")
    return out, {doc["id"]: doc for doc in docs}, questions


def answers(made):
    """The sentences that answer each question."""
    _, docs, questions = made
    return {
        row["question"]: [docs[row["doc_id"]]["sentences"][at] for at in row.get("gold", [])]
        for row in questions
    }


def test_a_heading_that_asks_is_answered_by_the_sentences_below_it(made):
    assert answers(made)["How do I open the gate?"] == [
        "Turn the wheel to the left.",
        "It takes nine turns.",
    ]


def test_a_heading_that_says_what_is_done_is_asked_with_how(made):
    (found,) = [gold for asked, gold in answers(made).items() if "install the pump" in asked]
    assert found == ["Bolt the pump to the floor.", "Then connect the hose."]


def test_an_example_is_answered_by_the_option_that_it_uses(made):
    (row,) = answers(made)["how do I drain everything before the gate opens?"]
    assert row.startswith("| `--dry`")


def test_an_option_is_asked_for_and_so_is_its_default(made):
    asked = answers(made)
    assert any("--dry" in question for question in asked)
    (default,) = [gold for question, gold in asked.items() if "default" in question]
    assert default[0].startswith("| `--level`")


def test_some_passages_have_lost_the_heading_that_their_question_was_made_from(made, monkeypatch):
    seen = set()
    for seed in range(12):
        monkeypatch.setattr("training.manuals.SEED", seed)
        main()
        out, *_ = made
        docs = {row["id"]: row for row in rows(out / "docs.jsonl")}
        for row in rows(out / "questions.jsonl"):
            if row["question"] == "How do I open the gate?":
                doc = docs[row["doc_id"]]
                headed = any("gate?" in sentence for sentence in doc["sentences"])
                assert headed == any("gate?" in str(section) for section in doc["sections"])
                assert doc["sentences"][row["gold"][0]] == "Turn the wheel to the left."
                seen.add(headed)
    assert seen == {True, False}


def test_the_set_loads_with_what_stands_above_each_sentence(made, tiny_tokenizer):
    out, _, questions = made
    corpus = load(out, tiny_tokenizer)
    assert len(corpus.tasks) == len(questions)
    for task in corpus.tasks:
        text = corpus.texts[task.text]
        assert len(text.sections) == len(text.sentences)
        assert task.gold
    assert any(section[:2] == ("Sluice", "Options") for t in corpus.texts for section in t.sections)


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Why is the *gate* shut?", "Why is the gate shut?"),
        ("Running tests", "run tests"),
        ("Copies files", "copy files"),
        ("Set a limit", "set a limit"),
        ("How to close the gate", "I close the gate?"),
    ],
)
def test_what_a_heading_announces_is_asked_in_the_words_of_somebody_who_wants_it(heading, asked):
    (found,) = on_heading(heading, random.Random(0))
    assert asked in found.text


def test_a_heading_of_one_word_asks_nothing():
    assert not any(list(on_heading("Options", random.Random(seed))) for seed in range(50))


def test_what_is_no_verb_has_no_base_form():
    assert base("gates") is None
    assert base("stopping") == "stop"
    assert base("caches") == "cache"


def test_an_aim_leaves_out_some_words_of_the_description_and_what_follows_its_first_clause():
    aims = set()
    for seed in range(20):
        *_, wording = on_option(
            "Prints the names of all files, one a line.", ("-l",), random.Random(seed)
        )
        assert "one a line" not in wording.text
        aims.add(wording.text.strip("?").split(" ", 3)[-1])
    assert any(aim.endswith("the names of all files") for aim in aims)
    assert len(aims) > 3


def test_examples_without_an_option_are_left_out(tmp_path):
    (tmp_path / "sluice.md").write_text(EXAMPLES)
    (found,) = load_examples(tmp_path)
    asked = "how do I drain everything before the gate opens?"
    assert found == Example("sluice", asked, frozenset({"--dry"}))
