"""The benchmarks run, and judge as they say, on a question set made here."""

import json
import math
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from benchmarks import (
    agreement,
    figures,
    folders,
    lookalikes,
    recombining,
    removal,
    replies,
    spans,
    time,
)
from benchmarks.cache import CachingEmbedder
from benchmarks.recombining import RecombiningEmbedder, documents, sources
from benchmarks.removal import halves
from benchmarks.retrieval import BASELINES, Setup, run
from benchmarks.sets import Question, QuestionSet, is_held_out, load
from index import Reading, Retriever, Sentence, sync
from index.segmentation import locate_sentences

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


class Counting:
    """A Reader that counts the question's words in a sentence, and marks its first number."""

    name = "counting"

    def __init__(self):
        self.excerpts = []

    def read(self, question, excerpts):
        self.excerpts += excerpts
        asked = set(re.findall(r"\w+", question.lower()))
        return [[self._reading(asked, s) for s in excerpt.sentences] for excerpt in excerpts]

    def _reading(self, asked, sentence):
        number = re.search(r"\d+", sentence)
        shared = asked & set(re.findall(r"\w+", sentence.lower()))
        return Reading(len(shared) - 3.0, number.span() if number else None)


def asked_where(text, name, start, answer):
    """A question whose answer stands there."""
    return Question(
        text, ((name, start, start + len(answer)),), frozenset(), False, name, (answer,)
    )


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "dev" / "made_here"
    folder.mkdir(parents=True)
    documents = [{"id": "f", "text": FERRY}, {"id": "c", "text": CAKE}]
    for name, rows in (("docs", documents), ("questions", QUESTIONS)):
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


@pytest.fixture
def reply(tmp_path, embedder):
    """What the product with the reader above makes of one question on documents."""

    def reply(question, documents, reader):
        QuestionSet("one", documents, (question,)).write(tmp_path / "corpus")
        sync([tmp_path / "corpus"], tmp_path / "index", model=embedder)
        with Retriever.open(tmp_path / "index", model=embedder, reader=reader) as retriever:
            (made,) = replies.replies("one", retriever, [question])
        return made

    return reply


def test_questions_without_a_label_are_left_out(data):
    chosen = load(data / "dev" / "made_here")
    assert [question.text for question in chosen.questions] == [
        "when was the ferry built?",
        "how many eggs?",
        "who baked it?",
    ]
    assert chosen.questions[2].gold == ()


def test_answers_are_known_where_it_is_known_where_they_stand(data):
    chosen = load(data / "dev" / "made_here")
    assert [question.answers for question in chosen.questions] == [("1934",), (), ()]


def test_a_sample_is_the_same_each_time_and_of_the_whole_corpus(data):
    chosen = load(data / "dev" / "made_here")
    assert chosen.sample(2) == chosen.sample(2)
    assert len(set(chosen.sample(2).questions)) == 2
    assert chosen.sample(2).documents == chosen.documents
    assert len(chosen.sample(9).questions) == 3


def test_questions_are_held_out_by_the_first_byte_of_their_digest():
    # sha256 of "" begins with e3, of "test" with 9f, of "abc" with ba, of "hello" with 2c.
    assert [is_held_out(text) for text in ("", "test", "abc", "hello")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_sentence_is_right_where_the_answer_begins_and_nowhere_else(data):
    question = load(data / "dev" / "made_here").questions[0]
    assert question.is_right(FERRY[:36], [("d000000.txt", 0, 36)])
    assert not question.is_right(FERRY[37:], [("d000000.txt", 37, 60)])
    assert not question.is_right(FERRY[:36], [("d000001.txt", 0, 36)])


def test_a_sentence_known_to_answer_is_right_wherever_it_stands(data):
    question = load(data / "dev" / "made_here").questions[1]
    assert question.is_right(CAKE[:26], [("d000000.txt", 90, 116)])
    assert not question.is_right(CAKE[27:], [("d000001.txt", 27, 47)])


def test_a_rank_is_that_of_the_first_right_sentence(data):
    question = load(data / "dev" / "made_here").questions[0]
    wrong, right = (FERRY[37:], [("d000000.txt", 37, 60)]), (FERRY[:36], [("d000000.txt", 0, 36)])
    assert question.rank([wrong, right, right]) == 2
    assert question.rank([wrong]) == 0


def test_a_difference_comes_with_what_resampling_makes_of_it():
    found = figures.difference([0, 0, 1, 1], [1, 1, 1, 1])
    assert (found.mean, found.low, found.high) == (0.5, 0, 1)
    # Of four draws each hits one of the two that are alike with 1/2: none differs in 1/16.
    assert found.p == pytest.approx(2 / 16, abs=0.01)


def test_orders_that_do_the_same_do_not_differ():
    found = figures.difference([0, 1, 1], [0, 1, 1])
    assert (found.mean, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_auroc_is_the_share_of_pairs_in_the_right_order():
    # Of the pairs 0.9 > 0.8, 0.9 > 0.3, 0.3 < 0.8 and 0.3 = 0.3 two and a half are right.
    assert figures.auroc([0.9, 0.8, 0.3, 0.3], [True, False, True, False]) == 2.5 / 4
    assert math.isnan(figures.auroc([0.9, 0.8], [True, True]))


def test_refusal_is_counted_among_the_refused_and_among_the_unanswerable():
    answered = [True, True, False, True, False, False]
    is_answerable = [True, True, True, False, False, False]
    found = figures.refusal([0.9, 0.9, 0.1, 0.9, 0.1, 0.1], answered, is_answerable)
    assert (found.asked, found.precision, found.recall, found.answered) == (6, 2 / 3, 2 / 3, 2 / 3)
    # 0.9, 0.9 and 0.1 against 0.9, 0.1 and 0.1: 2.5 + 2.5 + 1 of 9 pairs.
    assert found.auroc == pytest.approx(6 / 9)


def test_calibration_error_adds_up_the_gaps_of_the_bins():
    probability, is_right = [0.95, 0.95, 0.15, 1.0], [True, False, False, True]
    # Bin ten: 2.9 said, 2 right. Bin two: 0.15 said, 0 right.
    assert figures.calibration_error(probability, is_right) == pytest.approx((0.9 + 0.15) / 4)
    weights = np.array([1.0, 1.0, 2.0, 0.0])
    found = figures.calibration_error(probability, is_right, weights)
    assert found == pytest.approx((0.9 + 0.3) / 4)


def test_words_match_whatever_their_case_punctuation_and_articles():
    found = figures.match(
        ["The Norway!", "lawyer Gerardo Blyde", "", "Paris"],
        [["norway"], ["Blyde", "Gerardo Blyde"], ["1934"], ["London", "Rome"]],
    )
    # The second shares two words of three and two with the better of its answers.
    assert (found.asked, found.exact) == (4, 1 / 4)
    assert found.f1 == pytest.approx((1 + 4 / 5) / 4)
    assert figures.overlap("", "the") == 1


def test_the_known_passage_is_read_and_no_other():
    filler = " ".join(f"The train of {year} had forty empty cars." for year in range(1800, 1840))
    text = f"{filler} The ferry was built in 1934."
    reader = Counting()
    question = asked_where("when was the ferry built?", "a", text.index("1934"), "1934")
    assert spans.words(reader, question, text) == "1934"
    (excerpt,) = reader.excerpts
    assert excerpt.sentences[-1] == "The ferry was built in 1934."
    assert 1 < len(excerpt.sentences) < 41
    assert " ".join(excerpt.sentences) in text


def test_a_sentence_without_marked_words_gives_none():
    question = asked_where("who carried the cars?", "a", 0, "The ferry")
    assert spans.words(Counting(), question, "The ferry carried the cars. It sank in 1934.") == ""


def test_the_words_marked_are_those_of_the_first_citation(reply):
    question = asked_where("when was the ferry built?", "f.txt", FERRY.index("1934"), "1934")
    made = reply(question, {"f.txt": FERRY, "c.txt": CAKE}, Counting())
    assert (made.rank, made.words, made.is_read, made.is_covered) == (1, "1934", True, True)


def test_an_answer_outside_what_was_read_is_not_covered(reply):
    decoys = {f"{n}.txt": f"When was the ferry built, asked child {n}. " * 14 for n in range(10)}
    question = asked_where("when was the ferry built?", "z.txt", 12, "1934")
    made = reply(question, {**decoys, "z.txt": "Finished in 1934."}, Counting())
    assert made.is_read
    assert not made.is_covered


def test_an_answer_read_and_put_last_of_very_many_is_covered(reply):
    filler = " ".join(f"Ferry {number}." for number in range(2 * replies.HITS))
    text = f"{filler} Done 1934."
    question = asked_where("which ferry?", "f.txt", text.index("1934"), "1934")
    made = reply(question, {"f.txt": text}, Counting())
    assert made.rank == 0
    assert made.is_covered


def test_nothing_is_read_without_a_reader(reply):
    question = asked_where("when was the ferry built?", "f.txt", FERRY.index("1934"), "1934")
    made = reply(question, {"f.txt": FERRY}, None)
    assert (made.rank, made.words, made.is_read, made.is_covered) == (1, "", False, False)


def test_a_question_that_cannot_be_asked_is_one_without_an_answer(reply):
    made = reply(asked_where("?!", "f.txt", 0, "The"), {"f.txt": FERRY}, Counting())
    assert (made.rank, made.answer.answered, made.answer.confidence) == (0, False, 0)


def test_each_half_has_the_questions_that_it_alone_answers():
    documents = {f"{n}.txt": f"Text {n}." for n in range(9)}
    questions = [asked_where(f"what is {n}?", f"{n}.txt", 0, "Text") for n in range(9)]
    both = Question("all?", tuple((n, 0, 4) for n in documents), frozenset(), False, None, ())
    nowhere = Question("none?", (), frozenset(), False, None, ())
    parts = halves(QuestionSet("nine", documents, (*questions, both, nowhere)))
    assert sorted(len(part.documents) for part in parts) == [4, 5]
    assert {**parts[0].documents, **parts[1].documents} == documents
    for part in parts:
        assert {question.document for question in part.questions} == part.documents.keys()


def test_a_text_is_embedded_once(embedder):
    caching = CachingEmbedder(embedder)
    first = caching.embed(["a b", "c"])
    again = caching.embed(["c", "d", "a b", "c"])
    assert embedder.embedded == ["a b", "c", "d"]
    assert (again[[2, 0]] == first).all()
    assert caching.embed([]).shape == (0, embedder.dimension)


def test_questions_are_told_from_those_whose_documents_are_elsewhere(tmp_path, embedder):
    documents = {"f.txt": FERRY, "c.txt": CAKE}
    questions = (
        asked_where("when was the ferry to Skye built?", "f.txt", FERRY.index("1934"), "1934"),
        asked_where("the cake needs how many eggs?", "c.txt", CAKE.index("three"), "three"),
    )
    found = removal.measure(
        QuestionSet("two", documents, questions), embedder, Counting(), tmp_path
    )
    assert (found.asked, found.auroc) == (4, 1)


def test_a_block_has_a_table_of_each_kind(data, tmp_path, capsys, embedder):
    setup = Setup(embedder, Counting(), BASELINES, removes=True)
    run(load(data / "dev" / "made_here"), setup, tmp_path / "work")
    head, *lines = (line.split() for line in capsys.readouterr().out.splitlines())
    assert head[:7] == ["made_here:", "2", "questions,", "1", "without", "an", "answer,"]
    rows = {line[0]: line[1:] for line in lines}
    assert list(rows) == [
        *("order", "BM25", "dense", "hybrid", "cited-qa"),
        *("reading", "passages"),
        *("span", "citation", "known"),
        *("refusal", "as", "removed"),
        *("calibration", "all", "held"),
    ]
    assert all(rows[name][:4] == ["1.000"] * 4 for name in ("BM25", "hybrid", "cited-qa"))
    assert rows["cited-qa"][5:] == ["+0.000", "[+0.000,", "+0.000]", "p=1.000"]
    assert rows["passages"] == ["2", "1.000"]
    assert rows["citation"] == ["1", "1", "1.000", "1.000"]
    assert rows["known"] == ["passage", "1", "1.000", "1.000"]
    assert rows["removed"][0] == "4"
    assert rows["all"][0] == "3"


@pytest.mark.slow
@pytest.mark.usefixtures("compiled_models")
def test_the_benchmark_runs_with_the_models_that_ship(data):
    command = [sys.executable, "-m", "benchmarks.retrieval", "--data", data, "--sets", "made_here"]
    done = subprocess.run(
        [*command, "--bm25", "--hybrid"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    head, _, *rows = (line.split() for line in done.stdout.splitlines())
    assert head[:3] == ["made_here:", "2", "questions,"]
    assert [row[0] for row in rows[:3]] == ["BM25", "hybrid", "cited-qa"]
    assert all(row[1:5] == ["1.000"] * 4 for row in rows[:3])
    assert rows[-1][0] == "cited-qa"


def test_a_benchmark_of_nothing_says_how_to_name_a_set():
    command = [sys.executable, "-m", "benchmarks.retrieval", "--bm25"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--set DIR" in done.stderr


def test_a_citation_is_right_if_its_words_or_its_section_and_its_words_answer():
    asked = folders.Question("which default?", "option", (("a.md", "`--retries` Default: 3"),))
    below = Sentence("Default: 3.", 0, 11, 1, section=("Options", "--retries"))
    assert folders.is_right(asked, "a.md", below)
    assert not folders.is_right(asked, "b.md", below)
    assert not folders.is_right(asked, "a.md", Sentence("Default: 3.", 0, 11, 1))
    assert folders.rank(asked, [("b.md", below), ("a.md", below)]) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("compiled_models")
def test_the_folders_benchmark_has_a_row_for_each_way_and_kind(tmp_path):
    base = tmp_path / "real_dev"
    for folder in ("corpora/notes", "questions"):
        (base / folder).mkdir(parents=True)
    (base / "corpora" / "notes" / "tool.md").write_text(
        "# Options\n\n## --retries\n\nHow often it tries again. The default is three.\n\n"
        "## --timeout\n\nHow long it waits. The default is ten seconds.\n"
    )
    answer = {"file": "tool.md", "quote": "The default is ten seconds"}
    rows = [
        {"question": "How long does it wait?", "kind": "option", "answers": [answer]},
        {"question": "Who wrote the ferry's log?", "kind": "fact", "answers": []},
    ]
    (base / "questions" / "notes.jsonl").write_text("\n".join(map(json.dumps, rows)))
    command = [sys.executable, "-m", "benchmarks.folders", "--data", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    five = dict(re.findall(r"^  (\S+) +\d+ +\S+ +([01]\.\d{3})", done.stdout, re.MULTILINE))
    assert {"BM25", "dense", "hybrid", "flat", "cited-qa", "option", "fact", "all"} == five.keys()
    assert five["cited-qa"] == five["option"] == "1.000"
    assert five["fact"] == "0.000"


@pytest.mark.slow
@pytest.mark.usefixtures("compiled_models")
def test_the_speed_benchmark_runs_and_its_ratios_are_to_the_row_compared_with(data, tmp_path):
    out = tmp_path / "speed.json"
    command = [sys.executable, "-m", "benchmarks.speed", "--data", data, "--out", out]
    few = ["--set", "made_here", "--sets", "made_here", "--sizes", "10,60", "--rounds", "1"]
    done = subprocess.run([*command, *few], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text())
    names = {part: [row.get("name") for row in figures[part]] for part in ("cold", "bulk", "warm")}
    assert names["cold"][0] == "import sentence_transformers"
    assert names["bulk"] == ["sentence-transformers", "cited-qa"]
    assert names["warm"] == ["embed", "retrieve", "read", "question", "encode"]
    first, ask = (row for row in figures["cold"] if row["name"] in (names["cold"][0], "qa -q"))
    ratio = re.search(r"^  qa -q +\S+ +(\S+)", done.stdout, re.MULTILINE)[1]
    assert float(ratio) == pytest.approx(ask["seconds"] / first["seconds"], abs=1e-3)
    assert [size["sentences"] for size in figures["growth"]] == [24, 64]
    assert all(size["recall"] == 1 for size in figures["growth"])
    assert out.with_suffix(".svg").read_text().startswith("<?xml")


@pytest.mark.slow
@pytest.mark.usefixtures("compiled_models")
def test_the_sync_benchmark_runs_and_its_ratios_are_to_the_row_compared_with(data, tmp_path):
    out = tmp_path / "sync.txt"
    command = [sys.executable, "-m", "benchmarks.sync", "--data", data, "--set", "dev/made_here"]
    few = ["--files", "20", "--rounds", "1", "--out", out]
    done = subprocess.run([*command, *few], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert out.read_text() == done.stdout
    walk, same, edited = (
        [float(x) for x in re.search(rf"^  {name} +(.+)", done.stdout, re.MULTILINE)[1].split()]
        for name in ("os.walk, os.stat", "nothing new", "a file edited")
    )
    assert walk[1] == 1
    for seconds, ratio, _ in (same, edited):
        assert ratio * walk[0] == pytest.approx(seconds, rel=0.5)  # seconds have two decimals
    assert edited[2] > same[2] + 50  # megabytes: an edit takes the model


def test_a_part_of_the_speed_benchmark_that_there_is_none_of_is_refused(data):
    command = [sys.executable, "-m", "benchmarks.speed", "--data", data, "wram"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no part wram; there are cold, bulk, warm, growth" in done.stderr


def test_a_recombined_corpus_begins_with_the_real_one_and_has_no_end(data):
    base = sources([data / "dev" / "made_here"], 10)
    made = list(islice(documents(base), 5))
    assert made[:2] == [FERRY, CAKE]
    assert made == list(islice(documents(base), 5))
    for text in made[2:]:
        found = locate_sentences(text)
        assert len(found) == recombining.SENTENCES
        assert all(" | " in sentence.text for sentence in found)


def test_a_recombined_text_has_the_sum_of_the_vectors_of_what_it_is_made_of(data, embedder):
    base = sources([data / "dev" / "made_here"], 10)
    made = RecombiningEmbedder(embedder, base, data / "cache")
    one, other = FERRY[:36], CAKE[27:]
    text = "The ferry to Skye | for an hour."
    both, alone, passage = made.embed([text, one, f"{text}\n\n{text}"])
    expected = embedder.embed([one, other]).sum(axis=0)
    assert both == pytest.approx(expected / np.linalg.norm(expected))
    assert passage == pytest.approx(both)
    assert (alone == embedder.embed([one])[0]).all()


def test_vectors_of_real_texts_are_kept_for_another_run(data, embedder):
    base = sources([data / "dev" / "made_here"], 10)
    first = RecombiningEmbedder(embedder, base, data / "cache").embed([FERRY])
    embedder.embedded.clear()
    assert (RecombiningEmbedder(embedder, base, data / "cache").embed([FERRY]) == first).all()
    assert embedder.embedded == []


def test_made_pairs_are_folded_where_they_are_copies_and_only_there():
    text = "In May the ferry to Skye, which was built in 1934, carried the first cars of Leith."
    copies = list(lookalikes.pairs([text], lookalikes.COPIES))
    others = list(lookalikes.pairs([text], lookalikes.NEAR_MISSES))
    assert [name for name, _, _ in copies] == list(lookalikes.COPIES)
    assert [name for name, _, _ in others] == list(lookalikes.NEAR_MISSES)
    assert all(lookalikes.is_folded(text, copy) for _, _, copy in copies)
    assert not any(lookalikes.is_folded(text, other) for _, _, other in others)


def test_an_answer_is_held_where_its_words_stand_together():
    assert agreement.holds(["There were 3,559 people."], ("3559", "people"))
    assert not agreement.holds(["People of 3559 towns."], ("3559", "people"))


def test_the_benchmark_of_time_asks_with_and_without_it(tmp_path, embedder):
    told = "The ferry was opened by Ann Lowe."
    documents = [
        {"id": str(year), "text": told.replace("Ann", name), "date": str(year)}
        for year, name in ((1999, "Bo"), (2004, "Ann"))
    ]
    row = {"question": "Who opened the ferry in 2004?", "answers": ["Ann Lowe"]}
    row["gold_doc_ids"] = ["2004"]
    part = time.Part("made_here", documents, [row], time._is_right_news)
    index = time.build_index(part, tmp_path, embedder)
    table = time.measure(part, index, embedder, Counting())
    assert [line.split()[:3] for line in table.splitlines()[2:3]] == [["right,", "with", "1"]]
    assert table.splitlines()[2].split()[3] == "1.000"
