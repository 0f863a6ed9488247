import io

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from qa.commands import Chat
from qa.prompt.completion import OFFERED, CorpusCompleter
from qa.session import Session
from qa.settings import Settings


@pytest.fixture
def completed(retriever, seeds_index):
    """The texts that Tab offers at the end of what is typed."""
    chat = Chat(Session(Settings(corpus=("seeds",), index=""), retriever), io.StringIO())
    completer = CorpusCompleter(chat)
    completer.learn(str(seeds_index), retriever)

    def completed(typed):
        event = CompleteEvent(completion_requested=True)
        return [
            typed[: len(typed) + found.start_position] + found.text
            for found in completer.get_completions(Document(typed), event)
        ]

    completed.chat = chat
    return completed


def test_commands_are_completed_by_how_they_begin(completed):
    assert completed("/so") == ["/sources"]
    assert completed("/S") == ["/since ", "/save ", "/sources", "/sync", "/status", "/set "]


def test_what_a_command_takes_is_completed(completed):
    assert completed("/set vi ") == ["/set vi on", "/set vi off"]
    assert completed("/set v") == ["/set vi "]
    assert completed("/help so") == ["/help sources"]
    assert completed("/since ") == ["/since off", "/since 2021"]
    assert completed("/open ") == []
    completed.chat.answers.append(completed.chat.session.ask("who led the opposition team?"))
    assert completed("/open ") == [f"/open {n}" for n in (1, 2, 3, 4, 5)]
    assert completed("/help x") == completed("/xyzzy x") == []


def test_paths_of_the_corpus_are_completed_a_folder_at_a_time(completed):
    (folder, off) = completed("/in ")
    assert off == "/in off"
    assert folder.endswith("/seeds/")
    assert [path.removeprefix(folder)[:4] for path in completed(folder)] == [
        *("000_", "001_", "002_", "003_", "004_")
    ]


def test_files_to_save_in_are_completed(completed, tmp_path):
    (tmp_path / "notes.md").touch()
    assert completed(f"/save {tmp_path}/no") == [f"/save {tmp_path}/notes.md"]


def test_names_and_words_of_the_corpus_are_completed_whatever_their_case(completed):
    assert completed("who is gerardo bl")[0] == "who is Gerardo Blyde"
    assert completed("did nego")[0] == "did negotiations"
    assert completed("a") == completed("12") == completed("") == []
    assert len(completed("who co")) == OFFERED


def test_before_anything_is_learnt_commands_are_completed_and_no_words(retriever):
    chat = Chat(Session(Settings(corpus=("seeds",), index=""), retriever), io.StringIO())
    completer = CorpusCompleter(chat)
    event = CompleteEvent(completion_requested=True)
    assert list(completer.get_completions(Document("nego"), event)) == []
    assert len(list(completer.get_completions(Document("/so"), event))) == 1


def test_an_index_that_cannot_be_read_completes_nothing(retriever, tmp_path):
    chat = Chat(Session(Settings(corpus=("seeds",), index=""), retriever), io.StringIO())
    CorpusCompleter(chat).learn(str(tmp_path), retriever)
