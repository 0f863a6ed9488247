from index import Document, Hit, Sentence
from index.records import Signals
from qa.duplicates import fold


def hit(rank, text):
    return Hit(
        rank=rank,
        score=1 / rank,
        signals=Signals(0, 0, 0, 0),
        document=Document("a.txt", "", None, "0" * 64),
        sentence=Sentence(text, 0, len(text), 1),
        answer=None,
        before="",
        after="",
        stale=False,
    )


def folded(*texts):
    return [[h.rank for h in group] for group in fold([hit(i, t) for i, t in enumerate(texts, 1)])]


def test_case_space_and_punctuation_make_no_difference():
    assert folded("U.S. officials say so.", "u.s. officials   say so .") == [[1, 2]]


def test_one_word_makes_a_difference():
    assert folded("Talks failed in May.", "Talks failed in June.") == [[1], [2]]


def test_order_is_that_of_the_best_of_each_group():
    assert folded("a b", "c", "A B", "C!", "d") == [[1, 3], [2, 4], [5]]


def test_lines_without_a_word_are_copies_only_of_the_same():
    assert folded("***", "---", "***") == [[1, 3], [2]]
