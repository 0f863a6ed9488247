import json
import random

import pytest

from training.corpora import load

SYLLABLES = "al be cor da el fa gor hu il ka lo mi nar os pe ru sa to ur va".split()
HILLS = ("the Corda hills", "the Benna moors", "the Tamar plain")


def _names(count, draw):
    """Different names of rivers and towns."""
    names = {}
    while len(names) < count:
        names["".join(draw.sample(SYLLABLES, 3)).capitalize()] = None
    return list(names)


def _river(river, town, draw):
    """A text on a river, and what can be asked of it: questions with the words that answer."""
    length, bridge = f"{draw.randint(100, 120)} km", str(draw.randint(1801, 1809))
    hills = draw.choice(HILLS)
    text = (
        f"The river {river} is {length} long. It rises in {hills} and flows to the west."
        f" The largest town on its banks is {town}. The bridge of {town} was opened in {bridge}."
        " It is made of stone, and was painted white last year."
    )
    asked = {
        f"How long is the river {river}?": length,
        f"Where does the {river} rise?": hills,
        f"What is the largest town on the {river}?": town,
        f"When was the bridge of {town} opened?": bridge,
    }
    return text, asked


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """Question sets on rivers, the same each time: one of passages, one of single sentences."""
    folder = tmp_path_factory.mktemp("data")
    draw = random.Random(0)
    names = _names(60, draw)
    documents = {"squad_train_union": [], "qamr_dev": []}
    questions = {"squad_train_union": [], "qamr_dev": []}
    for number, (river, town) in enumerate(zip(names[::2], names[1::2], strict=True)):
        text, asked = _river(river, town, draw)
        key = f"r{number}"
        documents["squad_train_union"].append({"id": key, "title": river, "text": text})
        first = text.split(".")[0] + "."
        documents["qamr_dev"].append({"id": key, "title": "wikinews", "text": first})
        for question, answer in asked.items():
            row = {"question": question, "doc_id": key, "answers": [answer]}
            row["answer_starts"] = [text.index(answer)]
            questions["squad_train_union"].append(row)
            if answer in first:
                questions["qamr_dev"].append(row)
        nothing = {"question": f"Who drowned in the {river}?", "doc_id": key, "answers": []}
        questions["squad_train_union"].append(nothing | {"unanswerable": True})
    for name, rows in documents.items():
        (folder / "train" / name).mkdir(parents=True)
        for file, lines in (("docs", rows), ("questions", questions[name])):
            written = "".join(json.dumps(line) + "\n" for line in lines)
            (folder / "train" / name / f"{file}.jsonl").write_text(written)
    return folder


@pytest.fixture(scope="session")
def passages(data, tiny_tokenizer):
    """The set of passages."""
    return load(data / "train" / "squad_train_union", tiny_tokenizer)


@pytest.fixture(scope="session")
def loose(data, tiny_tokenizer):
    """The set of single sentences."""
    return load(data / "train" / "qamr_dev", tiny_tokenizer)
