"""What a figure was measured with, in one line."""

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path


def provenance(*packages: str) -> str:
    """Versions, machine and commit."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    commit = subprocess.run(command, capture_output=True, text=True).stdout.strip() or "none"
    versions = [f"{package} {version(package)}" for package in packages]
    parts = [*versions, f"Python {platform.python_version()}", platform.platform()]
    return ", ".join([*parts, f"commit {commit}"])
