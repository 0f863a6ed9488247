import json

import pytest

from index import Reading
from training.scores import MAX_COST, trials

TEXTS = {
    "f": "The ferry to Skye was built in 1934. It carried twenty cars.",
    "c": "The cake needs three eggs. Bake it for an hour.",
}
ASKED = [("when was the ferry built?", "f", "1934"), ("how many eggs?", "c", "three eggs")]


class Fond:
    """A Reader that likes the sentences with a word."""

    name = "fond"

    def __init__(self, word):
        self.word = word

    def read(self, question, excerpts):
        return [
            [Reading(50.0 * (self.word in text), None) for text in excerpt.sentences]
            for excerpt in excerpts
        ]


def test_a_trial_is_the_share_of_questions_whose_first_sentence_is_right_and_what_that_costs(
    tmp_path,
):
    folder = tmp_path / "data" / "dev" / "xquad_en"
    folder.mkdir(parents=True)
    documents = [{"id": key, "title": "", "text": text} for key, text in TEXTS.items()]
    questions = [
        {
            "id": key,
            "question": question,
            "doc_id": key,
            "answers": [answer],
            "answer_starts": [TEXTS[key].index(answer)],
        }
        for question, key, answer in ASKED
    ]
    for name, rows in (("docs", documents), ("questions", questions)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines)
    assert trials(tmp_path / "data", tmp_path, 0) == {}
    (made,) = trials(tmp_path / "data", tmp_path, 5).items()
    name, trial = made
    assert name == "xquad_en"
    shares, costs = zip(*(trial.scores(Fond(w)) for w in ("1934", "eggs", "twenty")), strict=True)
    assert shares == (0.5, 0.5, 0)
    # Beside a liking of 50 the words and vectors are little: one question costs nothing, the other
    # as much as any may.
    assert costs[0] == pytest.approx(MAX_COST / 2, abs=0.1)
    assert costs[2] == MAX_COST
    (one,) = trials(tmp_path / "data", tmp_path, 1).values()
    assert len(one.source.questions) == 1
    assert one.scores(Fond("1934")) == (1, pytest.approx(0, abs=1e-3))
