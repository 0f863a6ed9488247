"""The manifest of an index: its corpus, its model, and the installation that made it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.embedders import Embedder
from index.errors import Action, DamageError, ModelError, Remedy, StoreError
from index.loaders import Abilities
from index.sources import corpus
from index.sources.corpus import Root
from index.sources.selection import DEFAULT_SELECTION, Selection, dump_selection, parse_selection
from index.store.checksums import require

MAX_DIMENSION = 65_536


@dataclass(frozen=True, slots=True)
class StoredModel:
    """The model whose vectors an index holds."""

    name: str
    fingerprint: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index says about itself."""

    identity: str | None = None
    """Distinguishes this index from any other; None before the first document."""
    model: StoredModel | None = None
    """The model of the vectors; None before the first document."""
    roots: tuple[Root, ...] = ()
    """The files and folders of the corpus, in the order the user named them."""
    selection: Selection = DEFAULT_SELECTION
    """Which files of the corpus it takes."""
    abilities: Abilities | None = None
    """What the installation that made it could read; None before it held all of its corpus."""
    synced: datetime | None = None
    """When a sync last changed it, with a time zone; None if it has never held all of its
    corpus."""

    def require_model(self, embedder: Embedder, directory: str) -> None:
        """Raises ModelError unless the embedder's vectors are those in the index, if any."""
        model = self.model
        if model is None or embedder.fingerprint == model.fingerprint:
            return
        raise ModelError(
            f"the index at {directory} was built with model {model.name!r}"
            f" ({model.dimension} dimensions, {model.fingerprint[:8]}), not with"
            f" {embedder.name!r} ({embedder.fingerprint[:8]})",
            Remedy(
                Action.REBUILD,
                index=directory,
                corpus=tuple(root.named for root in self.roots),
                model=embedder.name,
            ),
        )

    def require_corpus(self, roots: Sequence[Root], directory: str) -> None:
        """Raises StoreError if the corpus of the index shares no path with `roots`.

        So a mistyped path neither empties an index nor gets answers from another corpus.
        """
        before = self.roots
        if before and roots and not {r.path for r in before} & {r.path for r in roots}:
            raise StoreError(
                f"the index at {directory} is of {corpus.list_names(before)}, not of"
                f" {corpus.list_names(roots)}",
                Remedy(Action.ANOTHER_DIRECTORY),
            )


def encode_manifest(manifest: Manifest) -> dict[str, str]:
    """The fields of a manifest as text, by name. The roots are not among them."""
    fields: dict[str, str] = {"selection": dump_selection(manifest.selection)}
    if manifest.identity is not None:
        fields["identity"] = manifest.identity
    if manifest.model is not None:
        fields["model"] = manifest.model.name
        fields["fingerprint"] = manifest.model.fingerprint
        fields["dimension"] = str(manifest.model.dimension)
    if manifest.abilities is not None:
        fields["extraction"] = str(manifest.abilities.extraction)
        fields["libraries"] = " ".join(manifest.abilities.libraries)
        fields["formats"] = manifest.abilities.formats
    if manifest.synced is not None:
        fields["synced"] = manifest.synced.isoformat(timespec="seconds")
    return fields


def decode_manifest(fields: Mapping[str, str], roots: Iterable[tuple[str, str]]) -> Manifest:
    """The manifest that `encode_manifest` made these fields of. Raises DamageError if it did not.

    `roots`: the absolute path and the name of each root, in order.
    """
    require(str, *fields.keys(), *fields.values())
    selection = fields.get("selection")
    return Manifest(
        fields.get("identity"),
        _model(fields),
        tuple(_root(*root) for root in roots),
        DEFAULT_SELECTION if selection is None else parse_selection(selection),
        _abilities(fields),
        _moment(fields.get("synced")),
    )


def _model(fields: Mapping[str, str]) -> StoredModel | None:
    if "model" not in fields:
        return None
    dimension = fields.get("dimension", "")
    if not dimension.isdecimal() or not 0 < int(dimension) <= MAX_DIMENSION:
        raise DamageError(f"vectors of {dimension!r} dimensions")
    return StoredModel(fields["model"], fields.get("fingerprint", ""), int(dimension))


def _root(path: str, named: str) -> Root:
    require(str, path, named)
    if not os.path.isabs(path) or "\0" in path + named:
        raise DamageError("a corpus without a valid path")
    return Root(path, named)


def _abilities(fields: Mapping[str, str]) -> Abilities | None:
    extraction = fields.get("extraction", "")
    if not extraction.isdecimal():
        return None
    libraries = tuple(fields.get("libraries", "").split())
    return Abilities(int(extraction[:9]), libraries, fields.get("formats", ""))


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise DamageError(f"synced at {text!r}") from error
    if moment.tzinfo is None:
        raise DamageError(f"synced at {text!r}, without a time zone")
    return moment
