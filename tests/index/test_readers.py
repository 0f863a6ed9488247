import hashlib
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.errors import ModelError
from index.readers import Excerpt, named_reader, shipped_reader
from index.readers.extractive import (
    MAX_ANSWER_TOKENS,
    MINILM,
    NO_TOKENS,
    SURE,
    WEIGHTS_SHA256,
    ExtractiveReader,
    _answer,
    _reading,
)

QUESTION = "who mediated the talks?"
EXCERPTS = [
    Excerpt("Talks", ("Norway mediated the talks.", "They began in Mexico.", "")),
    Excerpt("", ("東京は日本の首都です。", "\U0001f600 \U0001f1f3\U0001f1f4", "Où était-il?")),
    Excerpt("Rivers", ("the bridge over the river",)),
    Excerpt("", ("The water of the river is water. " * 40, "x")),
    Excerpt("Talks", ("Norway mediated the talks.",)),
]


@pytest.fixture(scope="module", params=["extractive", "cross-encoder"])
def reader(request, tiny_reader_directory, tiny_cross_encoder):
    if request.param == "extractive":
        return ExtractiveReader(tiny_reader_directory, sha256=None)
    return named_reader(str(tiny_cross_encoder))


def require_readings(excerpts, readings):
    """Fails unless every sentence has a reading, and no answer stands outside its sentence."""
    assert [len(made) for made in readings] == [len(e.sentences) for e in excerpts]
    for excerpt, made in zip(excerpts, readings, strict=True):
        for sentence, reading in zip(excerpt.sentences, made, strict=True):
            assert math.isfinite(reading.score)
            if reading.answer is not None:
                start, end = reading.answer
                assert 0 <= start < end <= len(sentence)


def figures(readings):
    return [reading.score for made in readings for reading in made]


def answers(readings):
    return [reading.answer for made in readings for reading in made]


# The contract of every reader


def test_every_sentence_has_a_reading_in_its_place(reader):
    require_readings(EXCERPTS, reader.read(QUESTION, EXCERPTS))


def test_nothing_to_read_has_no_reading(reader):
    assert reader.read(QUESTION, []) == []
    assert reader.read(QUESTION, [Excerpt("Title", ())]) == [[]]


def test_sentences_are_told_apart(reader):
    first, second, *_ = reader.read(QUESTION, EXCERPTS)[0]
    assert abs(first.score - second.score) > 1e-3


def test_neither_order_nor_company_changes_a_reading(reader):
    together = reader.read(QUESTION, EXCERPTS)
    backwards = reader.read(QUESTION, EXCERPTS[::-1])[::-1]
    alone = [reader.read(QUESTION, [excerpt])[0] for excerpt in EXCERPTS]
    for others in (backwards, alone):
        assert figures(others) == pytest.approx(figures(together), abs=1e-4)
        assert answers(others) == answers(together)


def test_a_sentence_and_a_passage_of_thousands_of_words_are_read(reader):
    excerpts = [
        Excerpt("", ("river " * 5_000,)),
        Excerpt("Long", tuple(f"The talks of {i} were the talks of water." for i in range(340))),
    ]
    require_readings(excerpts, reader.read(QUESTION, excerpts))


ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=25)
@given(question=ANYTHING, title=ANYTHING, sentences=st.lists(ANYTHING, max_size=4))
def test_any_text_can_be_read(reader, question, title, sentences):
    excerpts = [Excerpt(title, tuple(sentences))]
    require_readings(excerpts, reader.read(question, excerpts))


def test_a_reader_is_called_something(reader):
    assert reader.name


# What the network says, made into readings


@pytest.fixture(scope="module")
def extractive(tiny_reader_directory):
    return ExtractiveReader(tiny_reader_directory, sha256=None)


def test_the_title_is_read_as_well(extractive):
    ((plain,),) = extractive.read(QUESTION, [Excerpt("", EXCERPTS[2].sentences)])
    ((titled,),) = extractive.read(QUESTION, [EXCERPTS[2]])
    assert abs(plain.score - titled.score) > 1e-3


def test_the_rest_of_the_passage_is_read_as_well(extractive):
    ((alone,),) = extractive.read(QUESTION, EXCERPTS[4:])
    among = extractive.read(QUESTION, EXCERPTS[:1])[0][0]
    assert abs(alone.score - among.score) > 1e-4


def test_a_score_is_the_evidence_of_all_tokens_less_half_the_log_of_their_number():
    # Evidence of e^0 = 1 and e^log(7) = 7 makes 8; two tokens take off log(sqrt(2)).
    values = np.array([[0, 0, 0], [math.log(7), 0, 0]], np.float32)
    reading = _reading(values, np.array([[0, 3], [4, 7]]))
    assert reading.score == pytest.approx(math.log(8) - math.log(2) / 2)


def test_great_evidence_does_not_overflow():
    values = np.full((4, 3), 1e4, np.float32)
    reading = _reading(values, np.zeros((4, 2), np.int64))
    assert reading.score == pytest.approx(1e4 + math.log(4) - math.log(4) / 2)


def test_a_sentence_without_a_token_is_the_last_of_all(extractive):
    ((first, empty, unseen),) = extractive.read(QUESTION, [Excerpt("", ("Talks.", "", "\u200b"))])
    assert first.score > NO_TOKENS
    assert empty == unseen
    assert (empty.score, empty.answer) == (NO_TOKENS, None)


def places(count):
    """Offsets of tokens of two characters with a space between them."""
    return np.array([(3 * i, 3 * i + 2) for i in range(count)])


def peak(count, at, height=9.0):
    return np.where(np.arange(count) == at, height, 0).astype(np.float32)


def test_an_answer_reaches_from_its_first_token_to_its_last():
    assert _answer(peak(6, 1), peak(6, 3), places(6)) == (3, 11)
    assert _answer(peak(6, 4), peak(6, 4), places(6)) == (12, 14)


def test_an_answer_cannot_end_before_it_begins():
    assert _answer(peak(6, 3), peak(6, 1), places(6)) is None


def test_an_answer_is_not_longer_than_it_may_be():
    count = MAX_ANSWER_TOKENS + 5
    last = MAX_ANSWER_TOKENS - 1
    assert _answer(peak(count, 0), peak(count, last), places(count)) == (0, 3 * last + 2)
    assert _answer(peak(count, 0), peak(count, last + 1), places(count)) is None


def test_an_unsure_reader_gives_no_answer():
    assert _answer(np.zeros(4, np.float32), np.zeros(4, np.float32), places(4)) is None
    assert _answer(np.zeros(3, np.float32), np.zeros(3, np.float32), places(3)) is not None
    nothing = np.full(3, np.nan, np.float32)
    assert _answer(nothing, nothing, places(3)) is None


@given(
    st.integers(1, 40).flatmap(
        lambda n: arrays(np.float32, (2, n), elements=st.floats(-20, 20, width=32))
    )
)
def test_the_answer_has_the_greatest_probability(values):
    starts, ends = (np.exp(v - v.max()) / np.exp(v - v.max()).sum() for v in values.astype(float))
    possible = {
        (first, last): starts[first] * ends[last]
        for first in range(len(starts))
        for last in range(first, min(first + MAX_ANSWER_TOKENS, len(ends)))
    }
    best = max(possible.values())
    found = _answer(values[0], values[1], places(len(starts)))
    if found is None:
        assert best < SURE + 1e-9
    else:
        first, last = found[0] // 3, (found[1] - 2) // 3
        assert possible[first, last] == pytest.approx(best)
        assert best > SURE - 1e-9


def test_a_language_that_the_reader_does_not_know_is_refused(directory):
    """The tokenizer cuts its words into more tokens than English words."""
    change(directory, tokens_per_word=1.5)
    reader = ExtractiveReader(directory, sha256=None)
    known = [Excerpt("", ("the bridge the river " * 20,))]
    unknown = [Excerpt("", ("dyr most cherez reku " * 20,))]
    require_readings(known, reader.read(QUESTION, known))
    with pytest.raises(ModelError, match="does not look like the language"):
        reader.read(QUESTION, [*known, *unknown])


def test_a_few_words_are_not_enough_to_tell_a_language_by(directory):
    change(directory, tokens_per_word=1.5)
    few = [Excerpt("", ("dyr most cherez reku",))]
    require_readings(few, ExtractiveReader(directory, sha256=None).read(QUESTION, few))


# The reader that ships


def test_the_shipped_reader_has_a_name_and_a_directory_of_its_own():
    assert shipped_reader().name == "minilm"


def test_the_shipped_weights_are_the_published_ones_small_and_described():
    weights = MINILM / "model.safetensors"
    assert sha256(weights) == WEIGHTS_SHA256
    assert weights.stat().st_size <= 50_000_000
    assert WEIGHTS_SHA256 in (MINILM / "README.md").read_text(encoding="utf-8")


def test_the_shipped_reader_finds_the_sentence_and_the_words_that_answer(compiling):
    sentences = (
        "The bridge was opened in 1931.",
        "It was designed by Ada Quill, who lived nearby.",
        "Every year some two million cars cross it.",
    )
    other = ("The ferry was sold in 1932.", "Its captain kept bees.")
    reader = shipped_reader()
    with compiling:
        reader.read(QUESTION, [Excerpt("", sentences)])
    for question, place, words in (
        ("who designed the bridge?", 1, "Ada Quill"),
        ("When was the bridge opened?", 0, "1931"),
    ):
        read, unrelated = reader.read(question, [Excerpt("", sentences), Excerpt("", other)])
        best = max(range(3), key=lambda i: read[i].score)
        assert best == place
        assert all(read[best].score > reading.score for reading in unrelated)
        first, last = read[best].answer
        assert sentences[best][first:last] == words


@pytest.fixture
def directory(tiny_reader_directory, tmp_path, monkeypatch):
    """A copy of the tiny reader to damage, never compiled."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Path(shutil.copytree(tiny_reader_directory, tmp_path / "reader"))


def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def refused(reader):
    """The message of a reader that cannot be loaded."""
    with pytest.raises(ModelError) as caught:
        reader.read(QUESTION, EXCERPTS)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_weights_that_are_the_right_ones_are_read(directory):
    weights = directory / "model.safetensors"
    reader = ExtractiveReader(directory, sha256(weights))
    require_readings(EXCERPTS, reader.read(QUESTION, EXCERPTS))


def test_weights_that_are_not_the_right_ones_are_refused(directory):
    weights = directory / "model.safetensors"
    right = sha256(weights)
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    said = refused(ExtractiveReader(directory, right))
    assert f"{weights} is not the file that cited-qa was published with" in said
    assert sha256(weights)[:12] in said
    assert right[:12] in said
    assert "pip install --force-reinstall" in said


def test_weights_cut_short_are_refused_before_they_are_loaded(directory):
    weights = directory / "model.safetensors"
    right = sha256(weights)
    weights.write_bytes(weights.read_bytes()[:1000])
    assert "is not the file" in refused(ExtractiveReader(directory, right))


def test_missing_weights_are_named_with_the_remedy(directory):
    weights = directory / "model.safetensors"
    weights.unlink()
    for expected in (None, "0" * 64):
        said = refused(ExtractiveReader(directory, expected))
        assert str(weights) in said
        assert "pip install --force-reinstall" in said


def test_a_directory_that_is_not_there_is_named_with_the_remedy(tmp_path):
    said = refused(ExtractiveReader(tmp_path / "nowhere"))
    assert str(tmp_path / "nowhere") in said
    assert "pip install --force-reinstall" in said


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", b""),
        ("model.safetensors", b"not a tensor in sight " * 100),
        ("config.json", None),
        ("config.json", b"{"),
        ("config.json", b"[]"),
        ("config.json", b'{"tokens_per_word": 2}'),
        ("config.json", b"\xff\xfe"),
        ("tokenizer.json", None),
        ("tokenizer.json", b"{}"),
        ("tokenizer.json", b'{"version'),
    ],
)
def test_a_damaged_file_is_named_with_the_remedy(directory, file, content):
    (directory / file).unlink()
    if content is not None:
        (directory / file).write_bytes(content)
    said = refused(ExtractiveReader(directory, sha256=None))
    assert str(directory / file) in said
    assert "pip install --force-reinstall" in said


def change(directory, **changes):
    """Writes other values into a configuration."""
    config = json.loads((directory / "config.json").read_text())
    (directory / "config.json").write_text(json.dumps(config | changes))


@pytest.mark.parametrize(
    "changes", [{"hidden_act": "no such function"}, {"num_attention_heads": 3}]
)
def test_a_configuration_of_no_network_is_named_with_the_remedy(directory, changes):
    change(directory, **changes)
    said = refused(ExtractiveReader(directory, sha256=None))
    assert str(directory / "config.json") in said
    assert "pip install --force-reinstall" in said


def test_weights_of_another_size_than_the_configuration_says_are_refused(directory):
    change(directory, hidden_size=64)
    said = refused(ExtractiveReader(directory, sha256=None))
    assert str(directory / "model.safetensors") in said
    assert len(said) < 500


def test_a_repaired_reader_is_read_without_a_new_object(directory):
    weights = directory / "model.safetensors"
    away = weights.rename(directory / "away")
    reader = ExtractiveReader(directory, sha256=None)
    refused(reader)
    away.rename(weights)
    require_readings(EXCERPTS, reader.read(QUESTION, EXCERPTS))


# Readers by their names


@pytest.mark.parametrize("name", ["no-such-reader", "./no-such-reader", "not a name!", "a\0b"])
def test_a_name_that_names_no_reader_is_refused_and_shown(name):
    with pytest.raises(ModelError) as caught:
        named_reader(name)
    assert repr(name) in str(caught.value)


def test_a_cross_encoder_is_named_by_its_directory(tiny_cross_encoder, monkeypatch):
    monkeypatch.chdir(tiny_cross_encoder.parent)
    assert named_reader("tiny").name == str(tiny_cross_encoder.resolve())


def test_a_cross_encoder_marks_no_words(tiny_cross_encoder):
    readings = named_reader(str(tiny_cross_encoder)).read(QUESTION, EXCERPTS)
    assert set(answers(readings)) == {None}


@pytest.fixture
def cross_encoder(tiny_cross_encoder, tmp_path):
    """A copy of the tiny CrossEncoder to damage."""
    return Path(shutil.copytree(tiny_cross_encoder, tmp_path / "cross-encoder"))


def read_by(directory):
    return named_reader(str(directory)).read(QUESTION, EXCERPTS)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", b""),
        ("model.safetensors", b"not a tensor in sight " * 100),
        ("config.json", b"{"),
        ("config.json", b'{"model_type": "no such type"}'),
        ("tokenizer.json", b"{}"),
    ],
)
def test_a_damaged_cross_encoder_is_an_error_that_names_it(cross_encoder, file, content):
    (cross_encoder / file).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        read_by(cross_encoder)
    assert str(cross_encoder) in str(caught.value)


def test_a_cross_encoder_of_another_size_than_its_weights_is_an_error(cross_encoder):
    change(cross_encoder, hidden_size=64)
    with pytest.raises(ModelError, match="cannot load the reader"):
        read_by(cross_encoder)


def test_a_cross_encoder_of_several_labels_is_no_reader(new_cross_encoder, tmp_path):
    with pytest.raises(ModelError, match="gives 3 numbers for a sentence"):
        read_by(new_cross_encoder(tmp_path / "labels", labels=3))


def test_an_embedder_is_no_reader(tiny_encoder):
    """Its library would add a layer with random weights."""
    with pytest.raises(ModelError, match="is no CrossEncoder"):
        read_by(tiny_encoder)


def test_pickled_weights_are_no_reader(cross_encoder):
    (cross_encoder / "model.safetensors").rename(cross_encoder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"no \.safetensors weights"):
        named_reader(str(cross_encoder))
