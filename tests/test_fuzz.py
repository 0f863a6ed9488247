"""The inputs of the fuzz are the same each time, and what comes of them is told apart."""

import gzip
import io
import json
import random
import zipfile
import zlib

import pytest

from benchmarks.fuzzing.contents import change_gzip, change_zip
from benchmarks.fuzzing.inputs import Input, Inputs, find_samples
from benchmarks.fuzzing.ledger import Ledger, report
from benchmarks.fuzzing.mutations import Mutator
from benchmarks.fuzzing.outcomes import ROOT, Outcome, innermost_frame, try_loading
from index.loaders import dismiss

PROSE = "Norway mediated the talks. They were held in Mexico on August 14, 2021.\n"


def packed(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name.replace("_", "/", 1) + ".xml"), text)
    return stream.getvalue()


FILES = {
    "b/a.txt": PROSE.encode(),
    "a.md": f"---\ntitle: T\n---\n# T\n\n{PROSE}".encode(),
    "a.jsonl": json.dumps({"text": PROSE}).encode(),
    "a.csv": b"id,text\n1,One\n2,Two\n",
    "a.txt.gz": gzip.compress(PROSE.encode(), mtime=0),
    "a.docx": packed(word_document=f"<w><p><t>{PROSE}</t></p></w>"),
    "copy.txt": PROSE.encode(),
}


@pytest.fixture
def folder(tmp_path):
    """Files written in two orders."""

    def write(name, order):
        for path in order:
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(FILES[path])
        return tmp_path / name

    return write


def test_inputs_are_the_same_for_the_same_seed_and_files(folder):
    one, other = folder("one", FILES), folder("other", reversed(FILES))
    made = [[each.data for each in Inputs(find_samples(f), 60, 1)] for f in (one, other)]
    assert made[0] == made[1]
    assert [each.data for each in Inputs(find_samples(one), 60, 2)] != made[0]


def test_files_come_as_they_are_first_and_once(folder):
    inputs = Inputs(find_samples(folder("one", FILES)), 0, 1)
    assert sorted(each.name for each in inputs) == sorted(
        ("a.csv", "a.docx", "a.jsonl", "a.md", "a.txt", "a.md", "a.txt.gz")
    )


def test_what_is_packed_is_changed_inside():
    mutator = Mutator(random.Random(1), lambda: FILES["a.docx"])
    changed = [change_gzip(mutator, FILES["a.txt.gz"]) for _ in range(20)]
    assert any(gzip.decompress(each) != PROSE.encode() for each in changed if is_gzip(each))
    assert zipfile.is_zipfile(io.BytesIO(change_zip(mutator, FILES["a.docx"])))


def is_gzip(data):
    try:
        return bool(gzip.decompress(data))
    except (OSError, EOFError, zlib.error):
        return False


@pytest.mark.slow
def test_a_handful_of_inputs_is_read_or_refused(folder, tmp_path):
    ledger = Ledger(tmp_path / "keep")
    for given in Inputs(find_samples(folder("one", FILES)), 60, 1):
        ledger.count(given, try_loading(given.name, given.data))
    dismiss()
    assert ledger.found == {}
    lines = list(report(ledger))
    assert lines[0].split()[:4] == ["kind", "samples", "inputs", "read"]
    assert sum(tally.inputs for tally in ledger.kinds.values()) == 67


def test_a_finding_keeps_its_smallest_input(tmp_path):
    ledger = Ledger(tmp_path)
    for number, data in enumerate((b"long", b"s", b"mid"), 1):
        ledger.count(
            Input(number, "text", "a.txt", data),
            Outcome(len(data), 0.0, None, ("KeyError", "index/dates.py:1 period", "")),
        )
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == b"s"
    assert any("3 times, smallest 1 bytes, input 2" in line for line in report(ledger))


def test_the_innermost_frame_is_ours_where_one_is():
    trace = f"""File "{ROOT}/index/dates.py", line 9, in _iso\n  File "/lib/re.py", line 1, in x"""
    assert innermost_frame(trace) == "index/dates.py:9 _iso"
    assert innermost_frame('File "/lib/re.py", line 1, in x') == "/lib/re.py:1 x"
