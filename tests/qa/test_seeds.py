"""The questions on the five seed articles, as people would ask them."""

import json
from pathlib import Path

import pytest

from qa import Answerer

DATA = Path(__file__).parents[1] / "data"
LINES = (DATA / "seed_questions.jsonl").read_text(encoding="utf-8").splitlines()
QUESTIONS = [json.loads(line) for line in LINES]


def of_kind(*kinds):
    chosen = [question for question in QUESTIONS if question["kind"] in kinds]
    return pytest.mark.parametrize("asked", chosen, ids=[question["id"] for question in chosen])


def cites(citation, evidence):
    places = [(citation.document.path, citation.start, citation.end)]
    places += [(copy.path, copy.start, copy.end) for copy in citation.also_in]
    return any(
        Path(path).name == evidence["file"]
        and start <= evidence["start"]
        and evidence["start"] + len(evidence["quote"]) <= end
        for path, start, end in places
    )


def ask(retriever, asked):
    return Answerer(retriever).ask(asked["question"], asked["history"])


@of_kind("fact", "time", "duplicate")
def test_the_evidence_is_in_one_of_the_first_three_citations(retriever, asked):
    answer = ask(retriever, asked)
    first = answer.citations[:3]
    assert any(cites(citation, evidence) for citation in first for evidence in asked["evidence"])


def test_the_right_sentence_is_nearly_always_the_first_citation(retriever):
    known = [asked for asked in QUESTIONS if asked["kind"] in ("fact", "time", "duplicate")]
    wrong = set()
    for asked in known:
        first = ask(retriever, asked).citations[0]
        if not any(cites(first, evidence) for evidence in asked["evidence"]):
            wrong.add(asked["question"])
    assert len(known) == 15
    assert len(wrong) <= 1
    assert "who mediated the 2021 talks?" not in wrong


def test_what_is_asked_of_2021_is_cited_from_what_was_written_then(retriever):
    asked = [q for q in QUESTIONS if q["kind"] == "time" and "2021" in q["question"]]
    assert len(asked) == 3
    for question in asked:
        first = [citation.document.path for citation in ask(retriever, question).citations[:3]]
        assert {Path(path).name[:3] for path in first} <= {"003", "004"}


@of_kind("duplicate")
def test_the_same_words_are_one_citation_that_names_both_articles(retriever, asked):
    citation = next(c for c in ask(retriever, asked).citations if c.also_in)
    places = {Path(citation.document.path).name, *(Path(c.path).name for c in citation.also_in)}
    assert places == {"000_e9e2bf6e80e81444.txt", "001_ef3be865c4f4f783.txt"}


@of_kind("follow-up")
def test_a_follow_up_is_resolved_before_it_is_looked_for(retriever, asked):
    answer = ask(retriever, asked)
    assert answer.resolved_question != asked["question"]
    assert any(
        cites(citation, evidence)
        for citation in answer.citations[:3]
        for evidence in asked["evidence"]
    )


@of_kind("contradiction")
def test_sources_that_disagree_are_both_cited_and_said_to_differ(retriever, asked):
    answer = ask(retriever, asked)
    for evidence in asked["evidence"]:
        assert any(cites(citation, evidence) for citation in answer.citations)
    assert len(answer.to_dict()["groups"]) == 2
    assert all(group.differs for group in answer.groups)
    assert answer.answered


@of_kind("fact", "time", "duplicate")
def test_sources_that_agree_are_not_said_to_differ(retriever, asked):
    assert not any(group.differs for group in ask(retriever, asked).groups)


@of_kind("unanswerable")
def test_a_question_the_articles_do_not_answer_is_refused(retriever, asked):
    assert not ask(retriever, asked).answered
