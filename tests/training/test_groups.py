import random

import numpy as np
import pytest

from training.corpora import Corpus, Span, Task, Text
from training.groups import LONGEST, SHARES, Sampler
from training.negatives import mine

DRAWS = 6
"""Groups that are made of every task."""
HEADLINE = "words of a question"
"""Said by a sentence that is in no text."""


@pytest.fixture(scope="module", params=["mined", "drawn", "loose"])
def sampler(request, passages, loose, new_embedder, tiny_tokenizer):
    """A sampler whose wrong passages are found in one way or another, and its set."""
    corpus = loose if request.param == "loose" else passages
    negatives = mine(corpus, new_embedder()) if request.param == "mined" else None
    return Sampler(corpus, negatives, tiny_tokenizer), corpus


def groups(sampler, corpus):
    """Groups of every task, each with its task."""
    for number, task in enumerate(corpus.tasks):
        for seed in range(DRAWS):
            yield task, sampler.group(number, random.Random(f"{number} {seed}"))


def said(corpus):
    """What each sentence says, by its tokens."""
    return {
        ids.tobytes(): string
        for text in corpus.texts
        for ids, string in zip(text.sentences, text.strings, strict=True)
    }


def tokens(tokenizer, string):
    return tokenizer.encode(string, add_special_tokens=False).ids


def is_changed(group, task, tokenizer):
    """Whether its question is another than the task's, whatever became of the question mark."""
    asked = list(group.question)
    return asked not in (
        tokens(tokenizer, task.question),
        tokens(tokenizer, task.question.rstrip("? ")),
    )


def test_what_is_marked_as_gold_is_gold(sampler):
    sampler, corpus = sampler
    seen = 0
    for task, group in groups(sampler, corpus):
        right = {corpus.texts[task.text].sentences[i].tobytes() for i in task.gold}
        for part in group.parts:
            assert all(0 <= i < len(part.sentences) for i in part.gold)
            assert all(part.sentences[i].tobytes() in right for i in part.gold)
            seen += len(part.gold)
    assert seen > len(corpus.tasks)


def test_a_gold_sentence_is_marked_wherever_its_question_is_asked(sampler, tiny_tokenizer):
    sampler, corpus = sampler
    for task, group in groups(sampler, corpus):
        right = {corpus.texts[task.text].sentences[i].tobytes() for i in task.gold}
        for part in group.parts:
            there = {i for i, s in enumerate(part.sentences) if s.tobytes() in right}
            assert there == part.gold or is_changed(group, task, tiny_tokenizer)


def test_the_tokens_of_a_span_are_those_of_the_answer(sampler, tiny_tokenizer):
    sampler, corpus = sampler
    seen = 0
    for task, group in groups(sampler, corpus):
        for part in group.parts:
            if part.span is not None:
                whole = np.concatenate(part.sentences)
                answer = whole[part.span[0] : part.span[1] + 1]
                assert list(answer) == tokens(tiny_tokenizer, task.answers[0])
                seen += 1
            assert (part.span is None) == (not part.gold)
    assert seen > len(corpus.tasks)


def test_no_wrong_passage_holds_the_answer(sampler, tiny_tokenizer):
    sampler, corpus = sampler
    known = said(corpus)
    for task, group in groups(sampler, corpus):
        if is_changed(group, task, tiny_tokenizer):
            continue  # its own passage is a wrong one then
        for part in (part for part in group.parts if not part.gold):
            strings = [known.get(sentence.tobytes(), HEADLINE) for sentence in part.sentences]
            assert not any(answer in string for answer in task.answers for string in strings)


def test_at_most_one_passage_is_right_and_others_stand_beside_it(sampler):
    sampler, corpus = sampler
    sizes = set()
    for _, group in groups(sampler, corpus):
        assert sum(bool(part.gold) for part in group.parts) <= 1
        sizes.add(len(group.parts))
    assert sizes <= {1, 2, 3}
    assert len(sizes) > 1


def test_some_groups_of_a_question_with_an_answer_have_none(sampler):
    sampler, corpus = sampler
    made = [group for task, group in groups(sampler, corpus) if task.gold]
    without = sum(not any(part.gold for part in group.parts) for group in made)
    assert 0.05 < without / len(made) < 0.4


def test_a_question_without_an_answer_has_no_gold(sampler, tiny_tokenizer):
    sampler, corpus = sampler
    for task, group in groups(sampler, corpus):
        if not task.gold or is_changed(group, task, tiny_tokenizer):
            assert not any(part.gold or part.span for part in group.parts)


def test_the_same_draw_makes_the_same_group(sampler):
    sampler, corpus = sampler

    def flat(group):
        parts = [
            (p.context.tolist(), [s.tolist() for s in p.sentences], p.gold, p.span)
            for p in group.parts
        ]
        return group.question.tolist(), parts

    for number in range(0, len(corpus.tasks), 7):
        once, again, other = (
            flat(sampler.group(number, random.Random(seed))) for seed in ("a", "a", "b")
        )
        assert once == again
        assert once != other


def test_passages_are_cut_to_whole_sentences_about_as_long_as_drawn(sampler):
    sampler, corpus = sampler
    known = said(corpus)
    for _, group in groups(sampler, corpus):
        for part in group.parts:
            assert part.sentences
            own = [sentence for sentence in part.sentences if sentence.tobytes() in known]
            assert len(own) >= len(part.sentences) - (part is group.parts[0])
            assert len(own) == 1 or sum(map(len, own)) <= LONGEST


def test_questions_come_with_and_without_their_mark_and_passages_with_and_without_title_and_date(
    passages, tiny_tokenizer
):
    sampler = Sampler(passages, None, tiny_tokenizer)
    (mark,) = tokens(tiny_tokenizer, "?")
    titles = {tuple(tokens(tiny_tokenizer, f"{text.title}.")) for text in passages.texts}
    marked, titled, dated = set(), set(), set()
    for _, group in groups(sampler, passages):
        marked.add(group.question[-1] == mark)
        for part in group.parts:
            above = tuple(part.context)
            title = next((each for each in titles if above[: len(each)] == each), ())
            titled.add(bool(title))
            date = above[len(title) :]
            dated.add(len(date) > 0)
            assert all(is_of_a_date(tiny_tokenizer.id_to_token(i)) for i in date)
    assert marked == titled == dated == {True, False}


def test_each_passage_has_its_own_title_and_the_headings_above_its_first_sentence(
    tiny_tokenizer,
):
    def encode(string):
        return np.array(tokens(tiny_tokenizer, string), np.int32)

    def text(title, *sections):
        strings = tuple(f"Line {number} of {title}." for number in range(len(sections)))
        return Text(title, tuple(map(encode, strings)), strings, sections)

    texts = (text("one", ("Use", "-a"), ("Use", "-b")), text("two", ("Build",)))
    task = Task("manuals", "What does -a do?", 0, frozenset({0}), None, (), (1,))
    always = SHARES | dict.fromkeys(("titled", "placed"), 1.0)
    always |= dict.fromkeys(("dated", "headed", "without_answer", "without_sentence"), 0.0)
    sampler = Sampler(Corpus("manuals", texts, (task,)), None, tiny_tokenizer, always)
    right, wrong = sampler.group(0, random.Random(0)).parts
    assert list(right.context) == [*encode("one."), *encode("Use. -a.")]
    assert list(wrong.context) == [*encode("two."), *encode("Build.")]


def is_of_a_date(token):
    return token.lstrip("#").isdigit() or token in {"-", ".", "[UNK]"}


def test_some_passages_begin_with_a_headline_of_the_question_that_answers_nothing(
    passages, tiny_tokenizer
):
    sampler = Sampler(passages, None, tiny_tokenizer, SHARES | {"headed": 1.0})
    known = said(passages)
    seen = 0
    for _, group in groups(sampler, passages):
        headline = group.parts[0].sentences[0]
        if headline.tobytes() not in known:
            assert set(headline) <= set(group.question)
            assert 0 not in group.parts[0].gold
            seen += 1
        assert all(part.sentences[0].tobytes() in known for part in group.parts[1:])
    assert seen > len(passages.tasks)


def test_some_questions_are_changed_until_nothing_answers_them(passages, tiny_tokenizer):
    sampler = Sampler(passages, None, tiny_tokenizer)
    made = [(task, group) for task, group in groups(sampler, passages) if task.gold]
    changed = [group for task, group in made if is_changed(group, task, tiny_tokenizer)]
    assert 0.03 < len(changed) / len(made) < 0.25


def test_texts_known_not_to_answer_are_the_wrong_ones(tiny_tokenizer):
    def text(*sentences):
        ids = (np.array(tokens(tiny_tokenizer, s), np.int32) for s in sentences)
        return Text("", tuple(ids), sentences)

    texts = (text("Norway did.", "It is so."), text("Who knows."), text("No one.", "Not Norway."))
    asked = Task("here", "Who did?", 0, frozenset({0}), Span(0, 0, 0), ("Norway",), (2,))
    sampler = Sampler(Corpus("here", texts, (asked,)), None, tiny_tokenizer)
    wrong = {
        sentence.tobytes()
        for seed in range(20)
        for part in sampler.group(0, random.Random(seed)).parts
        if not part.gold
        for sentence in part.sentences
    }
    assert texts[1].sentences[0].tobytes() not in wrong
    assert texts[2].sentences[1].tobytes() in wrong
