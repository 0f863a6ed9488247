import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import qa.output
from index import Retriever
from qa import Answerer
from qa.output.printable import steers

SCHEMA = json.loads((Path(qa.output.__file__).parent / "answer.schema.json").read_text("utf-8"))
MEDIATED = "who mediated the 2021 talks?"
HOSTED = "Who hosted the 2021 negotiations?"


@pytest.fixture
def notes(home):
    """A small corpus of one's own."""
    folder = home / "notes"
    folder.mkdir()
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry to Skye was built in 1934.\n")
    (folder / "cake.txt").write_text("The cake needs three eggs. Bake it for an hour.\n")
    return folder


def citations(outcome):
    return json.loads(outcome.out)["citations"]


# One question


def test_the_json_of_an_answer_is_what_the_schema_says_and_cut_from_the_files(qa):
    outcome = qa("seeds", "-q", MEDIATED, "--json")
    assert outcome.status == 0
    jsonschema.validate(json.loads(outcome.out), SCHEMA)
    for citation in citations(outcome):
        path = Path(citation["document"]["path"])
        text = path.read_bytes().decode()
        assert text[citation["start"] : citation["end"]] == citation["text"]
        assert text[: citation["start"]].count("\n") + 1 == citation["line"]
        assert path.parts[0] == "seeds"
    assert any("Norway" in citation["text"] for citation in citations(outcome)[:3])


def test_off_a_terminal_an_answer_is_plain(qa, notes):
    outcome = qa(notes, "-q", "when was the ferry built?")
    assert outcome.out.startswith(
        f"[1] The ferry to Skye was built in 1934.\n    {notes}/ferry.md:3 · Ferry"
        " · likely the answer\n"
    )
    assert "\x1b" not in outcome.out + outcome.err


def test_a_question_that_nothing_answers_exits_with_1(qa, notes):
    outcome = qa(notes, "-q", "how do mitochondria make ATP?")
    assert outcome.status == 1
    assert outcome.out.startswith("Nothing here answers that. The nearest sentences:\n[1] ")


def test_as_many_citations_are_shown_as_asked_for(qa, notes):
    assert len(citations(qa(notes, "-q", "how many eggs?", "-k", "1", "--json"))) == 1


@pytest.mark.parametrize("form", ["plain", "rich", "json", "jsonl", "markdown"])
def test_every_format_shows_the_sentence(qa, notes, form):
    outcome = qa(notes, "-q", "how many eggs?", "--format", form)
    assert outcome.status == 0
    assert "The cake needs three eggs" in outcome.out.replace("**", "")


def test_only_documents_dated_in_the_period_are_asked(qa, home):
    for year in (2019, 2021):
        (home / f"{year}.txt").write_text(f"Date: {year}-08-14\n\nThe talks took place in {year}.")
    corpus = [home / "2019.txt", home / "2021.txt"]
    asked = [*corpus, "-q", "when did the talks take place?", "--json"]
    until = citations(qa(*asked, "--until", "2020"))
    since = citations(qa(*asked, "--since", "2021-08"))
    assert {c["document"]["date"] for c in until} == {"2019-08-14"}
    assert {c["document"]["date"] for c in since} == {"2021-08-14"}


def test_a_period_may_be_said_as_in_a_question_and_is_counted_from_the_day_given(
    qa, home, monkeypatch
):
    for year in (2019, 2021):
        (home / f"{year}.txt").write_text(f"Date: {year}-08-14\n\nThe talks took place in {year}.")
    asked = [home / "2019.txt", home / "2021.txt", "-q", "when did the talks take place?", "--json"]
    since = citations(qa(*asked, "--since", "last month", "--today", "2021-09-01"))
    assert {c["document"]["date"] for c in since} == {"2021-08-14"}
    monkeypatch.setenv("QA_TODAY", "2020-09-01")
    until = citations(qa(*asked, "--until", "yesterday"))
    assert {c["document"]["date"] for c in until} == {"2019-08-14"}
    since = citations(qa(*asked, "--since", "August 2021"))
    assert {c["document"]["date"] for c in since} == {"2021-08-14"}


def test_only_the_file_or_folder_asked_for_is_asked(qa):
    asked = ["seeds", "-q", "who led the opposition team in Mexico?", "--json"]
    (first, *_) = citations(qa(*asked))
    found = citations(qa(*asked, "--in", first["document"]["path"]))
    assert {c["document"]["path"] for c in found} == {first["document"]["path"]}
    outcome = qa(*asked, "--in", "tests")
    assert (outcome.status, outcome.err) == (2, "qa: no document of 'seeds' is in 'tests'\n")


# Questions on standard input


def test_questions_on_standard_input_are_answered_a_line_each(qa):
    outcome = qa("seeds", "--jsonl", stdin=f"{MEDIATED}\n\n{HOSTED}\n")
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert outcome.status == 0
    assert [answer["question"] for answer in answers] == [MEDIATED, HOSTED]
    assert "\x1b" not in outcome.out


def test_a_question_may_be_a_json_object_with_its_history(qa, notes):
    line = json.dumps({"question": "how many eggs?", "history": ["what does the cake need?"]})
    outcome = qa(notes, "--jsonl", stdin=f"{line}\n")
    assert json.loads(outcome.out)["question"] == "how many eggs?"


def test_a_line_that_cannot_be_asked_costs_only_its_own_answer(qa, notes):
    outcome = qa(notes, "--jsonl", stdin='how many eggs?\n{"question": 1}\n?!\n')
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert [answer["answered"] for answer in answers] == [True, False, False]
    for answer in answers:
        jsonschema.validate(answer, SCHEMA)
    assert "line 2: " in outcome.err
    assert "line 3: " in outcome.err


def test_one_answer_of_several_is_enough_for_success_and_one_error_for_failure(qa, notes):
    assert qa(notes, stdin="how do mitochondria make ATP?\nhow many eggs?\n").status == 0
    assert qa(notes, stdin="how do mitochondria make ATP?\n").status == 1
    assert qa(notes, stdin="?!\n").status == 2
    assert qa(notes, stdin="how many eggs?\n?!\nhow many eggs?\n").status == 2


def test_several_plain_answers_stand_under_their_questions(qa, notes):
    outcome = qa(notes, stdin="how many eggs?\nwhen was the ferry built?\n")
    assert outcome.out.startswith("? how many eggs?\n[1] The cake")
    assert "\n\n? when was the ferry built?\n[1] The ferry" in outcome.out


def test_no_question_at_all_is_an_error(qa, notes):
    outcome = qa(notes, stdin="\n \n")
    assert (outcome.status, outcome.out) == (2, "")
    assert "no question" in outcome.err


# The index


def test_a_second_run_embeds_nothing_and_says_nothing(qa, notes):
    first, second = (qa(notes, "-q", "how many eggs?") for _ in range(2))
    assert "2 added, 4 sentences\n" in first.err
    assert second.err == ""
    assert second.out == first.out


def test_a_file_edited_is_answered_from_as_it_is_now(qa, notes):
    qa("sync", notes)
    (notes / "cake.txt").write_text("The cake needs nine eggs.\n")
    outcome = qa(notes, "-q", "how many eggs?")
    assert "1 updated" in outcome.err
    assert outcome.out.startswith("[1] The cake needs nine eggs.")
    assert "three" not in outcome.out


def test_a_file_deleted_is_in_no_answer(qa, notes):
    qa("sync", notes)
    (notes / "cake.txt").unlink()
    outcome = qa(notes, "-q", "how many eggs?")
    assert "1 removed" in outcome.err
    assert "eggs" not in outcome.out


def test_without_sync_an_answer_from_a_changed_file_says_so(qa, notes):
    qa("sync", notes)
    (notes / "cake.txt").write_text("The cake needs nine eggs.\n")
    asked = (notes, "--no-sync", "-q", "how many eggs?")
    assert citations(qa(*asked, "--json"))[0]["stale"] is True
    assert "changed since it was indexed" in qa(*asked).out


def test_without_sync_an_answer_from_a_deleted_file_says_that_it_is_gone(qa, notes):
    qa("sync", notes)
    (notes / "cake.txt").unlink()
    asked = (notes, "--no-sync", "-q", "how many eggs?")
    assert citations(qa(*asked, "--json"))[0]["stale"] is True
    for form in ("plain", "rich", "markdown"):
        shown = " ".join(qa(*asked, "--format", form).out.split())
        assert "the file is gone" in shown
        assert "changed" not in shown


def test_sync_answers_nothing_and_says_what_it_did(qa, notes):
    first, second = qa("sync", notes), qa("sync", notes)
    assert (first.status, first.out) == (0, "")
    assert "2 added" in first.err
    assert "2 unchanged" in second.err


def test_without_a_corpus_the_one_used_last_is_asked_and_named(qa, notes, monkeypatch):
    qa(notes, "-q", "how many eggs?")
    outcome = qa("-q", "when was the ferry built?")
    assert outcome.out.startswith("[1] The ferry to Skye was built in 1934.")
    assert f"corpus: {notes}" in outcome.err


def test_an_index_is_synced_with_what_this_user_synced_it_with_before(qa, notes, home):
    theirs = home / "theirs"
    qa("sync", notes, "--index", theirs)
    qa("seeds", "-q", MEDIATED)
    (notes / "cake.txt").write_text("The cake needs nine eggs.\n")
    outcome = qa("--index", theirs, "-q", "how many eggs does the cake need?")
    assert outcome.out.startswith("[1] The cake needs nine eggs.")
    assert f"corpus: {notes}\n" in outcome.err


def test_without_a_corpus_ever_used_one_is_told_how_to_name_it(qa):
    outcome = qa("-q", "how many eggs?")
    assert outcome.status == 2
    assert "qa FOLDER" in outcome.err


def test_the_index_can_be_kept_elsewhere(qa, notes, home, monkeypatch):
    qa(notes, "-q", "how many eggs?", "--index", home / "here")
    monkeypatch.setenv("QA_INDEX", str(home / "there"))
    qa(notes, "-q", "how many eggs?")
    assert (home / "here").is_dir()
    assert (home / "there").is_dir()
    assert not (home / "data").exists()


@pytest.mark.parametrize("arguments", [["-q", "how many eggs?"], []])
def test_an_index_that_cannot_be_made_says_how_to_keep_it_elsewhere(
    qa, notes, home, monkeypatch, arguments
):
    (home / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "file"))
    command = [notes, *arguments] if arguments else ["sync", notes]
    outcome = qa(*command)
    assert (outcome.status, outcome.out, len(outcome.err.splitlines())) == (2, "", 1)
    assert outcome.err.endswith("; keep it elsewhere with --index DIR or QA_INDEX\n")
    outcome = qa(*command, "--index", home / "file" / "index")
    assert outcome.status == 2
    assert "elsewhere" not in outcome.err
    assert qa(*command, "--index", home / "index").status == 0


def test_another_model_is_refused_with_the_command_that_builds_anew(qa, notes, tmp_path):
    qa("sync", notes)
    other = tmp_path / "other-model"
    from index.models.weights import find

    source = Path(find("all-MiniLM-L6-v2", downloads=False).directory)
    other.mkdir()
    for file in source.rglob("*.*"):
        if file.is_file() and file.name != "vocab.txt":
            target = other / file.relative_to(source)
            target.parent.mkdir(exist_ok=True)
            target.symlink_to(file)
    outcome = qa(notes, "-q", "how many eggs?", "--model", other)
    assert outcome.status == 2
    assert "--rebuild" in outcome.err
    assert qa("sync", notes, "--model", other, "--rebuild").status == 0
    assert qa(notes, "-q", "how many eggs?").status == 0


# The reader


@pytest.fixture
def spoilt_reader(tiny_cross_encoder, home):
    """The directory of a reader whose weights were cut short."""
    directory = Path(shutil.copytree(tiny_cross_encoder, home / "spoilt"))
    weights = directory / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    return directory


def test_without_a_reader_the_order_is_that_of_words_and_vectors(qa, seeds_index, embedder):
    outcome = qa("seeds", "--index", seeds_index, "-q", MEDIATED, "--json", "--reader", "none")
    with Retriever.open(seeds_index, model=embedder, reader=None) as retriever:
        answer = Answerer(retriever).ask(MEDIATED)
    assert [c["text"] for c in citations(outcome)] == [c.text for c in answer.citations]
    assert {c["answer"] for c in citations(outcome)} == {None}
    assert "ordered by" not in outcome.err


def test_another_reader_puts_the_sentences_in_its_own_order(qa, notes, tiny_cross_encoder):
    asked = (notes, "-q", "how many eggs?", "--json", "-k", "4")
    plain, read = qa(*asked, "--reader", "none"), qa(*asked, "--reader", tiny_cross_encoder)
    assert read.err == ""
    texts = [[c["text"] for c in citations(outcome)] for outcome in (plain, read)]
    assert sorted(texts[0]) == sorted(texts[1])
    scores = [[c["score"] for c in citations(outcome)] for outcome in (plain, read)]
    assert scores[0] != scores[1]
    assert scores[1] == sorted(scores[1], reverse=True)


def test_a_reader_that_cannot_read_is_said_once_and_costs_no_answer(qa, notes, spoilt_reader):
    questions = "how many eggs?\nwhen was the ferry built?\nhow do mitochondria make ATP?\n"
    qa("sync", notes)
    plain = qa(notes, "--reader", "none", stdin=questions)
    outcome = qa(notes, "--reader", spoilt_reader, stdin=questions)
    assert (outcome.status, outcome.out) == (plain.status, plain.out) == (0, plain.out)
    (line,) = outcome.err.splitlines()
    assert line.startswith("ordered by words and vectors alone: ")
    assert str(spoilt_reader) in line


def test_without_a_reader_that_can_read_the_exit_status_is_as_ever(qa, notes, spoilt_reader):
    asked = (notes, "--reader", spoilt_reader, "-q")
    assert qa(*asked, "how many eggs does the cake need?").status == 0
    assert qa(*asked, "how do mitochondria make ATP?").status == 1


def test_told_to_be_quiet_it_says_nothing_of_the_reader(qa, notes, spoilt_reader):
    outcome = qa(notes, "--reader", spoilt_reader, "-q", "the cake needs eggs?", "--quiet")
    assert (outcome.status, outcome.err) == (0, "")


def test_the_environment_can_name_the_reader(qa, notes, spoilt_reader, monkeypatch):
    monkeypatch.setenv("QA_READER", str(spoilt_reader))
    assert "ordered by" in qa(notes, "-q", "how many eggs?").err
    assert qa(notes, "-q", "how many eggs?", "--reader", "none").err == ""


# What goes wrong


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["no-such-folder", "-q", "who?"], "no such file or folder: 'no-such-folder'"),
        (["seeds", "-q", ""], "the question is empty"),
        (["seeds", "-q", '?! * - "'], "holds no word"),
        (["seeds", "-q", "x" * 100_000], "100,000 characters long"),
        (["seeds", "-q", "who?", "-k", "0"], "-k"),
        (["seeds", "-q", "who?", "--format", "xml"], "--format"),
        (["seeds", "-q", "who?", "--since", "soon"], "2021-08-14"),
        (["seeds", "-q", "who?", "--today", "yesterday"], "yesterday"),
        (["seeds", "-q", "who?", "--until", "2021-02-30"], "not a date"),
        (["seeds", "-q", "who?", "--editor-uri", "vi {path}"], "--editor-uri"),
        (["seeds", "-q", "who?", "--editor-uri", "vscode://{file}"], "other fields"),
        (["seeds", "--no-such-option"], "--no-such-option"),
        (["seeds", "-q", "who?", "--index", "README.md"], "README.md"),
        (["seeds", "-q", "who?", "--index", "tests"], "not an index"),
        (["seeds", "-q", "who?", "--model", "./no-such-model"], "no-such-model"),
        (["seeds", "-q", "who?", "--reader", "./no-such-reader"], "no-such-reader"),
        (["seeds", "-q", "who?", "--reader", "no-such-reader"], "no-such-reader"),
        (["seeds", "-q", "who?", "--no-sync"], "no index"),
    ],
)
def test_bad_input_gets_one_line_and_exits_with_2(qa, arguments, complaint):
    outcome = qa(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert complaint in outcome.err
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("word", "meant"),
    [("statsu", "status"), ("Snyc", "sync"), ("docter", "doctor"), ("completions", "completion")],
)
def test_a_mistyped_subcommand_is_answered_with_the_nearest(qa, word, meant):
    for arguments in ([word, "seeds"], [word, "--repair"]):
        outcome = qa(*arguments)
        assert (outcome.status, outcome.out) == (2, "")
        assert outcome.err == f"qa: no such file or folder: {word!r} (did you mean: qa {meant}?)\n"


@pytest.mark.parametrize("word", ["./sync", "docs", "syn/c", "no-such-folder"])
def test_what_is_no_slip_of_a_subcommand_is_only_not_there(qa, home, monkeypatch, word):
    monkeypatch.chdir(home)
    assert qa(word, "-q", "who?").err == f"qa: no such file or folder: {word!r}\n"


def test_a_folder_with_nearly_the_name_of_a_subcommand_is_a_corpus(qa, notes, home, monkeypatch):
    notes.rename(home / "stats")
    monkeypatch.chdir(home)
    assert qa("stats", "-q", "how many eggs?").status == 0


@pytest.mark.parametrize(
    "question", ["NEAR(", '"eggs', "eggs*", "-eggs AND", "text:eggs OR (", "{"]
)
def test_full_text_syntax_in_a_question_is_only_words(qa, notes, question):
    first = citations(qa(notes, "-q", f"how many eggs {question}", "--json"))[0]
    assert first["text"] == "The cake needs three eggs."


def test_an_empty_folder_is_an_error(qa, home):
    (home / "empty").mkdir()
    outcome = qa(home / "empty", "-q", "who?")
    assert outcome.status == 2
    assert "no readable document" in outcome.err


def test_what_is_skipped_is_counted_with_the_reason(qa, notes):
    (notes / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (notes / "nothing.txt").write_bytes(b"")
    (notes / "table.xlsx").write_bytes(b"PK\x03\x04\x14\0")
    outcome = qa(notes, "-q", "how many eggs?")
    assert outcome.status == 0
    for reason in ("a binary file", "empty", "no reader for .xlsx files"):
        assert reason in outcome.err


def test_an_encoding_that_was_guessed_is_named(qa, notes):
    old = "Le café était fermé à Noël. Les élèves étaient déçus de cette journée-là.\n"
    (notes / "café.txt").write_bytes(old.encode("cp1252"))
    outcome = qa(notes, "-q", "le café était-il fermé à Noël ?")
    assert "read as cp125" in outcome.err
    assert "Le café était fermé à Noël." in outcome.out


def test_quiet_says_only_answers_and_errors(qa, notes):
    (notes / "nothing.txt").write_bytes(b"")
    assert qa(notes, "-q", "how many eggs?", "--quiet").err == ""


def test_help_names_every_subcommand_and_the_exit_statuses(qa):
    outcome = qa("--help")
    assert outcome.status == 0
    for part in ("qa sync", "--since", "--no-sync", "130", "2 if one could not be asked"):
        assert part in outcome.out


def test_the_version_is_that_of_the_distribution(qa):
    from importlib.metadata import version

    assert qa("--version").out == f"cited-qa {version('cited-qa')}\n"


# As a process


def process(home, *arguments, **options):
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-c", "from qa.cli import program; program()", *map(str, arguments)]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=environment, text=True, **{**pipes, **options})


def test_a_reader_that_stops_early_is_no_error(home, notes):
    running = process(home, notes, "--jsonl", stdin=subprocess.PIPE)
    running.stdout.close()
    running.stdin.write("how many eggs?\n" * 3)
    running.stdin.close()
    assert running.stderr.read().count("Traceback") == 0
    running.stderr.close()
    assert running.wait() == 141


@pytest.mark.parametrize("arguments", [["-q", "how many eggs?"], ["--help"]])
def test_an_output_that_takes_no_more_is_one_line_and_2(home, notes, arguments):
    with open("/dev/full", "w") as full:
        running = process(home, notes, "--quiet", *arguments, stdout=full)
        _, err = running.communicate(timeout=120)
    assert (running.returncode, err) == (2, "qa: cannot write: No space left on device\n")


def test_ctrl_c_while_indexing_exits_with_130_and_nothing_more(home):
    big = home / "big"
    big.mkdir()
    for number in range(300):
        sentences = (f"Sentence {i} of file {number} is here." for i in range(50))
        (big / f"{number}.txt").write_text(" ".join(sentences))
    running = process(home, "sync", big, start_new_session=True)
    index = home / "data"
    while running.poll() is None and not list(index.rglob("cited-qa.sqlite")):
        pass
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (130, "", "")


# Which files are taken


@pytest.fixture
def drafts(notes):
    """The corpus with more in it than is taken."""
    (notes / ".gitignore").write_text("drafts/\n")
    (notes / "drafts").mkdir()
    (notes / "drafts" / "cake.txt").write_text("The cake needs nine eggs.\n")
    (notes / ".secret.txt").write_text("The secret cake needs ten eggs.\n")
    return notes


@pytest.mark.parametrize(
    ("flags", "added"),
    [
        ([], 2),
        (["--no-ignore"], 3),
        (["--hidden", "--no-ignore"], 5),
        (["--include", "*.md"], 1),
        (["--include", "*.md", "--include", "cake.*"], 2),
        (["--exclude", "*.md"], 1),
    ],
)
def test_flags_say_which_files_are_taken(qa, drafts, flags, added):
    assert f"index: {added} added" in qa("sync", drafts, *flags).err


def test_a_restricted_corpus_has_an_index_of_its_own(qa, drafts):
    qa("sync", drafts)
    assert "1 added" in qa("sync", drafts, "--exclude", "*.md").err
    assert "2 unchanged" in qa("sync", drafts).err
    assert "1 unchanged" in qa("sync", drafts, "--exclude", "*.md").err


def test_without_a_corpus_the_same_files_are_taken_as_the_last_time(qa, drafts):
    qa("sync", drafts, "--include", "*.md")
    (drafts / "more.txt").write_text("More.\n")
    assert "1 unchanged" in qa("sync").err
    assert qa("-q", "how many eggs does the cake need?").status == 1


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        (["notes", "--include", "!"], "--include"),
        (["notes", "--exclude", "x" * 2_000], "longer than 1,000 characters"),
        (["notes", "--exclude", ""], "it matches nothing"),
        (["--hidden"], "select files of a corpus: name one"),
    ],
)
def test_flags_that_make_no_sense_are_an_error(qa, flags, complaint):
    outcome = qa(*flags, "-q", "who?")
    assert (outcome.status, outcome.out, len(outcome.err.splitlines())) == (2, "", 1)
    assert complaint in outcome.err


# Documents and names that would steer a terminal

STEERING = "\x1b]0;owned\x07\x1b[2J\x9b1m\u202e\u2028\U000e0041\r\x08\x7f"


def is_clean(text):
    """Whether a terminal is told nothing by a text but to show it."""
    return not {c for c in text if c != "\n" and steers(c)} and "\ufffd" in text


@pytest.fixture
def hostile(home):
    """A corpus whose every name and text is hostile."""
    folder = home / f"docs{STEERING}"
    (folder / f"sub{STEERING}").mkdir(parents=True)
    text = f"---\ntitle: 'Cake{STEERING}'\n---\n\nThe cake {STEERING} needs three eggs.\n"
    (folder / f"sub{STEERING}" / f"cake{STEERING}.md").write_bytes(text.encode())
    (folder / f"odd{STEERING}.png").touch()
    (folder / f"link{STEERING}").symlink_to("nowhere")
    return folder


@pytest.mark.parametrize("form", ["plain", "rich", "json", "jsonl", "markdown"])
def test_nothing_in_names_documents_and_questions_steers_a_terminal(qa, hostile, form):
    outcome = qa(hostile, "--format", form, stdin=f"how many {STEERING} eggs?\n?!{STEERING}\n")
    assert outcome.status == 0
    assert is_clean(outcome.err)
    if form.startswith("json"):
        assert not {c for c in outcome.out if c != "\n" and steers(c)}
    else:
        assert is_clean(outcome.out)
    assert "three eggs" in outcome.out.replace("**", "")


def test_json_gives_hostile_names_exactly(qa, hostile):
    (citation, *_) = citations(qa(hostile, "-q", "how many eggs?", "--json"))
    path = hostile / f"sub{STEERING}" / f"cake{STEERING}.md"
    assert citation["document"]["path"] == str(path)
    text = path.read_bytes().decode()
    assert text[citation["start"] : citation["end"]] == citation["text"]


@pytest.mark.parametrize(
    "arguments",
    [
        [f"nowhere{STEERING}", "-q", "who?"],
        ["seeds", "-q", "who?", "--model", f"./none{STEERING}"],
        ["seeds", "-q", "who?", "--model", f"none{STEERING}"],
        ["seeds", "-q", "who?", "--reader", f"none{STEERING}"],
        ["seeds", "-q", "who?", "--index", f"README.md/{STEERING}"],
        ["seeds", "-q", "who?", "--format", STEERING],
        ["seeds", "-q", "who?", "--since", STEERING],
        ["seeds", "-q", "who?", "--include", f"!{STEERING}"],
        ["seeds", f"--none{STEERING}"],
    ],
)
def test_an_error_repeats_nothing_that_steers_a_terminal(qa, arguments):
    outcome = qa(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert not {c for c in outcome.err if c != "\n" and steers(c)}
    assert len(outcome.err.splitlines()) == 1


def test_an_index_kept_under_a_hostile_name_is_named_without_harm(qa, hostile):
    qa("sync", hostile)
    outcome = qa("-q", "how many eggs?")
    assert outcome.out.startswith("[1] ")
    assert is_clean(outcome.err)


# What no user should see


@pytest.mark.parametrize("question", ["what happened in ſeptember 2021?", "ſince laſt year?"])
def test_odd_letters_in_a_question_are_no_error(qa, question):
    outcome = qa("seeds", "-q", question, "--json")
    assert outcome.status in (0, 1)
    assert json.loads(outcome.out)["question"] == question


def test_one_odd_question_does_not_end_the_others(qa):
    lines = ["what happened in ſeptember 2021?", json.dumps({"question": "\ud800 who?"}), MEDIATED]
    outcome = qa("seeds", "--jsonl", stdin="\n".join(lines))
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert [each["question"] for each in answers] == [lines[0], "? who?", MEDIATED]


def test_half_a_character_comes_back_as_a_question_mark(qa):
    line = json.dumps({"question": "who mediated the \ud800 talks?", "history": ["\udfff"]})
    outcome = qa("seeds", "--jsonl", stdin=line)
    assert "\\ud8" not in outcome.out
    assert json.loads(outcome.out)["question"] == "who mediated the ? talks?"


def gone(tmp_path, monkeypatch):
    """Makes the working directory one that does not exist any more."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()


@pytest.mark.parametrize("arguments", [[".", "-q", "who?"], ["notes", "-q", "who?"], ["sync", "."]])
def test_a_working_directory_that_was_deleted_is_one_line(qa, tmp_path, monkeypatch, arguments):
    gone(tmp_path, monkeypatch)
    outcome = qa(*arguments)
    assert outcome.status == 2
    assert outcome.err == "qa: the working directory does not exist any more; change to another\n"


def test_without_a_working_directory_what_is_named_in_full_is_asked(qa, notes, monkeypatch):
    gone(notes, monkeypatch)
    assert "1934" in qa(notes, "-q", "when was the ferry built?").out
    assert "1934" in qa("-q", "when was the ferry built?").out


def test_an_error_that_nobody_foresaw_is_one_line_and_a_traceback_for_who_asks(
    qa, notes, monkeypatch
):
    def fail(*arguments, **options):
        raise KeyError("odd")

    monkeypatch.setattr("qa.answerer.resolve", fail)
    outcome = qa(notes, "-q", "when was the ferry built?")
    assert outcome.status == 2
    assert outcome.err.splitlines()[-1] == (
        "qa: internal error: KeyError: 'odd'; please report it, with QA_DEBUG=1 set"
    )
    monkeypatch.setenv("QA_DEBUG", "1")
    with pytest.raises(KeyError):
        qa(notes, "-q", "when was the ferry built?")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(24, "Too many open files", "/x/y"), "Too many open files: '/x/y'"),
        (MemoryError(), "out of memory"),
        (RuntimeError("can't start new thread"), "cannot start a thread"),
    ],
)
def test_what_the_system_refuses_is_one_line(qa, notes, monkeypatch, error, said):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr("qa.answerer.resolve", fail)
    outcome = qa(notes, "-q", "when was the ferry built?")
    assert outcome.status == 2
    assert outcome.err.splitlines()[-1].startswith(f"qa: {said}")


# What is left out


def test_how_much_a_gitignore_keeps_out_is_said(qa, notes):
    (notes / ".gitignore").write_text("*.pdf\n")
    (notes / "a.pdf").write_bytes(b"")
    line = "1 file or folder ignored by .gitignore; --no-ignore includes them"
    assert line in qa("sync", notes).err
    assert line in qa("sync", notes).err
    assert line not in qa(notes, "-q", "when was the ferry built?").err
    assert f"ignored     {line}\n" in qa("status", notes).out
    assert json.loads(qa("status", notes, "--json").out)["left_out"]["ignored"] == 1


def test_a_folder_with_indexed_files_that_cannot_be_read_any_more_is_said(qa, notes, monkeypatch):
    (notes / "sub").mkdir()
    (notes / "sub" / "a.txt").write_text("The bridge is old.")
    qa("sync", notes)
    scan = os.scandir

    def failing(path):
        if str(path).rstrip("/").endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr("os.scandir", failing)
    outcome = qa(notes, "-q", "when was the ferry built?")
    assert outcome.status == 0
    assert f"cannot check {notes}/sub: folder: Permission denied" in outcome.err
