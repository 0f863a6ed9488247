import json

import pytest

from training.corpora import load

LONG = "The keeper of the lighthouse counted every ship that passed. " * 40
TALKS = "Norway mediated the talks. They began in Mexico in May. They ended in May."
TEXTS = {
    "talks": ("Talks", TALKS),
    "long": ("", f"{LONG}The last of them was the Alba. {LONG}"),
    "review": ("", "I like this keyboard.\nIts keys are loud. ANSWERNOTFOUND"),
    "cake": ("Cakes", "The cake needs three eggs. Bake it for an hour."),
}


@pytest.fixture
def made(tmp_path, tiny_tokenizer):
    """The set made of TEXTS and other texts, and some questions."""

    def made(*questions, **texts):
        folder = tmp_path / "made_here"
        folder.mkdir()
        documents = [{"id": i, "title": t, "text": s} for i, (t, s) in TEXTS.items()]
        documents += [{"id": name, **fields} for name, fields in texts.items()]
        for name, rows in (("docs", documents), ("questions", questions)):
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (folder / f"{name}.jsonl").write_text(lines)
        return load(folder, tiny_tokenizer)

    return made


def asked(question, document, *answers, text=None, **fields):
    """A question's row, with the offset of its first answer."""
    starts = [text.index(answers[0])] if text else []
    row = {"question": question, "doc_id": document, "answers": list(answers)}
    return row | {"answer_starts": starts} | fields


def gold(corpus, task):
    """The sentences of a task that answer."""
    return [corpus.texts[task.text].strings[i] for i in sorted(task.gold)]


def words(corpus, task, tokenizer):
    """The tokens of a task's answer."""
    tokens = corpus.texts[task.text].sentences[task.span.sentence]
    kept = tokens[task.span.first : task.span.last + 1]
    return [tokenizer.id_to_token(int(number)) for number in kept]


def tokens(tokenizer, string):
    return tokenizer.encode(string, add_special_tokens=False)


def test_an_offset_leads_to_its_sentence_and_its_words(made, tiny_tokenizer):
    corpus = made(asked("Where did they begin?", "talks", "Mexico in May", text=TALKS))
    (task,) = corpus.tasks
    assert (corpus.name, task.source) == ("made_here", "made_here")
    assert gold(corpus, task) == ["They began in Mexico in May."]
    assert words(corpus, task, tiny_tokenizer) == tokens(tiny_tokenizer, "Mexico in May").tokens
    assert task.answers == ("Mexico in May",)


def test_texts_are_sentences_with_their_tokens(made, tiny_tokenizer):
    corpus = made()
    assert corpus.texts[0].title == "Talks"
    assert corpus.texts[0].strings[0] == "Norway mediated the talks."
    for text in corpus.texts:
        for string, ids in zip(text.strings, text.sentences, strict=True):
            assert list(ids) == tokens(tiny_tokenizer, string).ids


def test_a_long_document_is_several_texts_and_the_question_is_on_the_right_one(
    made, tiny_tokenizer
):
    text = TEXTS["long"][1]
    corpus = made(asked("What came last?", "long", "the Alba", text=text))
    (task,) = corpus.tasks
    assert gold(corpus, task) == ["The last of them was the Alba."]
    assert words(corpus, task, tiny_tokenizer) == tokens(tiny_tokenizer, "the Alba").tokens
    assert "".join(TEXTS["long"][1].split()) == "".join(
        "".join(string.split())
        for text in corpus.texts
        if "keeper" in text.strings[0]
        for string in text.strings
    )
    assert sum("keeper" in text.strings[0] for text in corpus.texts) > 3


def test_an_offset_that_may_be_of_another_occurrence_is_all_of_them_and_no_words(made):
    corpus = made(asked("When was it?", "talks", "May", text=TALKS, answer_occurrences=2))
    (task,) = corpus.tasks
    assert gold(corpus, task) == ["They began in Mexico in May.", "They ended in May."]
    assert task.span is None


def test_an_offset_of_the_only_occurrence_is_its_words(made):
    corpus = made(asked("Who?", "talks", "Norway", text=TALKS, answer_occurrences=1))
    assert corpus.tasks[0].span is not None


def test_evidence_is_found_however_its_lines_are_broken(made):
    corpus = made(asked("Where?", "talks", evidence=["They began\nin  Mexico in May."]))
    (task,) = corpus.tasks
    assert gold(corpus, task) == ["They began in Mexico in May."]
    assert task.span is None


def test_evidence_longer_than_a_sentence_is_all_of_its_sentences(made):
    corpus = made(asked("What of the talks?", "talks", evidence=[TALKS[:55]]))
    assert gold(corpus, corpus.tasks[0]) == [
        "Norway mediated the talks.",
        "They began in Mexico in May.",
    ]


def test_sentences_that_are_given_are_kept_as_they_are(made):
    sentences = ["one . two", "three", "", "one . two"]
    given = {"title": None, "text": "one . two three one . two", "sentences": sentences}
    corpus = made(asked("Which?", "given", evidence=["three"]), given=given)
    assert corpus.texts[-1].strings == ("one . two", "three", "one . two")
    assert corpus.texts[-1].title == ""
    assert corpus.tasks[0].gold == {1}


def test_a_text_does_not_say_itself_that_it_answers_nothing(made):
    corpus = made(asked("How is the mouse?", "review", unanswerable=True))
    assert not any("ANSWERNOTFOUND" in s for text in corpus.texts for s in text.strings)
    text = corpus.texts[corpus.tasks[0].text]
    assert text.strings == ("I like this keyboard.", "Its keys are loud.")


def test_a_question_without_an_answer_has_a_text_and_no_gold(made):
    row = asked("Who ate it?", "cake", "nobody", unanswerable=True)
    (task,) = made(row).tasks
    assert (task.gold, task.span, task.answers) == (frozenset(), None, ())


def test_texts_named_beside_the_right_ones_are_known_not_to_answer(made):
    candidates = ["cake", "talks", "review", "elsewhere"]
    rows = [
        asked("Who?", "talks", "Norway", text=TALKS, candidate_ids=candidates),
        asked("Who else?", "talks", unanswerable=True, candidate_ids=candidates, doc_ids=["cake"]),
    ]
    corpus = made(*rows)
    first, second = ([corpus.texts[n].strings[0] for n in t.others] for t in corpus.tasks)
    assert first == ["The cake needs three eggs.", "I like this keyboard."]
    assert second == ["Norway mediated the talks.", "I like this keyboard."]


def test_questions_that_no_sentence_is_known_for_are_left_out(made):
    corpus = made(
        asked("Of no document?", None),
        asked("Of another one?", "elsewhere", "x"),
        asked("Of words that are nowhere?", "talks", evidence=["The cake needs three eggs."]),
        asked("Of answers without a place?", "talks", "Norway"),
    )
    assert corpus.tasks == ()


def test_a_question_is_one_line(made):
    corpus = made(asked(" Who\n mediated  it? ", "talks", "Norway", text=TALKS))
    assert corpus.tasks[0].question == "Who mediated it?"


def test_documents_without_a_sentence_are_left_out(made):
    corpus = made(asked("What?", "blank", unanswerable=True), blank={"text": " \n"})
    assert corpus.tasks == ()
    assert all(text.sentences for text in corpus.texts)


def test_a_set_of_single_sentences_is_loose_and_one_of_passages_is_not(loose, passages):
    assert loose.is_loose
    assert not passages.is_loose
