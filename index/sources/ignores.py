"""What the .gitignore files around a file say of it."""

import os
from dataclasses import dataclass

from index.sources.freshness import opened
from index.sources.globs import MAX_PATTERNS, Globs

FILE_NAME = ".gitignore"
GIT_NAME = ".git"
MAX_BYTES = 100_000
"""Of a .gitignore file."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """One .gitignore file."""

    folder: str
    """That it stands in: absolute, ending with a slash."""
    globs: Globs


@dataclass(frozen=True, slots=True)
class Ignores:
    """The .gitignore files that have a say in a folder, the outermost first."""

    rules: tuple[_Rules, ...] = ()

    @property
    def patterns(self) -> int:
        """How many there are."""
        return sum(len(rules.globs) for rules in self.rules)

    def ignore(self, path: str) -> bool:
        """Whether a file or folder in that folder is ignored; the nearest that tells tells.

        `path`: absolute, with a slash at its end where it is a folder's.
        """
        for rules in reversed(self.rules):
            told = rules.globs.tell(path[len(rules.folder) :].replace(os.sep, "/"))
            if told is not None:
                return told
        return False


NONE = Ignores()


def around(folder: str) -> Ignores:
    """What has a say in a folder, named as a root, from outside of it.

    That are the .gitignore files of the folders above it up to the root of the git repository
    that it lies in. None has where one of them ignores the folder itself: it was named all the
    same.
    """
    above = [folder]
    while not os.path.lexists(os.path.join(above[-1], GIT_NAME)):
        parent = os.path.dirname(above[-1])
        if parent == above[-1]:
            return NONE
        above.append(parent)
    ignores = NONE
    for outer, inner in zip(above[:0:-1], above[-2::-1], strict=True):
        ignores, _ = within(ignores, outer)
        if ignores.ignore(os.path.join(inner, "")):
            return NONE
    return ignores


def within(outer: Ignores, folder: str) -> tuple[Ignores, str | None]:
    """What has a say in a folder that may have a .gitignore file, with what was wrong with that."""
    path = os.path.join(folder, FILE_NAME)
    try:
        with open(path, "rb", opener=opened) as stream:
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
