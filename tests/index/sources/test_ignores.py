import random
import shutil
import subprocess

import pytest

from index.sources.corpus import roots, walk
from index.sources.ignores import MAX_BYTES
from index.sources.selection import Selection


def found(folder, *named, **selected):
    """The files of a corpus, relative to a folder."""
    listing = walk(roots(named or [folder]), Selection(**selected))
    return sorted(file.path.removeprefix(f"{folder.resolve()}/") for file in listing.files)


def remarks(folder):
    return {remark.path: remark.text for remark in walk(roots([folder])).skipped}


def test_what_gitignore_names_is_passed_over_without_a_remark(write):
    folder = write({".gitignore": "*.log\nbuild/\n", "a.txt": "", "a.log": "", "build/b.txt": ""})
    assert found(folder) == ["a.txt"]
    assert remarks(folder) == {}
    assert found(folder, ignored=True) == ["a.log", "a.txt", "build/b.txt"]


def test_the_gitignore_nearest_to_a_file_decides(write):
    folder = write(
        {
            ".gitignore": "*.txt\n",
            "a.txt": "",
            "sub/.gitignore": "!*.txt\nb.txt\n",
            "sub/a.txt": "",
            "sub/b.txt": "",
        }
    )
    assert found(folder) == ["sub/a.txt"]


def test_nothing_in_an_ignored_folder_can_be_taken_back(write):
    folder = write({".gitignore": "sub/\n!sub/a.txt\n", "sub/a.txt": "", "b.txt": ""})
    assert found(folder) == ["b.txt"]


def test_all_in_a_folder_but_one_kind_can_be_ignored(write):
    ignore = "sub/**\n!sub/**/\n!sub/**/*.md\n"
    folder = write({".gitignore": ignore, "sub/a.txt": "", "sub/x/a.md": "", "sub/x/b.txt": ""})
    assert found(folder) == ["sub/x/a.md"]


def test_rules_apply_up_to_the_root_of_the_repository_and_not_above(write):
    base = write({".gitignore": "*.txt\n", "repo/.gitignore": "b.*\n", "repo/docs/a.txt": ""})
    write({"a.md": "", "b.md": ""}, "docs/repo/docs")
    (base / "repo" / ".git").mkdir()
    assert found(base / "repo" / "docs") == ["a.md", "a.txt"]
    (base / "repo" / ".git").rmdir()
    assert found(base / "repo" / "docs") == ["a.md", "a.txt", "b.md"]


def test_a_repository_within_the_corpus_has_rules_of_its_own(write):
    folder = write({".gitignore": "*.txt\n", "a.txt": "", "other/a.txt": "", "other/.git/x": ""})
    assert found(folder) == ["other/a.txt"]


def test_what_is_named_is_taken_though_it_is_ignored(write):
    folder = write({".gitignore": "*.log\nbuild/\n", "a.log": "", "build/b.txt": ""})
    (folder / ".git").mkdir()
    assert found(folder, folder / "a.log", folder / "build") == ["a.log", "build/b.txt"]


def test_a_gitignore_that_cannot_be_obeyed_is_reported(write, tmp_path):
    folder = write(
        {
            "a.txt": "",
            "big/.gitignore": b"*\n" * MAX_BYTES,
            "big/a.txt": "",
            "odd/.gitignore": "a/**/**/**/b\n*.log\n",
            "odd/a.log": "",
        }
    )
    (tmp_path / "rules").write_text("*.txt\n")
    (folder / ".gitignore").symlink_to(tmp_path / "rules")
    assert found(folder) == ["a.txt", "big/a.txt"]
    assert remarks(folder) == {
        f"{folder}/.gitignore": "not obeyed: a symbolic link",
        f"{folder}/big/.gitignore": "not obeyed: larger than 100,000 bytes",
        f"{folder}/odd/.gitignore": "1 of its lines cannot be obeyed",
    }


def test_a_gitignore_may_have_a_mark_windows_line_ends_and_names_that_are_not_utf_8(write):
    folder = write({".gitignore": b"\xef\xbb\xbfa.txt\r\ncaf\xe9.*\r\n", "a.txt": "", "b.txt": ""})
    assert found(folder) == ["b.txt"]


NAMES = ["a", "b", "a.txt", "b.log", "x"]
PARTS = "a b * ** *.txt x ? [ab] a* b.log [!a] *b* \\a".split()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("seed", range(40))
def test_the_files_taken_are_those_that_git_would_take(write, seed):
    chance = random.Random(seed)
    files = {"/".join(chance.choice(NAMES) for _ in range(chance.randint(1, 4))) for _ in range(12)}
    whole = [f for f in files if not any(other.startswith(f"{f}/") for other in files)]
    places = ["", *{f.rpartition("/")[0] + "/" for f in whole if "/" in f}]
    rules = {}
    for place in chance.sample(sorted(places), min(len(places), 2)):
        lines = [
            chance.choice(["", "", "!"])
            + chance.choice(["", "", "/"])
            + "/".join(chance.choice(PARTS) for _ in range(chance.randint(1, 3)))
            + chance.choice(["", "", "/"])
            for _ in range(chance.randint(1, 5))
        ]
        rules[f"{place}.gitignore"] = "\n".join(
            line for line in lines if line.split("/").count("**") < 3
        )
    folder = write(dict.fromkeys(whole, "") | rules)
    subprocess.run(["git", "init", "-q", folder], check=True)
    command = ["git", "-C", folder, "ls-files", "-oz", "--exclude-per-directory=.gitignore"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    theirs = {name for name in listed.split("\0") if name and ".gitignore" not in name}
    assert set(found(folder)) == theirs
