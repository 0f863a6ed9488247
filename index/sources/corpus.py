"""The files of a corpus: the files and folders a person named, walked in a steady order."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Literal, NamedTuple

from index.errors import CorpusError
from index.sources import ignores
from index.sources.freshness import Stamp, stamp
from index.sources.ignores import Ignores
from index.sources.selection import DEFAULT_SELECTION, Choice, Selection

Why = Literal["hidden", "ignored", "excluded"]

WHYS: dict[Why, str] = {
    "ignored": "ignored by .gitignore (--no-ignore reads them)",
    "excluded": "left out by --include and --exclude",
    "hidden": "hidden (--hidden reads them)",
}
"""Why files and folders are left out, as an error says it."""


MAX_PATTERNS = 20_000
"""In all .gitignore files of a corpus. Compiling as many takes about 15 s."""


@dataclass(frozen=True, slots=True)
class Root:
    """One file or folder of a corpus."""

    path: str
    """Absolute, symbolic links resolved."""
    named: str
    """As it was named."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to be said of a file or folder of the corpus: why it was skipped, say."""

    path: str
    """As the corpus was named."""
    text: str


class File(NamedTuple):
    """A regular file of the corpus. A tuple, for there are many: made in half the time."""

    path: str
    """Absolute."""
    shown: str
    """As the corpus was named."""
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Listing:
    """What a walk found."""

    files: tuple[File, ...]
    skipped: tuple[Remark, ...]
    unreadable: Mapping[str, Remark]
    """What could not be looked at, by its absolute path: what is there is unknown, not gone."""
    left_out: Mapping[Why, int]
    """How many files and folders were not selected; what such a folder holds is not counted."""


def roots(corpus: Iterable[str | os.PathLike[str]]) -> tuple[Root, ...]:
    """The roots of a corpus, in the order named, a path named twice once.

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
    """Whether an absolute path is `folder` itself or stands in it."""
    return path == folder or path.startswith(os.path.join(folder, ""))


def holds(roots: Iterable[Root], path: str) -> bool:
    """Whether a file is of this corpus, and may be opened: an index made by somebody else may name
    any path, or one through a link."""
    is_named = any(contains(root.path, path) for root in roots)
    return is_named and os.path.realpath(path) == path


def named_path(path: str, roots: Iterable[Root]) -> str:
    """An absolute path as the corpus was named, with forward slashes; itself outside the corpus."""
    for root in roots:
        if path == root.path:
            return root.named.replace(os.sep, "/")
        if contains(root.path, path):
            relative = os.path.relpath(path, root.path)
            return os.path.join(root.named, relative).replace(os.sep, "/")
    return path


def nameable(root: Root) -> Root:
    """The root under a name that leads to it from the working directory of today."""
    leads_there = os.path.realpath(os.path.expanduser(root.named)) == root.path
    return root if leads_there else Root(root.path, root.path)


def listed(roots: Iterable[Root]) -> str:
    """A corpus as an error names it."""
    return ", ".join(repr(root.named) for root in roots)


def walk(corpus: Iterable[Root], selection: Selection = DEFAULT_SELECTION) -> Listing:
    """Every file of the corpus that is selected, each once, sorted by path within its root.

    Symbolic links are not followed: a link can leave the corpus or never end. A root that is a
    link was resolved when named, and one that is a file is taken whatever is selected.
    """
    walked = _Walk(selection)
    for root in corpus:
        if os.path.isdir(root.path):
            walked.enter(root)
        else:
            walked.name(root)
    files, skipped = tuple(walked.files.values()), tuple(walked.skipped)
    return Listing(files, skipped, walked.unreadable, dict(walked.left_out))


def nothing_readable(
    roots: Iterable[Root], skipped: Iterable[Remark], left_out: Mapping[Why, int]
) -> str:
    """That a corpus has no document, and why, for an error."""
    reasons = Counter(remark.text for remark in skipped)
    parts = [f"{n} {reason}" for reason, n in reasons.most_common()]
    parts += [f"{left_out[why]} {text}" for why, text in WHYS.items() if why in left_out]
    return f"no readable document in {listed(roots)}: {', '.join(parts) or 'no files'}"


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to be walked. Its paths end with a slash, unless empty."""

    path: str
    shown: str
    relative: str
    """To the root."""
    is_included: bool
    """Whether all that is in it is asked for."""
    ignores: Ignores


class _Walk:
    """What has been found so far."""

    def __init__(self, selection: Selection) -> None:
        self.files: dict[str, File] = {}
        self.skipped: list[Remark] = []
        self.unreadable: dict[str, Remark] = {}
        self.left_out: Counter[Why] = Counter()
        self._patterns = 0
        """In .gitignore files."""
        self._selection = selection
        self._choice = Choice(selection)

    def enter(self, root: Root) -> None:
        """Takes what is selected in a folder: its files, then its folders, each before the next.

        No recursion: folders may be as deep as paths are long.
        """
        outer = ignores.NONE if self._selection.ignored else ignores.around(root.path)
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
            waiting.extend(reversed(list(self._listed(folder, entries))))

    def _listed(self, folder: _Folder, entries: list[os.DirEntry[str]]) -> Iterator[_Folder]:
        """Takes the files among the entries of a folder, and yields the folders."""
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
        """What has a say in a folder with these names in it."""
        if self._selection.ignored:
            return ignores.NONE
        # Another repository within the corpus is not subject to the rules of this one.
        outer = (
            folder.ignores if not folder.relative or ignores.GIT_NAME not in names else ignores.NONE
        )
        if ignores.FILE_NAME not in names:
            return outer
        if self._patterns > MAX_PATTERNS:
            wrong: str | None = f"not obeyed: more than {MAX_PATTERNS:,} patterns in this corpus"
            within = outer
        else:
            within, wrong = ignores.within(outer, folder.path)
            self._patterns += within.patterns - outer.patterns
        if wrong:
            self.skipped.append(Remark(f"{folder.shown}{ignores.FILE_NAME}", wrong))
        return within

    def _why_not(
        self, entry: os.DirEntry[str], relative: str, within: Ignores, is_folder: bool
    ) -> Why | None:
        """Why rules or globs leave a file or folder out, None where they do not."""
        if within.rules and within.ignore(f"{entry.path}{os.sep if is_folder else ''}"):
            return "ignored"
        return "excluded" if self._choice.excludes(relative) else None

    def name(self, root: Root) -> None:
        """Takes a file that was named itself."""
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
    except OSError:  # where the file system does not tell with the name, and neither if asked
        return False


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
