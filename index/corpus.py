"""The files of a corpus: the files and folders a person named, walked in a steady order."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import CorpusError
from index.freshness import Stamp, stamp


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


@dataclass(frozen=True, slots=True)
class File:
    """A regular file of the corpus."""

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
    unreadable: tuple[str, ...]
    """Absolute paths of what could not be looked at: what is there is unknown, not gone."""


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


def named_path(path: str, roots: Iterable[Root]) -> str:
    """An absolute path as the corpus was named, with forward slashes; itself outside the corpus."""
    for root in roots:
        if path == root.path:
            return root.named.replace(os.sep, "/")
        if contains(root.path, path):
            relative = os.path.relpath(path, root.path)
            return os.path.join(root.named, relative).replace(os.sep, "/")
    return path


def listed(roots: Iterable[Root]) -> str:
    """A corpus as an error names it."""
    return ", ".join(repr(root.named) for root in roots)


def walk(corpus: Iterable[Root]) -> Listing:
    """Every file of the corpus, each once, sorted by path within its root.

    In folders hidden files and folders are passed over, and symbolic links are not followed:
    a link can leave the corpus or never end. A root that is a link was resolved when named.
    """
    walked = _Walk()
    for root in corpus:
        if os.path.isdir(root.path):
            walked.enter(root)
        else:
            walked.take(root.path, named_path(root.path, [root]))
    files, skipped, unreadable = walked.files.values(), walked.skipped, walked.unreadable
    return Listing(tuple(files), tuple(skipped), tuple(unreadable))


@dataclass(slots=True)
class _Walk:
    """What has been found so far."""

    files: dict[str, File] = field(default_factory=dict)
    skipped: list[Remark] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def enter(self, root: Root) -> None:
        def refuse(error: OSError) -> None:
            remark = f"folder: {error.strerror}"
            self.skipped.append(Remark(named_path(error.filename, [root]), remark))
            self.unreadable.append(error.filename)

        for folder, folders, names in os.walk(root.path, onerror=refuse):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in folders:
                if os.path.islink(path := os.path.join(folder, name)):
                    self.skipped.append(Remark(named_path(path, [root]), "a symbolic link"))
            for name in sorted(name for name in names if not name.startswith(".")):
                path = os.path.join(folder, name)
                self.take(path, named_path(path, [root]))

    def take(self, path: str, shown: str) -> None:
        if path in self.files:
            return
        try:
            path.encode("utf-8")
            status = os.lstat(path)
        except UnicodeEncodeError:
            name = os.fsencode(shown).decode("utf-8", "replace")
            self.skipped.append(Remark(name, "its name is not UTF-8"))
        except FileNotFoundError:
            self.skipped.append(Remark(shown, "gone while it was being read"))
        except OSError as error:
            self.skipped.append(Remark(shown, error.strerror or str(error)))
            self.unreadable.append(path)
        else:
            if stat.S_ISREG(status.st_mode):
                self.files[path] = File(path, shown, stamp(status))
            else:
                link = stat.S_ISLNK(status.st_mode)
                reason = "a symbolic link" if link else "not a regular file"
                self.skipped.append(Remark(shown, reason))
