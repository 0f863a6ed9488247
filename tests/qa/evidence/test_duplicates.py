import pytest

from index import Document, Hit, Sentence
from index.records import Signals
from qa.evidence.duplicates import fold


def hit(rank, text, section=()):
    return Hit(
        rank=rank,
        score=1 / rank,
        signals=Signals(0, 0, 0, 0),
        document=Document("a.txt", "", None, "0" * 64),
        sentence=Sentence(text, 0, len(text), 1, section=section),
        answer=None,
        before="",
        after="",
        stale=False,
    )


def folded(*texts):
    return [[h.rank for h in group] for group in fold([hit(i, t) for i, t in enumerate(texts, 1)])]


def test_case_space_and_punctuation_make_no_difference():
    assert folded("U.S. officials say so.", "u.s. officials   say so .") == [[1, 2]]


def test_short_sentences_below_different_headings_say_different_things():
    short, long = "Default: 0.", "The talks failed in May, as the two sides said themselves."
    sections = [("a", "timeout"), ("a", "retries"), ("b", "timeout")]
    for text, groups in [(short, [[1, 3], [2]]), (long, [[1, 2, 3]])]:
        hits = [hit(rank, text, section) for rank, section in enumerate(sections, 1)]
        assert [[h.rank for h in group] for group in fold(hits)] == groups


def test_one_word_makes_a_difference():
    assert folded("Talks failed in May.", "Talks failed in June.") == [[1], [2]]


def test_order_is_that_of_the_best_of_each_group():
    assert folded("a b", "c", "A B", "C!", "d") == [[1, 3], [2, 4], [5]]


def test_lines_without_a_word_are_copies_only_of_the_same():
    assert folded("***", "---", "***") == [[1, 3], [2]]


LONG = "The ferry to the island of Skye was built in 1934 by a firm in Leith, its captain said."


@pytest.mark.parametrize(
    "copy",
    [
        LONG.upper(),
        "EDINBURGH (Reuters) - " + LONG,
        "edinburgh/leith ( ap ) - " + LONG.lower(),
        LONG.replace("the island", "island"),
        LONG.replace("a firm in Leith,", "a firm in Leith , "),
        "The ferry to the island of Skye was built in 1934 by a firm …",
    ],
)
def test_what_is_only_printed_otherwise_is_a_copy(copy):
    assert folded(LONG, copy) == [[1, 2]]


@pytest.mark.parametrize(
    "other",
    [
        LONG.replace("1934", "1935"),
        LONG.replace("Skye", "Mull"),
        LONG.replace("was built", "was not built"),
        LONG.replace("built", "bought"),
        "The ferry to the island",
    ],
)
def test_a_number_a_name_a_denial_or_any_other_word_makes_another_sentence(other):
    assert folded(LONG, other) == [[1], [2]]


def test_in_a_short_sentence_every_word_counts():
    assert folded("He is the one.", "He is one.") == [[1], [2]]


def test_a_whole_sentence_is_no_copy_of_one_that_breaks_off():
    assert folded(LONG[:70], LONG) == [[1], [2]]


@pytest.mark.parametrize(
    ("one", "other", "is_copy"),
    [
        ("It cost $ 3,000 in all.", "It cost $3000 in all.", True),
        ("It cost $ 3,000 in all.", "It cost € 3,000 in all.", False),
        ("rows: 1 23", "rows: 12 3", False),
        ("It fell to -5.", "It fell to 5.", False),
        ("The re-election is near.", "The reelection is near.", True),
    ],
)
def test_numbers_are_compared_with_their_signs_and_words_without_hyphens(one, other, is_copy):
    assert (folded(one, other) == [[1, 2]]) is is_copy
