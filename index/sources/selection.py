"""Which files in its folders a corpus takes."""

import json
from dataclasses import asdict, dataclass

from index.errors import DamageError
from index.sources.globs import Globs, literal, refusal


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files are taken from the folders of a corpus. A file that was named is always taken.

    Raises ValueError for a glob that cannot be used.
    """

    include: tuple[str, ...] = ()
    """Patterns as in .gitignore, relative to the folder named. Only files that match one, or lie in
    a folder that matches one, are taken; empty takes all."""
    exclude: tuple[str, ...] = ()
    """Patterns of the same kind. Files and folders that match one are left out."""
    hidden: bool = False
    """Whether to take files and folders whose names begin with a dot. `.git` is never taken."""
    ignored: bool = False
    """Whether to take files and folders that a .gitignore names."""

    def __post_init__(self) -> None:
        for name in ("include", "exclude"):
            globs: tuple[str, ...] = getattr(self, name)
            for glob in globs:
                if reason := refusal(glob):
                    raise ValueError(f"{name}: {glob[:40]!r} is no glob: {reason}")
            # Their order means nothing, so equal selections compare equal.
            object.__setattr__(self, name, tuple(sorted(set(globs))))


DEFAULT_SELECTION = Selection()


def dump_selection(selection: Selection) -> str:
    """A selection as JSON. Equal selections give the same text."""
    return json.dumps(asdict(selection), sort_keys=True)


def parse_selection(text: str) -> Selection:
    """The selection that `dump_selection` wrote. Raises DamageError for any other text."""
    try:
        fields = json.loads(text)
        include, exclude = (_strings(fields.pop(name)) for name in ("include", "exclude"))
        hidden, ignored = (bool(fields.pop(name)) for name in ("hidden", "ignored"))
        if fields:
            raise ValueError("unknown fields")
        return Selection(include, exclude, hidden, ignored)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamageError("the selection of files cannot be read") from error


def _strings(values: object) -> tuple[str, ...]:
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return tuple(values)
    raise ValueError("not a list of texts")


class Choice:
    """The globs of a selection, compiled. Paths are relative to the folder that was named."""

    def __init__(self, selection: Selection) -> None:
        """Compiles the globs of `selection`."""
        self._include = Globs(map(literal, selection.include)) if selection.include else None
        self._exclude = Globs(map(literal, selection.exclude)) if selection.exclude else None

    def excludes(self, path: str) -> bool:
        """Whether a file is left out, or a folder with everything in it."""
        return self._exclude is not None and self._exclude.decide(path) is True

    def includes(self, path: str) -> bool:
        """Whether a pattern asks for this file, or for everything in this folder."""
        return self._include is None or self._include.decide(path) is True
