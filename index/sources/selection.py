"""Which files of its folders a corpus takes."""

import json
from dataclasses import asdict, dataclass

from index.errors import DamageError
from index.sources.globs import Globs, literal, refusal


@dataclass(frozen=True, slots=True)
class Selection:
    """What is taken of the folders of a corpus. A file that is named itself is always taken.

    Raises ValueError for a glob that cannot be used.
    """

    include: tuple[str, ...] = ()
    """Patterns as .gitignore has them, relative to the folder named: only files that one of them
    matches, or that lie in a folder that one matches; empty for all."""
    exclude: tuple[str, ...] = ()
    """Patterns of the same kind: no files and folders that one of them matches."""
    hidden: bool = False
    """Files and folders too whose names begin with a dot; never a folder `.git`."""
    ignored: bool = False
    """Files and folders too that a .gitignore names."""

    def __post_init__(self) -> None:
        for name in ("include", "exclude"):
            globs: tuple[str, ...] = getattr(self, name)
            for glob in globs:
                if reason := refusal(glob):
                    raise ValueError(f"{name}: {glob[:40]!r} is no glob: {reason}")
            # The order says nothing, and what is selected alike is to be equal.
            object.__setattr__(self, name, tuple(sorted(set(globs))))


DEFAULT_SELECTION = Selection()


def encoded(selection: Selection) -> str:
    """The selection as text, the same text for the same selection."""
    return json.dumps(asdict(selection), sort_keys=True)


def decoded(text: str) -> Selection:
    """The selection that such a text is of. Raises DamageError for any other text."""
    try:
        fields = json.loads(text)
        include, exclude = (_strings(fields.pop(name)) for name in ("include", "exclude"))
        hidden, ignored = (bool(fields.pop(name)) for name in ("hidden", "ignored"))
        if fields:
            raise ValueError("unknown fields")
        return Selection(include, exclude, hidden, ignored)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamageError("a selection of files that is none") from error


def _strings(values: object) -> tuple[str, ...]:
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return tuple(values)
    raise ValueError("not a list of texts")


class Choice:
    """A selection's globs, ready to be asked of paths relative to a folder named."""

    def __init__(self, selection: Selection) -> None:
        self._include = Globs(map(literal, selection.include)) if selection.include else None
        self._exclude = Globs(map(literal, selection.exclude)) if selection.exclude else None

    def excludes(self, path: str) -> bool:
        """Whether a file or folder is left out with all that is in it."""
        return self._exclude is not None and self._exclude.tell(path) is True

    def includes(self, path: str) -> bool:
        """Whether a file, or all of a folder, is asked for by itself."""
        return self._include is None or self._include.tell(path) is True
