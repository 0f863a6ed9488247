import pytest

from index import Document, Hit, Sentence, Signals, Span
from qa.evidence.groups import asks_whether, group_by_answer


def hit(path, text, words=None, *, reading=3.0, coverage=0.8):
    start = text.find(words) if words else 0
    return Hit(
        rank=1,
        score=1.0,
        signals=Signals(coverage, 0, 0, 0, reading),
        document=Document(path, "", None, "0" * 64),
        sentence=Sentence(text, 0, len(text), 1),
        answer=Span(words, start, start + len(words)) if words else None,
        before="",
        after="",
        stale=False,
    )


NORWAY = hit("a.txt", "Norway mediated the talks.", "Norway")
MEXICO = hit("b.txt", "Mexico mediated the talks.", "Mexico")
QUESTION = "Who mediated the talks?"


def sides(*cited, question=QUESTION):
    found = group_by_answer(
        question, [each if isinstance(each, list) else [each] for each in cited]
    )
    return [(group.answer, group.citations, group.sources, group.differs) for group in found]


def test_different_answers_of_different_documents_are_said_to_differ():
    assert sides(NORWAY, MEXICO) == [("Norway", (1,), 1, True), ("Mexico", (2,), 1, True)]


def test_one_answer_in_several_documents_is_one_group_copies_counted():
    again = hit("c.txt", "It was the Kingdom of Norway.", "the Kingdom of Norway")
    copy = hit("d.txt", "NORWAY MEDIATED THE TALKS", "NORWAY")
    assert sides([NORWAY, copy], again) == [("Norway", (1, 2), 3, False)]


def test_a_document_does_not_differ_from_itself():
    other = hit("a.txt", "Mexico mediated the talks.", "Mexico")
    assert [side[3] for side in sides(NORWAY, other)] == [False, False]


@pytest.mark.parametrize(
    "other",
    [
        hit("b.txt", "Mexico mediated.", "Mexico", reading=-0.5),
        hit("b.txt", "Mexico mediated.", "Mexico", coverage=0.3),
        hit("b.txt", "In 2019 they met.", "2019"),
        hit("b.txt", "Norwegian diplomats did.", "Norwegian diplomats"),
    ],
    ids=["unsure", "of something else", "of another kind", "called after it"],
)
def test_what_need_not_contradict_is_not_said_to_differ(other):
    assert [side[3] for side in sides(NORWAY, other)] == [False, False]


def test_what_marks_no_answer_or_hardly_reads_like_one_is_in_no_group():
    none = hit("b.txt", "They met in Oslo.")
    poor = hit("c.txt", "Mexico is large.", "Mexico", reading=-2.0)
    unread = hit("d.txt", "Chile is long.", "Chile", reading=None)
    assert sides(NORWAY, none, poor, unread) == [("Norway", (1,), 1, False)]


def test_a_question_for_yes_or_no_is_answered_by_who_affirms_and_who_denies():
    denies = hit("a.txt", "Neither of them was there, as their spokesmen said on that day in May.")
    affirms = hit("b.txt", "Ann and Bo met there.", reading=-0.5)
    found = sides(denies, affirms, question="Were Ann and Bo there?")
    assert found == [
        ("Neither of them was there, as their spokesmen …", (1,), 1, True),
        ("Ann and Bo met there.", (2,), 1, True),
    ]


@pytest.mark.parametrize(
    ("question", "does"),
    [
        ("Were they there?", True),
        ("didn't they go?", True),
        ("Was it Ann or Bo?", False),
        ("Who was there?", False),
        ("Island of what?", False),
    ],
)
def test_yes_or_no_is_asked_for_by_a_verb_that_leads(question, does):
    assert asks_whether(question) is does
