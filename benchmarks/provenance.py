"""The line below each table: what its figures were measured with."""

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path


def provenance(*packages: str) -> str:
    """Versions of the packages and of Python, the machine, and the commit of this repository."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    commit = subprocess.run(command, capture_output=True, text=True).stdout.strip() or "none"
    versions = [f"{package} {version(package)}" for package in packages]
    parts = [*versions, f"Python {platform.python_version()}", platform.platform()]
    return ", ".join([*parts, f"commit {commit}"])
