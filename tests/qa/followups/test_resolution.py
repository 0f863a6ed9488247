"""Questions that lean on earlier ones, made to stand alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import Answerer
from qa.answerer import turns
from qa.followups.phrases import words
from qa.followups.resolution import MAX_CONTEXT, Turn, resolve

MEDIATED = "who mediated the 2021 talks?"
LED = "Who led the opposition team in Mexico?"


def resolved(question, *history):
    turns = [Turn(each) if isinstance(each, str) else each for each in history]
    return resolve(question, turns).text


def test_a_question_without_earlier_ones_is_left_alone():
    assert resolved("And who hosted them?") == "And who hosted them?"


def test_a_pronoun_takes_up_what_was_asked_about():
    assert resolved("And who hosted them?", MEDIATED) == "Who hosted the 2021 talks?"


def test_another_year_takes_the_place_of_the_one_asked_about():
    assert resolved("What about in 2017?", MEDIATED) == "who mediated the 2017 talks?"


def test_another_place_is_added_to_the_question_before():
    assert resolved("And in Barbados?", MEDIATED) == "who mediated the 2021 talks in Barbados?"


def test_a_bare_question_word_asks_of_the_question_before():
    assert resolved("Why?", MEDIATED) == "Why (mediated the 2021 talks)?"


def test_a_bare_fragment_takes_up_the_topic():
    asked = resolved("How many?", "Which countries acted as guarantors?")
    assert asked == "How many (countries)?"


def test_a_pronoun_reaches_over_a_turn_that_leans_itself():
    asked = resolved("How long did they last?", MEDIATED, "And who hosted them?")
    assert asked == "How long did the 2021 talks last?"


def test_pronouns_keep_to_their_topic_over_several_turns():
    history = ["What is blockchain?", "What problem does it solve?", "How does it work?"]
    asked = [resolved(question, *history[:n]) for n, question in enumerate(history) if n]
    assert asked == ["What problem does blockchain solve?", "How does blockchain work?"]


def test_a_year_is_changed_in_a_question_that_leans_itself():
    asked = resolved("What about in 2017?", MEDIATED, "And who hosted them?")
    assert asked == "Who hosted the 2017 talks?"


def test_a_pronoun_for_a_person_takes_up_the_name_that_was_shown():
    asked = resolved("Was he released?", Turn(LED, ("Gerardo Blyde",)))
    assert asked == "Was Gerardo Blyde released?"


@pytest.mark.parametrize(
    "question",
    [
        "What is the boiling point of nitrogen?",
        "Which country offered to host the next round of talks?",
        "How many deaths did the 2017 street protests lead to?",
        "What did Marie Curie say about her discovery of radium in Paris?",
        "What did Trump call Maduro?",
        "Who is Trump?",
    ],
)
def test_a_new_topic_drags_nothing_of_the_old_one_along(question):
    assert resolved(question, MEDIATED, "And who hosted them?") == question


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("Und wer hat sie bewirtet?", "Wer hat die Gespräche vermittelt?"),
        ("Et qui les a accueillis ?", "Qui a été le médiateur des négociations ?"),
        ("¿Y quién los recibió?", "¿Quién medió en las conversaciones?"),
        ("谁主持的？", "谁调解了会谈？"),
        ("Und 2017?", "Wer hat 2021 vermittelt?"),
    ],
)
def test_other_languages_are_left_alone(question, before):
    assert resolved(question, before) == question


def test_earlier_questions_without_a_word_are_passed_over():
    assert resolved("And who hosted them?", "", "?!", MEDIATED, "  ") == resolved(
        "And who hosted them?", MEDIATED
    )


def test_a_very_long_history_is_read_quickly_and_a_very_long_question_left_alone():
    history = [MEDIATED] * 5_000 + ["talks " * 5_000]
    assert len(resolved("And who hosted them?", *history)) < 500
    long = "And who hosted them, " * 500
    assert resolved(long, MEDIATED) == long


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_only_words_that_were_said_are_in_the_question(question, history):
    said = {word.text.lower() for text in (question, *history) for word in words(text)}
    made = {word.text.lower() for word in words(resolved(question, *history))}
    assert made <= said | {"the", "in"}


def test_an_answer_says_what_was_asked_and_what_was_looked_for(retriever):
    answer = Answerer(retriever).ask("And who hosted them?", [MEDIATED])
    assert answer.question == "And who hosted them?"
    assert answer.resolved_question == "Who hosted the 2021 talks?"
    assert any("hosted by the Mexican" in citation.text for citation in answer.citations)


def test_an_answer_may_stand_in_the_history_and_lend_its_words(retriever):
    answerer = Answerer(retriever)
    before = answerer.ask(LED)
    answer = answerer.ask("Was he released?", [before])
    assert answer.resolved_question == "Was Gerardo Blyde released?"


def test_what_is_found_for_a_new_topic_is_as_without_a_history(retriever):
    answerer = Answerer(retriever)
    question = "What did Trump call Maduro?"
    alone, later = answerer.ask(question), answerer.ask(question, [MEDIATED])
    assert later.citations == alone.citations
    assert later.resolved_question == question


OF_CANCER = [
    "What is throat cancer?",
    "Is it treatable?",
    "Tell me about lung cancer and its stages.",
]


def test_what_else_a_question_may_mean_is_looked_for_with_it_and_said():
    found = resolve("What are its symptoms?", [Turn(each) for each in OF_CANCER])
    assert found.context
    assert not any(phrase in found.text for phrase in found.context)
    assert found.texts[1] == "What are its symptoms?"
    assert all(phrase in found.texts[0] for phrase in found.context)


def test_a_question_that_stands_alone_is_looked_for_as_it_is_and_nothing_else():
    alone = resolve("What did Marie Curie discover in Paris?", [Turn(each) for each in OF_CANCER])
    assert alone.texts == (alone.text,)
    assert not alone.context


def test_no_more_is_looked_for_than_a_few_phrases_whatever_was_said():
    said = " and ".join(f"Report{n} of Company{n}" for n in range(100))
    found = resolve("What do they say?", [Turn(f"Tell me about {said}.")])
    assert len(found.context) < MAX_CONTEXT
    assert len(found.texts[0]) < 400


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("What about Norway?", "What about Norway (2021 talks)?"),
        ("And Norway?", "And Norway (2021 talks)?"),
        ("And the second round?", "And the second round (2021 talks)?"),
    ],
)
def test_something_else_asked_after_takes_up_what_was_asked(question, made):
    assert resolved(question, MEDIATED) == made


def test_replies_in_a_chat_kept_by_another_program_lend_their_words():
    chat = [f"user: {LED}", "Assistant: Gerardo Blyde, a lawyer, did."]
    assert turns(chat) == [Turn(LED, ("Gerardo Blyde, a lawyer, did.",))]
    assert resolved("Was he released?", *turns(chat)) == "Was Gerardo Blyde released?"


def test_a_reply_to_nothing_is_passed_over_and_a_colon_makes_no_speaker():
    assert turns(["agent: Hello.", "Mexico: who hosted them?"]) == [
        Turn("Mexico: who hosted them?")
    ]


class Recording:
    """A retriever that keeps what it is asked."""

    def __init__(self, retriever):
        self.retriever = retriever
        self.asked = []

    def retrieve(self, question, k, **options):
        self.asked.append((question, k))
        return self.retriever.retrieve(question, k, **options)

    def holds(self, document, sentence):
        return self.retriever.holds(document, sentence)


def test_a_question_that_leans_is_asked_in_context_and_as_it_is(retriever):
    recording = Recording(retriever)
    answer = Answerer(recording).ask("And who hosted them?", [MEDIATED])
    assert [question for question, _ in recording.asked] == [
        "Who hosted the 2021 talks?",
        "And who hosted them?",
    ]
    assert [citation.rank for citation in answer.citations] == [1, 2, 3, 4, 5]
    scores = [citation.score for citation in answer.citations]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= answer.confidence <= 1


def test_a_question_that_stands_alone_is_asked_once(retriever):
    recording = Recording(retriever)
    Answerer(recording).ask("What did Trump call Maduro?", [MEDIATED])
    assert recording.asked == [("What did Trump call Maduro?", 15)]


@pytest.mark.parametrize(("few", "many"), [(2, 8), (20, 40), (25, 100)])
def test_the_first_citations_are_the_same_however_many_are_asked_for(retriever, few, many):
    answerer = Answerer(retriever)
    short, long = (answerer.ask("How long did they last?", [MEDIATED], k=k) for k in (few, many))
    assert len(long.citations) > len(short.citations) == few
    assert long.citations[:few] == short.citations
    assert long.confidence == short.confidence
