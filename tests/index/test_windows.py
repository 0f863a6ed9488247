import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from index.errors import ModelError
from index.readers import Excerpt
from index.readers.windows import (
    MAX_QUESTION_TOKENS,
    MAX_TITLE_TOKENS,
    MAX_TOKENS,
    OVERLAP,
    cut,
    encode,
    frame,
    question_ids,
)

WORDS = ("the", "who", "what", "talks", "norway", "bridge", "river", "water")
"""Each is one token of the tiny tokenizer."""


def words(count, begin=0):
    return " ".join(WORDS[(begin + i) % len(WORDS)] for i in range(count))


def cut_passage(tokenizer, question, title, sentences, date=None):
    """The windows of a passage, and its tokens."""
    passage = encode(tokenizer, sentences)
    excerpt = Excerpt(title, tuple(sentences), date)
    asked = question_ids(tokenizer, question)
    return list(cut(asked, tokenizer, excerpt, passage)), passage


def test_a_short_passage_is_one_window_after_the_question_and_the_title(tiny_tokenizer):
    (window,), _ = cut_passage(tiny_tokenizer, "who talks", "Norway", ["The river.", "The bridge."])
    tokens = [tiny_tokenizer.id_to_token(number) for number in window.ids]
    assert " ".join(tokens) == "[CLS] who talks [SEP] norway . the river . the bridge . [SEP]"
    assert tokens[: window.question] == ["[CLS]", "who", "talks", "[SEP]"]
    assert tokens[window.body] == ["the", "river", ".", "the", "bridge", "."]
    assert (window.first, window.own) == (0, slice(0, 6))


def test_the_date_of_the_document_stands_before_the_passage_however_long_its_title(tiny_tokenizer):
    (window,), _ = cut_passage(
        tiny_tokenizer, "who", words(3 * MAX_TITLE_TOKENS), ["water"], "river"
    )
    tokens = [tiny_tokenizer.id_to_token(number) for number in window.ids]
    assert tokens[3 + MAX_TITLE_TOKENS :] == ["river", ".", "water", "[SEP]"]


def test_without_a_title_the_passage_follows_the_question(tiny_tokenizer):
    (window,), _ = cut_passage(tiny_tokenizer, "who", "", ["water"])
    tokens = [tiny_tokenizer.id_to_token(number) for number in window.ids]
    assert tokens == ["[CLS]", "who", "[SEP]", "water", "[SEP]"]


def test_a_passage_without_tokens_has_one_window_without_any(tiny_tokenizer):
    (window,), passage = cut_passage(tiny_tokenizer, "who", "", ["", " "])
    assert len(passage.ids) == 0
    assert window.own == slice(0, 0)


lengths = st.lists(st.integers(0, 400), max_size=6)


@settings(max_examples=50)
@given(st.integers(0, MAX_QUESTION_TOKENS), st.integers(0, 40), lengths)
def test_every_token_of_a_passage_belongs_to_one_window(tiny_tokenizer, asked, titled, lengths):
    sentences = [words(length, begin) for begin, length in enumerate(lengths)]
    found, passage = cut_passage(tiny_tokenizer, words(asked), words(titled), sentences)
    assert len(passage.ids) == sum(lengths)
    owned = [number for w in found for number in range(w.own.start, w.own.stop)]
    assert owned == list(range(len(passage.ids)))
    whole = [w.ids[w.body][w.own.start - w.first : w.own.stop - w.first] for w in found]
    assert np.array_equal(np.concatenate(whole), passage.ids)


@settings(max_examples=50)
@given(st.integers(0, MAX_QUESTION_TOKENS), st.integers(0, 40), lengths)
def test_every_window_is_whole_and_not_too_long(tiny_tokenizer, asked, titled, lengths):
    question, title = words(asked), words(titled)
    cls, sep = frame(tiny_tokenizer)
    found, passage = cut_passage(tiny_tokenizer, question, title, [words(n) for n in lengths])
    for window in found:
        assert len(window.ids) <= MAX_TOKENS
        assert window.ids[0] == cls
        assert list(window.ids[[window.question - 1, -1]]) == [sep, sep]
        assert list(window.ids[1 : window.question - 1]) == list(
            question_ids(tiny_tokenizer, question)
        )
        # Between them the title, then as much of the passage as the window reaches.
        assert window.body.start - window.question <= MAX_TITLE_TOKENS
        assert window.body.stop == len(window.ids) - 1
        reach = slice(window.first, window.first + window.body.stop - window.body.start)
        assert np.array_equal(window.ids[window.body], passage.ids[reach])


@settings(max_examples=50)
@given(st.integers(0, MAX_QUESTION_TOKENS), lengths)
def test_a_token_is_read_with_what_stands_around_it(tiny_tokenizer, asked, lengths):
    found, passage = cut_passage(tiny_tokenizer, words(asked), "", [words(n) for n in lengths])
    for window in found:
        first, last = window.first, window.first + window.body.stop - window.body.start
        assert first == 0 or window.own.start - first >= OVERLAP // 2
        assert last == len(passage.ids) or last - window.own.stop >= OVERLAP // 2


def test_a_token_knows_its_sentence_and_where_it_stands_there(tiny_tokenizer):
    sentences = ["The river.", "", "  Norway's bridge"]
    passage = encode(tiny_tokenizer, sentences)
    tokens = [tiny_tokenizer.id_to_token(number).removeprefix("##") for number in passage.ids]
    stood = [
        sentences[sentence][start:end].lower()
        for sentence, (start, end) in zip(passage.sentence, passage.offsets, strict=True)
    ]
    assert stood == tokens
    assert list(passage.sentence) == [0, 0, 0, 2, 2, 2, 2]


def test_no_sentences_have_no_tokens(tiny_tokenizer):
    passage = encode(tiny_tokenizer, [])
    assert passage.ids.shape == passage.sentence.shape == (0,)
    assert passage.offsets.shape == (0, 2)


def test_a_question_may_have_the_greatest_length_and_no_more(tiny_tokenizer):
    assert len(question_ids(tiny_tokenizer, words(MAX_QUESTION_TOKENS))) == MAX_QUESTION_TOKENS
    with pytest.raises(ModelError, match="too long") as caught:
        question_ids(tiny_tokenizer, words(MAX_QUESTION_TOKENS + 1))
    for number in (MAX_QUESTION_TOKENS, MAX_QUESTION_TOKENS + 1):
        assert f" {number} " in str(caught.value)


def test_a_tokenizer_without_the_marks_of_a_sequence_is_refused():
    tokenizer = Tokenizer(models.WordLevel({"river": 0}, unk_token="river"))
    with pytest.raises(ModelError, match=r"\[CLS\]"):
        frame(tokenizer)
