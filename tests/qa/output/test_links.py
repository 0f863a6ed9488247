import os
import re
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document
from qa.answers import Citation
from qa.output.links import address, check_template


def cited(path, *, stale=False, page=None):
    document = Document(path, "", None, "0" * 64)
    return Citation(1, 0.5, "x", 0, 1, 7, None, "", "", document, stale, (), page)


def test_a_link_leads_to_the_file_on_this_machine(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    linked = address(cited("notes/a b.txt"))
    assert linked == f"file://{socket.gethostname()}{os.path.realpath(tmp_path)}/notes/a%20b.txt"


def test_a_corpus_named_by_a_link_or_the_home_is_followed_to_its_files(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "named").symlink_to("real")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert address(cited("~/named/a.txt")).endswith(f"{os.path.realpath(tmp_path)}/real/a.txt")


@pytest.mark.parametrize(
    ("template", "linked"),
    [
        ("vscode://file/{path}:{line}", "vscode://file/n/a%3Ab.txt:7"),
        ("vscode://file{path}:{line}", "vscode://file/n/a%3Ab.txt:7"),
        ("txmt://open?url=file://{path}&line={line}", "txmt://open?url=file:///n/a%3Ab.txt&line=7"),
        ("file:///{path}", "file:///n/a%3Ab.txt"),
        ("idea://open?file={path}", "idea://open?file=/n/a%3Ab.txt"),
    ],
)
def test_an_editor_is_sent_to_the_line(template, linked):
    assert address(cited("/n/a:b.txt"), check_template(template)) == linked


def test_an_editor_is_not_sent_to_a_page():
    assert address(cited("/n/a.pdf", page=3), "vscode://file{path}:{line}").startswith("file://")


def test_a_file_that_changed_or_may_not_be_looked_at_has_no_link():
    assert address(cited("/etc/passwd", stale=True)) == ""


@pytest.mark.parametrize("name", ["a\x1b\\b", "a\x07b", "a\x9cb", "a\nb", "a\x00b", "a\u202eb"])
def test_a_name_that_steers_has_no_link(name):
    assert address(cited(name)) == ""


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_name_ends_the_sequence_or_names_a_scheme(name):
    linked = address(cited(f"/n/{name}"), "x-edit:{path}?line={line}")
    assert re.fullmatch(r"(x-edit:/[A-Za-z0-9_.~%/-]*\?line=7)?", linked)


@pytest.mark.parametrize(
    "template",
    [
        "",
        "/usr/bin/vi {path}",
        "{path}:{line}",
        "vscode://file/{line}",
        "vscode://file/{path}:{column}",
        "vscode://file/{path!r}",
        "vscode://file/{path:>9}",
        "vscode://file/{path.x}",
        "vscode://file/{0}{path}",
        "vscode://file/{path",
        "vscode://file/{path} {line}",
        "vscode://file/{path}\x1b\\",
        "vscode://file/{path}é",
    ],
)
def test_a_template_that_makes_no_address_is_refused(template):
    with pytest.raises(ValueError, match=r"scheme|character|field|expected"):
        check_template(template)
