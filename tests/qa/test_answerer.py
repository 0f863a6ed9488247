import pytest

from index import Document, Filter, Hit, QuestionError, Retriever, Sentence, Signals, sync
from qa import Answerer


@pytest.fixture
def ask(tmp_path, embedder):
    """Asks about documents given as name=text."""
    opened = []

    def run(question, documents, **options):
        folder = tmp_path / "corpus"
        folder.mkdir()
        for name, text in documents.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        sync([folder], tmp_path / "index", model=embedder)
        opened.append(Retriever.open(tmp_path / "index", model=embedder))
        return Answerer(opened[-1]).ask(question, **options)

    yield run
    for retriever in opened:
        retriever.close()


FERRY = "The ferry to Skye was built in 1934. It carried twenty cars. Its captain was Ann Lowe."


def test_a_citation_is_cut_out_of_its_file_by_its_offsets(ask):
    citation = ask("who was its captain?", {"ferry": FERRY}).citations[0]
    assert citation.text == "Its captain was Ann Lowe."
    assert FERRY[citation.start : citation.end] == citation.text
    assert (citation.before, citation.after) == ("It carried twenty cars.", "")


def test_copies_in_other_documents_are_named_with_their_places(ask):
    loud = "1. THE FERRY TO SKYE - WAS BUILT IN 1934!"
    answer = ask("when was the ferry built?", {"a": FERRY, "b": f"News.\n\n{loud[3:]}\n"})
    first, *others = answer.citations
    places = {(first.document.path, first.line), *((c.path, c.line) for c in first.also_in)}
    assert {(path.rsplit("/")[-1], line) for path, line in places} == {("a.txt", 1), ("b.txt", 3)}
    assert all("ferry to skye" not in citation.text.lower() for citation in others)


def test_ranks_count_citations_not_hits(ask):
    answer = ask("when was the ferry built?", {"a": FERRY, "b": FERRY, "c": FERRY})
    assert [citation.rank for citation in answer.citations] == [1, 2, 3]
    assert all(len(citation.also_in) == 2 for citation in answer.citations)


def test_confidence_is_the_same_for_any_number_of_citations(tmp_path, embedder):
    """Even where the first of them has copies that take up the first hits."""
    for name in "abcd":
        (tmp_path / f"{name}.txt").write_text(FERRY)
    sync([tmp_path], tmp_path / "index", model=embedder)
    with Retriever.open(tmp_path / "index", model=embedder) as retriever:
        one, many = (Answerer(retriever).ask("what did it carry?", k=k) for k in (1, 5))
    assert one.confidence == many.confidence
    assert one.citations == many.citations[:1]
    assert len(one.citations[0].also_in) == 3


def test_as_many_citations_are_given_as_asked_for(ask):
    assert len(ask("who was the captain?", {"ferry": FERRY}, k=2).citations) == 2


def test_a_question_about_something_else_is_not_answered(ask):
    answer = ask("how do mitochondria make ATP?", {"ferry": FERRY})
    assert not answer.answered
    assert answer.confidence < 0.1
    assert answer.citations  # the nearest sentences


def test_a_question_answered_in_its_own_words_is_answered_with_confidence(ask):
    answer = ask("when was the ferry to Skye built?", {"ferry": FERRY})
    assert answer.answered
    assert 0.5 < answer.confidence < 1


def test_a_question_of_a_period_without_documents_has_no_citation(ask):
    answer = ask("who was the captain?", {"ferry": f"2019-05-01\n\n{FERRY}"}, since="2020")
    assert not answer.answered
    assert answer.citations == ()
    assert answer.confidence == 0


def test_a_question_without_a_word_is_an_error(ask):
    with pytest.raises(QuestionError, match="no word"):
        ask("?!", {"ferry": FERRY})


class Elsewhere:
    """A retriever that no index is behind, and that compares nothing with any file."""

    def __init__(self):
        self.asked = []

    def retrieve(self, question, k, *, filter, today):
        self.asked.append((question, filter))
        document = Document("wiki/ferry", "Ferry", None, "0" * 64)
        sentence = Sentence("Its captain was Ann Lowe.", 10, 35, 1)
        signals = Signals(1.0, 0.8, 1.0, 0.8, reading=5.0)
        return [Hit(1, 5.0, signals, document, sentence, None, "", "", stale=False)][:k]


def test_whatever_retrieves_can_stand_in_the_place_of_a_retriever():
    retriever = Elsewhere()
    answer = Answerer(retriever).ask("who was its captain?")
    (citation,) = answer.citations
    assert (citation.text, citation.document.path) == ("Its captain was Ann Lowe.", "wiki/ferry")
    assert citation.verified is None
    assert retriever.asked == [("who was its captain?", Filter())]


def test_a_filter_reaches_the_retriever_whole_and_single_arguments_change_it():
    retriever = Elsewhere()
    chosen = Filter(since="2020", within="logs")
    Answerer(retriever).ask("who was its captain?", filter=chosen)
    Answerer(retriever).ask("who was its captain?", filter=chosen, since="2021", until="2022")
    assert [filter for _, filter in retriever.asked] == [chosen, Filter("2021", "2022", "logs")]
