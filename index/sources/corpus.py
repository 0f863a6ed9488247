"""The files of a corpus: the files and folders that a person named, walked in a fixed order."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Literal, NamedTuple

from index.errors import Action, CorpusError, Remedy
from index.sources import ignores
from index.sources.freshness import Stamp, stamp
from index.sources.ignores import Ignores
from index.sources.selection import DEFAULT_SELECTION, Choice, Selection

Why = Literal["hidden", "ignored", "excluded"]

WHYS: dict[Why, str] = {
    "ignored": "ignored by .gitignore",
    "excluded": "excluded",
    "hidden": "hidden",
}
"""The reasons why files and folders are left out, as an error states them."""

MAX_PATTERNS = 20_000
"""In all .gitignore files of a corpus. Compiling this many takes about 15 s."""


@dataclass(frozen=True, slots=True)
class Root:
    """One file or folder of a corpus."""

    path: str
    """Absolute, symbolic links resolved."""
    named: str
    """The path as a person named it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell people about a file or folder of the corpus, such as why it was skipped."""

    path: str
    """Begins with the root as it was named."""
    text: str


class File(NamedTuple):
    """A regular file of the corpus. A tuple, because it is made in half the time of a dataclass."""

    path: str
    """Absolute."""
    shown: str
    """The path that people see: it begins with the root as it was named."""
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Listing:
    """What a walk found."""

    files: tuple[File, ...]
    skipped: tuple[Remark, ...]
    unreadable: Mapping[str, Remark]
    """What could not be examined, by its absolute path. It may still exist."""
    left_out: Mapping[Why, int]
    """How many files and folders were not selected. What such a folder holds is not counted."""


def roots(corpus: Iterable[str | os.PathLike[str]]) -> tuple[Root, ...]:
    """The roots of a corpus, in the order named. A path named twice is one root.

    Raises CorpusError for no path at all and for one that does not exist.
    """
    if isinstance(corpus, str | os.PathLike):
        raise ValueError(f"a corpus is a list of paths, not one: {corpus!r}")
    found: dict[str, Root] = {}
    for path in corpus:
        named = os.fspath(path)
        root = Root(_resolved(named), named)
        found.setdefault(root.path, root)
    if not found:
        raise CorpusError("no corpus: name at least one file or folder")
    return tuple(found.values())


def _resolved(named: str) -> str:
    try:
        path = str(Path(named).expanduser().resolve(strict=True))
        path.encode("utf-8")
        return path
    except UnicodeEncodeError as error:
        raise CorpusError(f"cannot open {named!r}: its name is not UTF-8") from error
    except FileNotFoundError as error:
        raise CorpusError(f"no such file or folder: {named!r}") from error
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links is a RuntimeError
        reason = getattr(error, "strerror", None) or str(error)
        raise CorpusError(f"cannot open {named!r}: {reason}") from error


def contains(folder: str, path: str) -> bool:
    """Whether an absolute path is `folder` itself or lies in it."""
    return path == folder or path.startswith(os.path.join(folder, ""))


def holds(roots: Iterable[Root], path: str) -> bool:
    """Whether a file belongs to this corpus and so may be opened.

    An index made by somebody else may name any path, or one through a link.
    """
    is_named = any(contains(root.path, path) for root in roots)
    return is_named and os.path.realpath(path) == path


def named_path(path: str, roots: Iterable[Root]) -> str:
    """An absolute path as people named it: below its root's name, with forward slashes.

    A path outside the corpus is returned as it is.
    """
    for root in roots:
        if path == root.path:
            return root.named.replace(os.sep, "/")
        if contains(root.path, path):
            relative = os.path.relpath(path, root.path)
            return os.path.join(root.named, relative).replace(os.sep, "/")
    return path


def name_from_here(root: Root) -> Root:
    """The root under a name that leads to it from the current working directory."""
    leads_there = os.path.realpath(os.path.expanduser(root.named)) == root.path
    return root if leads_there else Root(root.path, root.path)


def list_names(roots: Iterable[Root]) -> str:
    """The names of a corpus for a message: quoted, separated by commas."""
    return ", ".join(repr(root.named) for root in roots)


def walk(corpus: Iterable[Root], selection: Selection = DEFAULT_SELECTION) -> Listing:
    """Every selected file of the corpus, each once, sorted by path within its root.

    Symbolic links are not followed: a link can leave the corpus, or form a loop. A root that is a
    link was resolved when it was named. A root that is a file is taken whatever the selection.
    """
    walked = _Walk(selection)
    for root in corpus:
        if os.path.isdir(root.path):
            walked.enter(root)
        else:
            walked.take(root)
    files, skipped = tuple(walked.files.values()), tuple(walked.skipped)
    return Listing(files, skipped, walked.unreadable, dict(walked.left_out))


def no_document(
    roots: Iterable[Root], skipped: Iterable[Remark], left_out: Mapping[Why, int]
) -> CorpusError:
    """The error that a corpus has no document, with the reasons."""
    reasons = Counter(remark.text for remark in skipped)
    parts = [f"{n} {reason}" for reason, n in reasons.most_common()]
    parts += [f"{left_out[why]} {text}" for why, text in WHYS.items() if why in left_out]
    return CorpusError(
        f"no readable document in {list_names(roots)}: {', '.join(parts) or 'no files'}",
        Remedy(Action.SELECT_MORE, left_out=tuple(left_out)) if left_out else None,
    )


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to walk. Its paths end with a slash, unless they are empty."""

    path: str
    shown: str
    relative: str
    """Its path relative to the root."""
    is_included: bool
    """Whether a pattern of `include` selects everything in it."""
    ignores: Ignores


class _Walk:
    """A walk in progress: what it has found so far."""

    def __init__(self, selection: Selection) -> None:
        self.files: dict[str, File] = {}
        self.skipped: list[Remark] = []
        self.unreadable: dict[str, Remark] = {}
        self.left_out: Counter[Why] = Counter()
        self._patterns = 0
        """Number of patterns in the .gitignore files read so far."""
        self._selection = selection
        self._choice = Choice(selection)

    def enter(self, root: Root) -> None:
        """Takes what is selected in a folder: its files, then each of its folders in turn.

        There is no recursion, because folders may be nested deeper than Python's stack.
        """
        outer = ignores.NONE if self._selection.ignored else ignores.read_above(root.path)
        path, shown = os.path.join(root.path, ""), os.path.join(root.named, "")
        is_included = not self._selection.include
        waiting = [_Folder(path, shown.replace(os.sep, "/"), "", is_included, outer)]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder.path) as scan:
                    entries = sorted(scan, key=attrgetter("name"))
            except OSError as error:
                remark = Remark(folder.shown[:-1], f"folder: {error.strerror}")
                self.skipped.append(remark)
                self.unreadable[folder.path[:-1]] = remark
                continue
            waiting.extend(reversed(list(self._visit(folder, entries))))

    def _visit(self, folder: _Folder, entries: list[os.DirEntry[str]]) -> Iterator[_Folder]:
        """Takes the selected files among the entries of a folder, and yields its folders."""
        within = self._ignores(folder, {entry.name for entry in entries})
        is_judged = bool(within.rules or self._selection.exclude)
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                if name == ignores.GIT_NAME:
                    continue
                if not self._selection.hidden:
                    self.left_out["hidden"] += 1
                    continue
            is_folder = _is_folder(entry)
            relative = f"{folder.relative}{name}/" if is_folder else f"{folder.relative}{name}"
            if is_judged and (why := self._why_not(entry, relative, within, is_folder)):
                self.left_out[why] += 1
                continue
            is_included = folder.is_included or self._choice.includes(relative)
            shown = f"{folder.shown}{name}"
            if not name.isascii() and not _is_utf8(name):
                self._refuse_name(shown)
            elif is_folder:
                path = f"{entry.path}{os.sep}"
                yield _Folder(path, f"{shown}/", relative, is_included, within)
            elif is_included:
                self._take(entry, entry.path, shown)
            else:
                self.left_out["excluded"] += 1

    def _ignores(self, folder: _Folder, names: set[str]) -> Ignores:
        """The .gitignore files that apply in a folder, which holds entries of these names."""
        if self._selection.ignored:
            return ignores.NONE
        # A repository within this one is not subject to its rules.
        outer = (
            folder.ignores if not folder.relative or ignores.GIT_NAME not in names else ignores.NONE
        )
        if ignores.FILE_NAME not in names:
            return outer
        if self._patterns > MAX_PATTERNS:
            wrong: str | None = f"not obeyed: more than {MAX_PATTERNS:,} patterns in this corpus"
            within = outer
        else:
            within, wrong = ignores.read_in(outer, folder.path)
            self._patterns += within.patterns - outer.patterns
        if wrong:
            self.skipped.append(Remark(f"{folder.shown}{ignores.FILE_NAME}", wrong))
        return within

    def _why_not(
        self, entry: os.DirEntry[str], relative: str, within: Ignores, is_folder: bool
    ) -> Why | None:
        """Why rules or globs leave a file or folder out; None if they do not."""
        if within.rules and within.ignores(f"{entry.path}{os.sep if is_folder else ''}"):
            return "ignored"
        return "excluded" if self._choice.excludes(relative) else None

    def take(self, root: Root) -> None:
        """Takes a file that is a root itself."""
        self._take(Path(root.path), root.path, root.named.replace(os.sep, "/"))

    def _take(self, entry: Path | os.DirEntry[str], path: str, shown: str) -> None:
        if path in self.files:
            return
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            self.skipped.append(Remark(shown, "gone while it was being read"))
        except OSError as error:
            remark = Remark(shown, error.strerror or str(error))
            self.skipped.append(remark)
            self.unreadable[path] = remark
        else:
            if stat.S_ISREG(status.st_mode):
                self.files[path] = File(path, shown, stamp(status))
            else:
                link = stat.S_ISLNK(status.st_mode)
                reason = "a symbolic link" if link else "not a regular file"
                self.skipped.append(Remark(shown, reason))

    def _refuse_name(self, shown: str) -> None:
        name = os.fsencode(shown).decode("utf-8", "replace")
        self.skipped.append(Remark(name, "its name is not UTF-8"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # neither the directory entry nor the file system tells
        return False


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
