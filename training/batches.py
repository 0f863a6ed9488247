"""Groups laid out as tensors, and the training cost of the network's outputs on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from index.readers.extractive import NO_TOKENS
from index.readers.network import Network
from index.readers.windows import MAX_TOKENS
from training.corpora import Tokens
from training.groups import Group, Part

CHUNK = 1024
"""Tokens in one call of the network, padding included."""
SPAN_WEIGHT = 0.5
"""Of the span's cost beside the sentence's."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A question and a passage as one sequence of tokens."""

    ids: Tokens
    question: int
    """Number of tokens up to the first [SEP], included."""
    sentence: Tokens
    """The number of each token's sentence, or -1."""
    span: tuple[int, int] | None
    """First and last token of the answer, from the start of the sequence; None without answer."""


def lay_out(question: Tokens, part: Part, frame: tuple[int, int]) -> Layout:
    """The layout of a question and a passage, cut to MAX_TOKENS.

    `frame` is the ids of [CLS] and [SEP]. An answer that is cut off is dropped.
    """
    cls, sep = frame
    head = np.concatenate([[cls], question, [sep], part.context]).astype(np.int32)
    body = np.concatenate(part.sentences)
    numbers = np.repeat(np.arange(len(part.sentences)), [len(s) for s in part.sentences])
    room = MAX_TOKENS - len(head) - 1
    body, numbers = body[:room], numbers[:room]
    span = None
    if part.span and part.span[1] < len(body):
        span = (part.span[0] + len(head), part.span[1] + len(head))
    return Layout(
        np.concatenate([head, body, [sep]]).astype(np.int32),
        len(question) + 2,
        np.concatenate([np.full(len(head), -1), numbers, [-1]]).astype(np.int32),
        span,
    )


def cost(
    network: Network, groups: Sequence[Group], frame: tuple[int, int], device: torch.device
) -> tuple[Tensor, Tensor]:
    """The mean cost of the groups: that of choosing a sentence, and that of the span.

    A sentence's score is the log-sum-exp of its tokens' evidence, less half the log of its length
    and less the evidence of [CLS], so 0 stands for "nothing answers". The first cost is the
    cross-entropy of the softmax over 0 and the sentences of all passages of a question. The second
    is that of the answer's first and last token, over the tokens of its passage; 0 without spans.
    """
    sequences: list[tuple[int, Part, Layout]] = [
        (number, part, lay_out(group.question, part, frame))
        for number, group in enumerate(groups)
        for part in group.parts
    ]
    sequences.sort(key=lambda s: len(s[2].ids))
    scores, owners, right, spans = [], [], [], []
    for chunk in _chunks(sequences):
        outputs, numbers, count = _run(network, [s for _, _, s in chunk], device)
        scores.append(sentence_scores(outputs, numbers, count))
        for row, (number, part, sequence) in enumerate(chunk):
            present = int(sequence.sentence.max()) + 1
            owners += [number] * present
            right += [i in part.gold for i in range(present)]
            if sequence.span:
                inside = torch.as_tensor(sequence.sentence >= 0, device=device)
                ends = outputs[row, : len(sequence.ids), 1:].float()
                ends = ends.masked_fill(~inside[:, None], -1e4)
                target = torch.tensor(sequence.span, device=device)
                spans.append(cross_entropy(ends.T, target))
    nothing = torch.zeros(len(groups), device=device)
    group_of = torch.tensor([*owners, *range(len(groups))], device=device)
    total = torch.cat([*scores, nothing])
    answered = torch.zeros(len(groups), dtype=torch.bool)
    answered[[owner for owner, is_right in zip(owners, right, strict=True) if is_right]] = True
    chosen = torch.cat([torch.tensor(right, dtype=torch.bool), ~answered]).to(device)
    everything = log_sum_exp(total, group_of, len(groups))
    wanted = log_sum_exp(total[chosen], group_of[chosen], len(groups))
    span = torch.stack(spans).mean() if spans else torch.zeros((), device=device)
    return (everything - wanted).mean(), span


def sentence_scores(outputs: Tensor, sentences: Tensor, count: int) -> Tensor:
    """The score of each of `count` sentences, shape (count,), from `outputs` (n, length, 3).

    `sentences`, shape (n, length), holds the number of each token's sentence, or -1. A sentence
    without tokens scores NO_TOKENS.
    """
    evidence = outputs[..., 0].float()
    relative = evidence - evidence[:, :1]
    inside = sentences >= 0
    number = sentences[inside]
    lengths = torch.zeros(count, device=outputs.device).scatter_add_(
        0, number, torch.ones_like(number, dtype=torch.float32)
    )
    scores = log_sum_exp(relative[inside], number, count) - 0.5 * lengths.clamp(min=1).log()
    return scores.where(lengths > 0, NO_TOKENS)


def log_sum_exp(values: Tensor, index: Tensor, count: int) -> Tensor:
    """The log-sum-exp of the values of each index, shape (count,)."""
    peak = torch.full((count,), -1e30, device=values.device)
    peak = peak.scatter_reduce(0, index, values.detach(), "amax")
    total = torch.zeros(count, device=values.device)
    total = total.scatter_add(0, index, (values - peak[index]).exp())
    return peak + total.log()


def _chunks(
    sequences: list[tuple[int, Part, Layout]],
) -> list[list[tuple[int, Part, Layout]]]:
    chunks: list[list[tuple[int, Part, Layout]]] = []
    for item in sequences:
        if not chunks or (len(chunks[-1]) + 1) * len(item[2].ids) > CHUNK:
            chunks.append([])
        chunks[-1].append(item)
    return chunks


def _run(
    network: Network, sequences: Sequence[Layout], device: torch.device
) -> tuple[Tensor, Tensor, int]:
    shape = (len(sequences), max(len(s.ids) for s in sequences))
    ids, kinds, mask = (np.zeros(shape, np.int64) for _ in range(3))
    numbers = np.full(shape, -1, np.int64)
    count = 0
    for row, sequence in enumerate(sequences):
        length = len(sequence.ids)
        ids[row, :length] = sequence.ids
        kinds[row, sequence.question : length] = 1
        mask[row, :length] = 1
        known = sequence.sentence >= 0
        numbers[row, :length][known] = sequence.sentence[known] + count
        count += int(sequence.sentence.max()) + 1
    tensors = [torch.from_numpy(a).to(device) for a in (ids, kinds, mask, numbers)]
    outputs = network(*tensors[:3])
    return outputs, tensors[3], count
