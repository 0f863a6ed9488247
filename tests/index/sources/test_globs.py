import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from index.sources.globs import MAX_CHARS, MAX_PATTERNS, Globs, fault, literal, refusal


@pytest.mark.parametrize(
    ("line", "matched", "unmatched"),
    [
        ("*.log", ["a.log", "x/y/a.log", "a.log/"], ["a.log.txt", "x/a"]),
        ("build/", ["build/", "x/build/"], ["build", "build/a.txt"]),
        ("/build", ["build", "build/"], ["x/build"]),
        ("x/*.txt", ["x/a.txt"], ["x/y/a.txt", "z/x/a.txt"]),
        ("x/**", ["x/a", "x/y/a", "x/y/"], ["x/", "x"]),
        ("**/x", ["x", "a/b/x"], ["xx"]),
        ("a/**/b", ["a/b", "a/x/y/b"], ["a/bb", "x/a/b"]),
        ("*", ["a", "x/", "x/a"], []),
        ("**/", ["x/", "x/y/"], ["a", "x/a"]),
        ("[!a]?.txt", ["bc.txt"], ["ac.txt", "b.txt"]),
        ("\\#a", ["#a"], ["a", "\\#a"]),
        ("# a", [], ["# a", "a"]),
        ("a b ", ["a b"], ["a b "]),
        ("", [], ["a"]),
    ],
)
def test_a_pattern_matches_what_gitignore_says(line, matched, unmatched):
    globs = Globs([line])
    assert [path for path in matched if globs.decide(path) is not True] == []
    assert [path for path in unmatched if globs.decide(path) is not None] == []


def test_the_last_pattern_that_matches_decides():
    globs = Globs(["*.txt", "!keep*", "keep-not.txt"])
    told = {path: globs.decide(path) for path in ("a.txt", "keep.txt", "keep-not.txt", "a.md")}
    assert told == {"a.txt": True, "keep.txt": False, "keep-not.txt": True, "a.md": None}


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("*a" * 40 + "b", "a" * 255),
        ("*" * 900 + "b", "a" * 255),
        ("**/a/" * 40 + "b", "a/" * 1_500 + "c"),
        ("*a*a*ab", "a" * 255),
        ("*[]a]" * 40 + "b", "a" * 255),
        ("*[!]b]" * 40 + "b", "a" * 255),
        ("*\\a" * 40 + "b", "a" * 255),
        ("?*" * 100 + "b", "a" * 255),
        ("**/a/**/b", "a/" * 1_500 + "c"),
        ("x" * 50_000, "x"),
    ],
)
def test_no_pattern_takes_long(line, path):
    began = time.process_time()
    assert Globs([line]).decide(path) is None
    assert time.process_time() - began < 2


def test_faulty_patterns_are_counted_and_match_nothing():
    globs = Globs(["a/**/**/**/b", "x" * (MAX_CHARS + 1), "good", "# comment"])
    assert globs.faulty == 2
    assert globs.decide("a/x/b") is None
    assert globs.decide("good") is True


def test_patterns_beyond_the_limit_are_ignored():
    """Without the limit, nine thousand of these took a minute for one name of 240 letters."""
    lines = [f"*a*a*{{{number}}}" for number in range(9_000)]
    globs = Globs(["# hostile", "", *lines])
    assert (len(globs), globs.faulty) == (MAX_PATTERNS, 9_000 - MAX_PATTERNS)
    began = time.process_time()
    assert globs.decide("a" * 240) is None
    assert time.process_time() - began < 1


NAMES = st.text(st.sampled_from("ab.-"), max_size=12)


@given(
    st.lists(st.sampled_from(["a", "b", ".", "-", "*", "?", "[ab]"]), min_size=1, max_size=7), NAMES
)
def test_stars_match_what_the_library_says_they_match(parts, name):
    line = "".join(parts)
    if set(line) == {"*"}:  # the library would have these match a part of a path
        return
    said = GitIgnoreSpecPattern(line).match_file(name)
    assert (Globs([line]).decide(name) is True) == (said is not None)


def test_a_glob_that_a_person_gives_is_refused_with_the_reason():
    assert "longer than 1,000 characters" in refusal("x" * 1_001)
    assert "begins with" in refusal("!a")
    for nothing in ("", " ", "/", "[b-a]", "[[:alpha:]]", "[[a]", "[a--b]", "[a&&b]"):
        assert refusal(nothing)
    for sound in ("*.md", "#a", "drafts/", "a b", "é*", "\udce9"):
        assert refusal(sound) is None
    assert Globs([literal("#a")]).decide("#a") is True


def test_only_patterns_that_the_library_refuses_too_have_a_fault():
    assert [
        line
        for line in ("*.md", "!x", "a/**/b", "**", "a**b", "\\!x", "[", "a--b[c]")
        if fault(line)
    ] == []


@given(st.text(st.sampled_from("ab[]!^-&|~*?/\\:. #\0\n\udce9é{}()+$"), max_size=12))
def test_no_line_is_an_error_nor_a_warning(line):
    assert Globs([line]).decide("a/b") in (True, False, None)
