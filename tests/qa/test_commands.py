import base64
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from index import Filter, Retriever, sync
from qa.commands import COMMANDS, Chat, Leave, run
from qa.commands.explanations import MORE
from qa.session import Session
from qa.settings import Settings

QUESTION = "who led the opposition team in Mexico?"
BLYDE = "The opposition team was led by politician and lawyer Gerardo Blyde"


@pytest.fixture(scope="module")
def opened(seeds_index, embedder):
    with Retriever.open(seeds_index, model=embedder) as retriever:
        yield retriever


@pytest.fixture(scope="module")
def answer(opened):
    return Session(Settings(corpus=("seeds",), index=""), opened).ask(QUESTION)


@pytest.fixture
def chat(opened, seeds_index):
    """A conversation in which nothing was asked yet."""
    settings = Settings(corpus=(), index=str(seeds_index), syncs=False)
    return Chat(Session(settings, opened), io.StringIO())


@pytest.fixture
def asked(chat, answer):
    """A conversation of one question."""
    chat.answers.append(answer)
    return chat


def told(chat, line):
    """What a command shows, on one line."""
    chat.out.seek(0)
    chat.out.truncate()
    run(chat, line)
    return " ".join(chat.out.getvalue().split())


def test_help_lists_every_command(chat):
    shown = told(chat, "/help")
    for name, command in COMMANDS.items():
        assert command.usage in shown
        assert command.usage.startswith(f"/{name}")
        assert command.help in shown


@pytest.mark.parametrize("argument", ["since", "/since", "SINCE"])
def test_help_of_a_command_says_how_it_is_used_and_more(chat, argument):
    shown = told(chat, f"/help {argument}")
    assert shown.startswith(f"{COMMANDS['since'].usage} {COMMANDS['since'].help} ")
    assert "August 2021, yesterday, last week" in shown
    assert "/open" not in shown


def test_help_can_be_asked_of_every_command(chat):
    assert set(MORE) <= set(COMMANDS)
    for name, command in COMMANDS.items():
        assert told(chat, f"/help {name}").startswith(f"{command.usage} {command.help}")


def test_help_of_an_unknown_command_names_the_nearest(chat):
    assert told(chat, "/help opne") == "no command /opne; did you mean /open?"
    assert told(chat, "/help xyzzy") == "no command /xyzzy; see /help"


def test_the_readme_names_every_command():
    readme = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")
    for command in COMMANDS.values():
        assert f"`{command.usage}`" in readme


def test_an_unknown_command_is_answered_with_the_nearest(chat):
    assert told(chat, "/opne 1") == "no command /opne; did you mean /open?"
    assert told(chat, "/xyzzy") == "no command /xyzzy; see /help"


def test_quit_leaves(chat):
    with pytest.raises(Leave):
        run(chat, "/QUIT")


@pytest.mark.parametrize("argument", ["1", "[1]"])
def test_open_shows_a_citation_in_its_surroundings(asked, argument):
    shown = told(asked, f"/open {argument}")
    assert f"> 27 {BLYDE}" in shown
    assert "Price told reporters" in shown
    assert "needs and deserves a solution" in shown


@pytest.mark.parametrize("argument", ["", "0", "6", "x", "-1"])
def test_open_of_no_citation_says_which_there_are(asked, argument):
    assert "/open 1 to /open 5" in told(asked, f"/open {argument}")


@pytest.mark.parametrize("name", ["open", "why", "copy", "more", "save x.md"])
def test_what_is_about_an_answer_asks_for_a_question_first(chat, name):
    assert "ask a question first" in told(chat, f"/{name}")


def test_context_says_how_many_sentences_open_shows(asked):
    assert told(asked, "/context 0") == "context 0"
    assert BLYDE in told(asked, "/open 1")
    assert "Price told reporters" not in told(asked, "/open 1")
    assert told(asked, "/context") == "context 0"
    assert told(asked, "/context many") == "context must be 0 to 100, not 'many'"


def test_why_tells_the_signals_behind_a_citation(asked):
    signals = asked.answer.citations[0].signals
    shown = told(asked, "/why 1")
    assert shown.startswith("[1] ")
    for value in (signals.coverage, signals.cosine, signals.passage_coverage, signals.reading):
        assert f" {value:.2f}" in shown
    assert "more likely than not to answer" in shown


def test_why_says_where_the_reader_read_nothing(asked):
    (first, *_) = asked.answer.citations
    unread = replace(first, signals=replace(first.signals, reading=None))
    asked.answers[-1] = replace(asked.answer, citations=(unread,))
    assert "its passage was not read" in told(asked, "/why 1")


def timed(chat, question):
    chat.answers.append(chat.session.ask(question))
    return [told(chat, f"/why {citation.rank}") for citation in chat.answer.citations]


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Who mediated the talks in 2021?", "2021 (2021-01-01 to 2021-12-31)"),
        ("Who mediated the talks before 2020?", "before 2020 (until 2020-12-31)"),
        ("Who mediated the talks since 2021?", "since 2021 (from 2021-01-01 on)"),
        ("Who mediated the talks on 2021-08-14?", "2021-08-14"),
    ],
)
def test_why_tells_which_time_was_asked_of_and_what_was_said_of_it(chat, question, days):
    shown = timed(chat, question)
    assert all(f" the question asks about {days}: " in told for told in shown)


def test_why_tells_of_each_citation_how_it_stands_to_the_time(chat):
    shown = timed(chat, "Who mediated the 2021 talks?")
    assert "its document is dated then" in shown[0]
    assert "neither the sentence nor its document states a date" in " ".join(shown)


def test_why_tells_nothing_of_time_where_none_is_asked_of(chat):
    assert "asks about" not in "".join(timed(chat, "Who led the opposition team?"))


def test_more_shows_the_next_citations_and_no_others_are_new(asked):
    before = asked.answer.citations
    shown = told(asked, "/more")
    assert [f"[{n}]" in shown for n in (5, 6, 10, 11)] == [False, True, True, False]
    assert asked.answer.citations[:5] == before
    assert len({citation.text for citation in asked.answer.citations}) == 10
    assert "no citation" not in told(asked, "/open 10")


def test_open_says_whether_the_file_of_a_citation_changed_or_is_gone(write, embedder, tmp_path):
    folder = write({"a.txt": "Ann baked the cake.", "b.txt": "Bob ate the cake."})
    index = tmp_path / "index"
    sync([folder], index, model=embedder)
    with Retriever.open(index, model=embedder, reader=None) as retriever:
        chat = Chat(Session(Settings(corpus=(str(folder),), index=str(index)), retriever), None)
        chat.out = io.StringIO()
        chat.answers.append(chat.session.ask("who baked or ate the cake?"))
        write({"a.txt": "Ann baked the bread."})
        (folder / "b.txt").unlink()
        sync([folder], index, model=embedder)
        said = [told(chat, f"/open {citation.rank}") for citation in chat.answer.citations]
    # A path that is too long for a line is folded at a slash.
    assert {line.replace("/ ", "/") for line in said} == {
        f"{folder}/a.txt:1 has changed; ask again",
        f"{folder}/b.txt:1 is gone; ask again",
    }


def test_more_says_when_there_are_no_more(chat):
    run(chat, "/in 003_75ba1bb73bf4a75d.txt")
    chat.answers.append(chat.session.ask(QUESTION))
    while "no more" not in (shown := told(chat, "/more")):
        assert len(chat.answer.citations) <= 16
    assert shown == f"no more citations than these {len(chat.answer.citations)}"


def test_copy_hands_the_sentence_with_its_place_to_the_terminal(asked, monkeypatch):
    monkeypatch.delenv("TMUX", raising=False)
    assert "cannot copy" in told(asked, "/copy 1")
    asked.session.settings = replace(asked.session.settings, is_terminal=True)
    shown = told(asked, "/copy 1")
    command, _, said = shown.partition("\x07")
    assert command.startswith("\x1b]52;c;")
    copied = base64.b64decode(command.removeprefix("\x1b]52;c;")).decode()
    assert copied.startswith(BLYDE)
    assert copied.endswith("003_75ba1bb73bf4a75d.txt:27)")
    assert said.strip() == "copied [1]"
    monkeypatch.setenv("TMUX", "x")
    assert "set-clipboard" in told(asked, "/copy 1")


def test_copy_gives_nothing_that_a_shell_would_run_by_itself(asked):
    asked.session.settings = replace(asked.session.settings, is_terminal=True)
    (first, *_) = asked.answer.citations
    asked.answers[-1] = replace(asked.answer, citations=(replace(first, text="rm\n\x1b[201~\r"),))
    command = told(asked, "/copy 1").partition("\x07")[0]
    copied = base64.b64decode(command.removeprefix("\x1b]52;c;")).decode()
    assert copied.startswith("rm \ufffd[201~ (")


def test_copy_refuses_what_terminals_do_not_take(asked):
    asked.session.settings = replace(asked.session.settings, is_terminal=True)
    (first, *_) = asked.answer.citations
    asked.answers[-1] = replace(asked.answer, citations=(replace(first, text="é" * 30_000),))
    assert "take no more than 50,000" in told(asked, "/copy 1")


def test_since_and_until_bound_what_is_asked_until_they_are_off(chat):
    assert told(chat, "/since") == "asked: all documents"
    assert told(chat, "/since 2021-08") == "asked: since 2021-08-01"
    assert told(chat, "/until 2021") == "asked: since 2021-08-01, until 2021-12-31"
    found = chat.session.ask(QUESTION)
    assert {citation.document.date for citation in found.citations} == {"2021-08-14"}
    assert told(chat, "/since -") == "asked: until 2021-12-31"
    assert told(chat, "/until off") == "asked: all documents"
    assert "not a date: 'soon'" in told(chat, "/since soon")
    assert chat.session.settings.filter == Filter()


def test_since_and_until_take_what_a_question_may_say(chat):
    chat.session.settings = replace(chat.session.settings, today=date(2021, 9, 1))
    assert told(chat, "/since last month") == "asked: since 2021-08-01"
    assert told(chat, "/until yesterday") == "asked: since 2021-08-01, until 2021-08-31"
    assert told(chat, "/until August 2020").endswith("until 2020-08-31")


def test_in_bounds_what_is_asked_to_a_file_or_folder(chat):
    assert told(chat, "/in 003_75ba1bb73bf4a75d.txt") == "asked: in 003_75ba1bb73bf4a75d.txt"
    found = chat.session.ask(QUESTION)
    assert {c.document.path[-24:] for c in found.citations} == {"003_75ba1bb73bf4a75d.txt"}
    assert "is in 'nowhere'" in told(chat, "/in nowhere")
    assert told(chat, "/in") == "asked: in 003_75ba1bb73bf4a75d.txt"
    assert told(chat, "/in off") == "asked: all documents"


def test_history_lists_the_questions_of_the_conversation(asked):
    assert told(asked, "/history") == f"1 {QUESTION}"


def test_clear_forgets_the_conversation_and_clears_the_screen(asked):
    asked.session.settings = replace(asked.session.settings, is_terminal=True)
    assert told(asked, "/clear") == "\x1b[2J\x1b[H"
    assert told(asked, "/history") == "no question yet"


@pytest.mark.parametrize("suffix", [".md", ".html", ".jsonl", ".HTML"])
def test_save_writes_the_conversation_and_overwrites_nothing(asked, tmp_path, suffix):
    asked.answers.append(replace(asked.answer, question="<script>\x1b[2J & co"))
    path = tmp_path / f"talk{suffix}"
    assert "saved 2 answers in" in told(asked, f"/save {path}")
    written = path.read_text(encoding="utf-8")
    assert "Gerardo Blyde" in written
    assert "\x1b" not in written
    if suffix == ".jsonl":
        questions = [json.loads(line)["question"] for line in written.splitlines()]
        assert questions == [QUESTION, "<script>\x1b[2J & co"]
    else:
        page = MarkdownIt().render(written) if suffix == ".md" else written
        assert "<script" not in page
        assert "&lt;script&gt;" in page
    assert "is already there" in told(asked, f"/save {path}")
    assert path.read_text(encoding="utf-8") == written


@pytest.mark.parametrize(
    "name", ["", "notes", "notes.pdf", "no/such/folder.md", "~nobody/a.md", "\0.md"]
)
def test_save_says_in_a_line_why_a_file_cannot_be_written(asked, name):
    shown = told(asked, f"/save {name}")
    assert ("/save FILE.md" in shown) != ("cannot save" in shown)


def test_sources_lists_the_documents_with_their_dates_and_titles(chat):
    shown = told(chat, "/sources")
    assert "003_75ba1bb73bf4a75d.txt · 16 sentences · 2021-08-14" in shown
    assert "Venezuelan officials, opposition leaders negotiate in Mexico" in shown
    assert shown.endswith("5 documents")


def test_sync_takes_in_what_is_new_and_status_shows_it(write, embedder, tmp_path, capsys):
    folder = write({"a.txt": "Ann baked the cake."})
    sync([folder], tmp_path / "index", model=embedder)
    with Retriever.open(tmp_path / "index", model=embedder, reader=None) as retriever:
        settings = Settings(corpus=(str(folder),), index=str(tmp_path / "index"))
        chat = Chat(Session(settings, retriever), io.StringIO())
        write({"b.txt": "Bob ate it."})
        assert "documents 1 in 1 file " in told(chat, "/status")
        assert told(chat, "/sync") == ""
        assert "1 added" in capsys.readouterr().err
        assert "b.txt · 1 sentence " in told(chat, "/sources")
        assert chat.documents == 2
        assert "documents 2 in 2 files" in told(chat, "/status")


def test_set_lists_and_changes_the_settings(chat):
    assert "k 5 citations per answer (1 to 100)" in told(chat, "/set")
    assert told(chat, "/set k 2") == "k 2"
    assert len(chat.session.ask(QUESTION).citations) == 2
    assert told(chat, "/set format=jsonl") == "format jsonl"
    assert json.loads(chat.session.render(chat.session.ask(QUESTION)))["answered"]
    assert told(chat, "/set vi on") == "vi on"
    assert told(chat, "/set color off") == "color off"
    assert told(chat, "/set k") == "k 2"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("k 0", "k must be 1 to 100, not '0'"),
        ("k many", "k must be 1 to 100, not 'many'"),
        ("k 99999999999", "not '99999999999'"),
        ("vi maybe", "vi must be on or off, not 'maybe'"),
        ("colour on", "did you mean color?"),
        ("xyzzy 1", "choose from k, context, format"),
    ],
)
def test_set_says_what_there_is_to_set(chat, typed, complaint):
    assert complaint in told(chat, f"/set {typed}")
