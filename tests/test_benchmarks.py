"""The benchmarks run, and judge as they say, on a question set made here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.sets import load

ROOT = Path(__file__).parents[1]
FERRY = "The ferry to Skye was built in 1934. It carried twenty cars."
CAKE = "The cake needs three eggs. Bake it for an hour."
QUESTIONS = [
    {"id": 1, "question": "when was the ferry built?", "doc_id": "f", "answers": ["1934"]},
    {"id": 2, "question": "how many eggs?", "doc_id": "c", "evidence": [CAKE[:26]]},
    {"id": 3, "question": "who baked it?", "doc_id": "c", "unanswerable": True},
    {"id": 4, "question": "of no document?", "doc_id": None},
]
QUESTIONS[0]["answer_starts"] = [FERRY.index("1934")]


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "dev" / "made_here"
    folder.mkdir(parents=True)
    documents = [{"id": "f", "text": FERRY}, {"id": "c", "text": CAKE}]
    for name, rows in (("docs", documents), ("questions", QUESTIONS)):
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_questions_without_a_label_are_left_out(data):
    chosen = load(data / "dev" / "made_here")
    assert [question.text for question in chosen.questions] == [
        "when was the ferry built?",
        "how many eggs?",
        "who baked it?",
    ]
    assert chosen.questions[2].gold == ()


def test_a_sentence_is_right_where_the_answer_begins_and_nowhere_else(data):
    question = load(data / "dev" / "made_here").questions[0]
    assert question.is_right(FERRY[:36], [("d000000.txt", 0, 36)])
    assert not question.is_right(FERRY[37:], [("d000000.txt", 37, 60)])
    assert not question.is_right(FERRY[:36], [("d000001.txt", 0, 36)])


def test_a_sentence_known_to_answer_is_right_wherever_it_stands(data):
    question = load(data / "dev" / "made_here").questions[1]
    assert question.is_right(CAKE[:26], [("d000000.txt", 90, 116)])
    assert not question.is_right(CAKE[27:], [("d000001.txt", 27, 47)])


def test_the_retrieval_table_has_a_row_for_every_order(data):
    command = [sys.executable, "-m", "benchmarks.retrieval", "--data", data, "--sets", "made_here"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    head, _, *rows, _ = (line.split() for line in done.stdout.splitlines())
    assert head[:3] == ["made_here:", "2", "questions,"]
    assert [row[0] for row in rows] == ["BM25", "dense", "cited-qa"]
    assert all(row[1:5] == ["1.000"] * 4 for row in rows)
