"""Which files .gitignore files leave out."""

import os
from dataclasses import dataclass

from index.sources.freshness import open_regular
from index.sources.globs import MAX_PATTERNS, Globs

FILE_NAME = ".gitignore"
GIT_NAME = ".git"
MAX_BYTES = 100_000
"""Of a .gitignore file."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """One .gitignore file."""

    folder: str
    """The folder that it stands in: absolute, ending with a slash."""
    globs: Globs


@dataclass(frozen=True, slots=True)
class Ignores:
    """The .gitignore files that apply in a folder, the outermost first."""

    rules: tuple[_Rules, ...] = ()

    @property
    def patterns(self) -> int:
        """Number of patterns in them."""
        return sum(len(rules.globs) for rules in self.rules)

    def ignores(self, path: str) -> bool:
        """Whether a file or folder in that folder is ignored: the file nearest to it decides.

        `path`: absolute, with a slash at its end for a folder.
        """
        for rules in reversed(self.rules):
            is_ignored = rules.globs.decide(path[len(rules.folder) :].replace(os.sep, "/"))
            if is_ignored is not None:
                return is_ignored
        return False


NONE = Ignores()


def read_above(folder: str) -> Ignores:
    """The .gitignore files above a root folder, up to the root of its git repository.

    No file applies if one of them ignores the folder itself, because a person named it.
    """
    above = [folder]
    while not os.path.lexists(os.path.join(above[-1], GIT_NAME)):
        parent = os.path.dirname(above[-1])
        if parent == above[-1]:
            return NONE
        above.append(parent)
    ignores = NONE
    for outer, inner in zip(above[:0:-1], above[-2::-1], strict=True):
        ignores, _ = read_in(ignores, outer)
        if ignores.ignores(os.path.join(inner, "")):
            return NONE
    return ignores


def read_in(outer: Ignores, folder: str) -> tuple[Ignores, str | None]:
    """The .gitignore files that apply in a folder: `outer`, and its own if it has one.

    The second value says what is wrong with its own file, or None.
    """
    path = os.path.join(folder, FILE_NAME)
    try:
        with open(path, "rb", opener=open_regular) as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return outer, None
    except OSError as error:
        link = os.path.islink(path)
        reason = "a symbolic link" if link else error.strerror or str(error)
        return outer, f"not obeyed: {reason}"
    if len(data) > MAX_BYTES:
        return outer, f"not obeyed: larger than {MAX_BYTES:,} bytes"
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines = (line.removesuffix("\r") for line in text.split("\n"))
    globs = Globs(lines, MAX_PATTERNS - outer.patterns)
    wrong = f"{globs.faulty} of its lines cannot be obeyed" if globs.faulty else None
    return Ignores((*outer.rules, _Rules(os.path.join(folder, ""), globs))), wrong
