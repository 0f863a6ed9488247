import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.torch import load_file

from index.readers import Excerpt
from index.readers.extractive import NO_TOKENS, ExtractiveReader, _reading
from index.readers.network import Network
from index.readers.windows import MAX_TOKENS, frame
from training.batches import cost, lay_out, log_sum_exp, sentence_scores
from training.groups import Group, Part

CLS, SEP = 0, 1
NOTHING, RIGHT, WRONG = 2, 3, 4
"""Tokens, of which a fake network knows what to say."""
CPU = torch.device("cpu")


class ByToken(torch.nn.Module):
    """A network that says of each token what a table has for it, and of others nothing."""

    def __init__(self, **evidence):
        super().__init__()
        table = torch.zeros(100, 3)
        for name, value in evidence.items():
            table[{"cls": CLS, "right": RIGHT, "wrong": WRONG}[name]] = torch.tensor(value)
        self.table = torch.nn.Parameter(table)

    def forward(self, ids, kinds, mask):
        return self.table[ids]


def part(*sentences, gold=(), span=None, context=()):
    ids = tuple(np.array(sentence, np.int32) for sentence in sentences)
    return Part(np.array(context, np.int32), ids, frozenset(gold), span)


def group(*parts):
    return Group(np.array([5, 6], np.int32), parts)


def costs(network, *groups):
    sentence, span = cost(network, groups, (CLS, SEP), CPU)
    return float(sentence.detach()), float(span.detach())


ANSWERED = group(part([7, 7], [RIGHT, 7], gold=[1]), part([WRONG, 7], [7]))
UNANSWERED = group(part([7, 7], [RIGHT, 7]), part([WRONG, 7], [7]))


def test_a_network_that_favours_the_right_sentence_costs_less():
    right, none, wrong = (
        costs(network, ANSWERED)[0]
        for network in (
            ByToken(right=[20.0, 0, 0]),
            ByToken(),
            ByToken(wrong=[20.0, 0, 0]),
        )
    )
    assert right == pytest.approx(0, abs=1e-5)
    assert right < none < wrong
    assert wrong > 15


def test_where_nothing_answers_a_network_is_right_that_finds_nothing():
    far_below = ByToken(cls=[20.0, 0, 0])
    assert costs(far_below, UNANSWERED)[0] == pytest.approx(0, abs=1e-5)
    assert costs(far_below, ANSWERED)[0] > 15
    assert costs(ByToken(right=[20.0, 0, 0]), UNANSWERED)[0] > 15


def test_a_cost_is_the_share_of_the_right_sentence_among_all_and_nothing():
    # Sentences of one token without evidence weigh as much as nothing does: one of four.
    plain = group(part([7], [7], gold=[0]), part([7]))
    assert costs(ByToken(), plain)[0] == pytest.approx(math.log(4))
    # Four tokens weigh 4 / sqrt(4) = 2, two of six.
    long = group(part([7] * 4, [7], [7], gold=[0]), part([7]))
    assert costs(ByToken(), long)[0] == pytest.approx(math.log(6 / 2))


def test_one_of_several_right_sentences_is_enough():
    several = group(part([RIGHT], [7], [RIGHT], gold=[0, 1, 2]), part([7]))
    assert costs(ByToken(right=[20.0, 0, 0]), several)[0] == pytest.approx(0, abs=1e-5)


def test_the_cost_of_groups_is_the_mean_of_theirs():
    network = ByToken(right=[1.0, 2.0, 0], wrong=[2.0, 0, 1.0], cls=[0.5, 0, 0])
    spanned = group(part([7, RIGHT, 7], gold=[0], span=(1, 2)))
    long = group(part([7] * 300, [RIGHT], gold=[1]), part([WRONG] * 200))
    groups = [ANSWERED, UNANSWERED, spanned, long]
    alone = [costs(network, one)[0] for one in groups]
    together, span = costs(network, *groups)
    assert together == pytest.approx(sum(alone) / len(alone), rel=1e-5)
    assert span == pytest.approx(costs(network, spanned)[1], rel=1e-5)
    assert costs(network, *groups[::-1]) == pytest.approx((together, span), rel=1e-5)


def test_a_span_costs_what_its_first_and_last_token_are_not_sure():
    spanned = group(part([7, 7], [RIGHT, 7, WRONG, 7], gold=[1], span=(2, 4)))
    sure = ByToken(right=[0, 20.0, 0], wrong=[0, 0, 20.0])
    unsure = ByToken()
    assert costs(sure, spanned)[1] == pytest.approx(0, abs=1e-5)
    # One of six tokens of the passage: those of the question are none.
    assert costs(unsure, spanned)[1] == pytest.approx(math.log(6), rel=1e-5)
    assert costs(unsure, ANSWERED)[1] == 0


def test_a_cost_can_be_learnt_from():
    network = ByToken()
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    before = costs(network, ANSWERED, UNANSWERED)
    for _ in range(5):
        sentence, span = cost(network, [ANSWERED, UNANSWERED], (CLS, SEP), CPU)
        (sentence + span).backward()
        optimizer.step()
        optimizer.zero_grad()
    assert costs(network, ANSWERED, UNANSWERED) < before


def test_a_sentence_without_a_token_spoils_nothing():
    network = ByToken(right=[20.0, 0, 0])
    empty = group(part([7], [], [RIGHT], gold=[2]), part([]))
    sentence, _ = cost(network, [empty], (CLS, SEP), CPU)
    assert float(sentence.detach()) == pytest.approx(0, abs=1e-5)
    sentence.backward()
    assert torch.isfinite(network.table.grad).all()


# Layouts


def test_a_layout_is_question_title_and_sentences():
    made = lay_out(
        np.array([5, 6]), part([7, 8], [], [9], gold=[2], span=(2, 2), context=[10]), (CLS, SEP)
    )
    assert made.ids.tolist() == [CLS, 5, 6, SEP, 10, 7, 8, 9, SEP]
    assert made.question == 4
    assert made.sentence.tolist() == [-1, -1, -1, -1, -1, 0, 0, 2, -1]
    assert made.span == (7, 7)
    assert made.ids[made.span[0]] == 9


def test_what_is_too_long_is_cut_and_what_was_cut_does_not_answer():
    long = part([7] * 200, [8] * 200, [RIGHT], gold=[2], span=(400, 400))
    made = lay_out(np.array([5, 6]), long, (CLS, SEP))
    assert len(made.ids) == MAX_TOKENS
    assert made.ids[-1] == SEP
    assert made.span is None
    assert set(made.sentence) == {-1, 0, 1}
    assert costs(ByToken(cls=[20.0, 0, 0]), group(long)) == (pytest.approx(0, abs=1e-5), 0)


# Scores


@given(st.data())
def test_training_and_reading_give_sentences_the_same_scores(data):
    lengths = data.draw(st.lists(st.integers(0, 6), min_size=1, max_size=5))
    outputs = data.draw(
        arrays(np.float32, (1 + sum(lengths), 3), elements=st.floats(-30, 30, width=32))
    )
    numbers = np.repeat(np.arange(len(lengths)), lengths)
    trained = sentence_scores(
        torch.from_numpy(outputs)[None],
        torch.from_numpy(np.concatenate([[-1], numbers]))[None],
        len(lengths),
    )
    values = outputs[1:] - np.array([outputs[0, 0], 0, 0], np.float32)
    offsets = np.zeros((len(values), 2), np.int64)
    read = [
        _reading(values[numbers == i], offsets[numbers == i]).score for i in range(len(lengths))
    ]
    assert trained.tolist() == pytest.approx(read, abs=1e-4)


def test_a_reader_scores_a_passage_as_training_does(tiny_reader_directory, tiny_tokenizer):
    config = json.loads(Path(tiny_reader_directory, "config.json").read_text())
    network = Network(config)
    network.load_state_dict(load_file(tiny_reader_directory / "model.safetensors"))
    network.float().eval()

    def ids(string):
        return np.array(tiny_tokenizer.encode(string, add_special_tokens=False).ids, np.int32)

    question, sentences = "Who mediated?", ("Norway mediated the talks.", "The river.", "Water")
    made = lay_out(
        ids(question),
        Part(ids("Talks."), tuple(map(ids, sentences)), frozenset(), None),
        frame(tiny_tokenizer),
    )
    kinds = torch.arange(len(made.ids)) >= made.question
    outputs = network(
        torch.from_numpy(made.ids).long()[None],
        kinds.long()[None],
        torch.ones(1, len(made.ids), dtype=torch.long),
    )
    trained = sentence_scores(outputs, torch.from_numpy(made.sentence).long()[None], 3)
    reader = ExtractiveReader(tiny_reader_directory, sha256=None)
    (read,) = reader.read(question, [Excerpt("Talks", sentences)])
    assert [reading.score for reading in read] == pytest.approx(trained.tolist(), abs=1e-4)


def test_a_sentence_without_a_token_has_the_score_that_the_reader_gives_it():
    scores = sentence_scores(torch.zeros(1, 3, 3), torch.tensor([[-1, 0, 2]]), 3)
    assert scores.tolist() == [0, NO_TOKENS, 0]


def test_the_log_of_sums_of_exponentials_is_taken_of_those_of_an_index():
    values = torch.tensor([0.0, 1000.0, math.log(3), 1000.0])
    found = log_sum_exp(values, torch.tensor([0, 1, 0, 1]), 2)
    assert found.tolist() == pytest.approx([math.log(4), 1000 + math.log(2)])
