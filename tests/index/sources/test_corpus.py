import os
import socket

import pytest

from index.errors import Action, CorpusError
from index.sources.corpus import (
    Root,
    contains,
    list_names,
    named_path,
    no_document,
    roots,
    walk,
)
from index.sources.selection import Selection


def shown(listing):
    return [file.shown for file in listing.files]


def reasons(listing):
    return {remark.path: remark.text for remark in listing.skipped}


def test_a_path_named_twice_is_one_root_under_its_first_name(write, monkeypatch):
    folder = write({"a.txt": "A."})
    monkeypatch.chdir(folder.parent)
    (root,) = roots(["docs", folder, "docs/", "./docs/../docs"])
    assert root == Root(str(folder.resolve()), "docs")


def test_roots_stay_in_the_order_they_were_named(write):
    folder = write({"b.txt": "B.", "a.txt": "A."})
    named = [folder / "b.txt", str(folder / "a.txt")]
    assert [root.named for root in roots(named)] == [str(path) for path in named]


def test_a_root_that_is_a_link_is_where_it_leads(write, tmp_path):
    folder = write({"a.txt": "A."})
    link = tmp_path / "link"
    link.symlink_to(folder)
    (root,) = roots([link])
    assert root == Root(str(folder.resolve()), str(link))
    assert shown(walk([root])) == [f"{link}/a.txt"]


def test_no_path_is_no_corpus():
    with pytest.raises(CorpusError, match="no corpus"):
        roots([])


@pytest.mark.parametrize("path", ["nowhere", "a\0b", "~nobody-of-that-name/docs", "x" * 300])
def test_a_path_that_leads_nowhere_is_named_in_the_error(path):
    with pytest.raises(CorpusError) as caught:
        roots([path])
    assert repr(path) in str(caught.value)


def test_a_link_to_itself_is_an_error_that_names_it(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(CorpusError, match="loop"):
        roots([tmp_path / "loop"])


def test_one_path_in_place_of_a_list_is_a_mistake():
    with pytest.raises(ValueError, match="list of paths"):
        roots("docs")


def test_files_come_sorted_within_their_folders_and_folders_after_files(write):
    folder = write({"b.txt": "", "a.txt": "", "sub/z.txt": "", "sub/a.txt": "", "old/x.md": ""})
    assert [os.path.relpath(path, folder) for path in shown(walk(roots([folder])))] == [
        "a.txt",
        "b.txt",
        "old/x.md",
        "sub/a.txt",
        "sub/z.txt",
    ]


def test_files_are_shown_as_the_corpus_was_named(write, monkeypatch):
    folder = write({"a.txt": "", "sub/b.txt": ""})
    monkeypatch.chdir(folder.parent)
    assert shown(walk(roots(["docs/"]))) == ["docs/a.txt", "docs/sub/b.txt"]
    assert shown(walk(roots(["./docs/sub", "docs/a.txt"]))) == ["./docs/sub/b.txt", "docs/a.txt"]


def test_a_file_in_two_roots_is_listed_once_under_the_first(write, monkeypatch):
    folder = write({"a.txt": "", "sub/b.txt": ""})
    monkeypatch.chdir(folder)
    assert shown(walk(roots(["sub", ".", "a.txt"]))) == ["sub/b.txt", "./a.txt"]


def test_hidden_files_and_folders_are_passed_over(write):
    folder = write({".secret.txt": "", ".git/config.txt": "", "a.txt": ""})
    listing = walk(roots([folder]))
    assert shown(listing) == [f"{folder}/a.txt"]
    assert listing.skipped == ()


def test_a_hidden_file_that_is_named_is_taken(write):
    folder = write({".secret.txt": ""})
    assert shown(walk(roots([folder / ".secret.txt"]))) == [f"{folder}/.secret.txt"]


def test_links_are_not_followed_but_reported(write, tmp_path):
    outside = write({"x.txt": ""}, "outside")
    folder = write({"a.txt": ""})
    (folder / "file.txt").symlink_to(outside / "x.txt")
    (folder / "folder").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "dangling.txt").symlink_to("nowhere")
    listing = walk(roots([folder]))
    assert shown(listing) == [f"{folder}/a.txt"]
    links = {f"{folder}/{name}" for name in ("file.txt", "folder", "loop", "dangling.txt")}
    assert reasons(listing) == dict.fromkeys(links, "a symbolic link")


def test_a_pipe_is_not_waited_for(write):
    folder = write({"a.txt": ""})
    os.mkfifo(folder / "pipe.txt")
    listing = walk(roots([folder]))
    assert shown(listing) == [f"{folder}/a.txt"]
    assert reasons(listing) == {f"{folder}/pipe.txt": "not a regular file"}


def test_a_name_that_is_not_utf_8_is_reported_in_letters_that_can_be_printed(write):
    folder = write({"a.txt": ""})
    with open(os.path.join(os.fsencode(folder), b"caf\xe9.txt"), "w"):
        pass
    listing = walk(roots([folder]))
    assert shown(listing) == [f"{folder}/a.txt"]
    assert reasons(listing) == {f"{folder}/caf\ufffd.txt": "its name is not UTF-8"}


def test_a_folder_that_cannot_be_listed_is_reported_and_its_content_unknown(
    open_path, unprivileged
):
    with unprivileged():
        (open_path / "docs" / "shut").mkdir(parents=True)
        (open_path / "docs" / "a.txt").touch()
        (open_path / "docs" / "shut").chmod(0)
        listing = walk(roots([open_path / "docs"]))
    assert shown(listing) == [f"{open_path}/docs/a.txt"]
    assert reasons(listing) == {f"{open_path}/docs/shut": "folder: Permission denied"}
    assert list(listing.unreadable) == [f"{open_path}/docs/shut"]


def test_a_folder_that_can_be_listed_but_not_entered_has_unknown_content(open_path, unprivileged):
    with unprivileged():
        folder = open_path / "docs"
        folder.mkdir()
        (folder / "a.txt").touch()
        folder.chmod(0o400)
        listing = walk(roots([folder]))
        folder.chmod(0o700)
    assert listing.files == ()
    assert reasons(listing) == {f"{folder}/a.txt": "Permission denied"}
    assert any(contains(path, f"{folder}/a.txt") for path in listing.unreadable)


def test_a_folder_contains_itself_and_what_is_below_and_nothing_else():
    assert contains("/a/b", "/a/b")
    assert contains("/a/b", "/a/b/c/d")
    assert contains("/", "/a")
    assert not contains("/a/b", "/a/bc")
    assert not contains("/a/b", "/a")


def test_a_path_outside_the_corpus_keeps_its_absolute_name():
    corpus = [Root("/a/docs", "docs"), Root("/a/b.txt", "../b.txt")]
    assert named_path("/a/docs/x/y.txt", corpus) == "docs/x/y.txt"
    assert named_path("/a/b.txt", corpus) == "../b.txt"
    assert named_path("/a/other.txt", corpus) == "/a/other.txt"


def test_a_corpus_is_listed_as_it_was_named():
    assert list_names([Root("/a/my docs", "my docs"), Root("/b", "/b")]) == "'my docs', '/b'"


# What is selected


def selected(folder, **fields):
    return [
        path.removeprefix(f"{folder}/")
        for path in shown(walk(roots([folder]), Selection(**fields)))
    ]


TREE = dict.fromkeys(
    ["a.txt", "b.md", ".h.txt", ".git/c.txt", ".d/e.txt", "old/a.txt", "old/x/b.md", "new/b.md"], ""
)


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({"include": ("*.md",)}, ["b.md", "new/b.md", "old/x/b.md"]),
        ({"include": ("old",)}, ["old/a.txt", "old/x/b.md"]),
        ({"include": ("/b.md", "old/*.txt")}, ["b.md", "old/a.txt"]),
        ({"exclude": ("*.md",)}, ["a.txt", "old/a.txt"]),
        ({"exclude": ("old/",)}, ["a.txt", "b.md", "new/b.md"]),
        ({"include": ("*.md",), "exclude": ("x", "/b.md")}, ["new/b.md"]),
        ({"hidden": True, "exclude": ("old", "new")}, [".h.txt", "a.txt", "b.md", ".d/e.txt"]),
        ({"hidden": True, "include": (".d",)}, [".d/e.txt"]),
        ({"include": ("nothing",)}, []),
    ],
)
def test_globs_are_relative_to_the_folder_named_and_one_without_a_slash_is_a_name(
    write, fields, taken
):
    assert selected(write(TREE), **fields) == taken


def test_a_file_that_is_named_is_taken_whatever_is_selected(write):
    folder = write({"a.txt": ""})
    assert shown(walk(roots([folder / "a.txt"]), Selection(exclude=("*",), include=("b",)))) == [
        f"{folder}/a.txt"
    ]


def test_what_is_left_out_is_reported_only_in_the_error_of_an_empty_corpus(write):
    folder = write({"a.log": "", "b.log": "", ".h.txt": "", "c.txt": "", ".gitignore": "*.log\n"})
    listing = walk(roots([folder]), Selection(exclude=("c*",)))
    assert (listing.files, listing.skipped) == ((), ())
    error = no_document(roots([folder]), listing.skipped, listing.left_out)
    assert error.message == (
        f"no readable document in '{folder}': 2 ignored by .gitignore, 1 excluded, 2 hidden"
    )
    assert error.remedy.action is Action.SELECT_MORE
    assert sorted(error.remedy.left_out) == ["excluded", "hidden", "ignored"]


def test_folders_may_be_as_deep_as_paths_are_long(tmp_path):
    folders = [tmp_path / "docs"]
    folders += [f"{folders[0]}{'/d' * depth}" for depth in range(1, 1_801)]
    for folder in folders:
        os.mkdir(folder)
    with open(f"{folders[-1]}/a.txt", "w"):
        pass
    (file,) = walk(roots(folders[:1])).files
    os.unlink(file.path)
    for folder in reversed(folders):  # deeper than what clears up after tests can go
        os.rmdir(folder)


def test_sockets_and_devices_are_not_opened(write):
    folder = write({"a.txt": ""})
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.txt"))
    assert reasons(walk(roots([folder]))) == {f"{folder}/socket.txt": "not a regular file"}


def test_a_folder_whose_name_is_not_utf_8_is_reported_once(write):
    folder = write({"a.txt": ""})
    odd = os.path.join(os.fsencode(folder), b"caf\xe9")
    os.mkdir(odd)
    for name in (b"a.txt", b"b.txt"):
        with open(os.path.join(odd, name), "w"):
            pass
    listing = walk(roots([folder]))
    assert shown(listing) == [f"{folder}/a.txt"]
    assert reasons(listing) == {f"{folder}/caf\ufffd": "its name is not UTF-8"}
