"""What the papers link to is there, and what they tell one to run exists."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_link_leads_to_a_file(paper):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8"))
    missing = [link for link in links if ":" not in link and not (paper.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_module_to_be_run_and_every_file_named_exists(paper):
    text = paper.read_text(encoding="utf-8")
    modules = re.findall(r"python -m ((?:benchmarks|training|qa)\.\w+)", text)
    assert [module for module in modules if find_spec(module) is None] == []
    named = re.findall(r"`((?:index|qa|tests|benchmarks|training|docs)/[\w./]+?\.\w+)`", text)
    missing = [name for name in named if "NAME" not in name and not (ROOT / name).exists()]
    assert missing == []
