"""Asks an index again and again until it is killed, and ends where an answer is wrong.

After every ten questions it writes a line into its log: how many were asked, and how many of the
hits were stale.
"""

import runpy
import sys
from contextlib import suppress
from pathlib import Path

from index import Retriever

BagOfWords = runpy.run_path(str(Path(__file__).parents[1] / "conftest.py"))["BagOfWords"]

folder, index, log = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
asked = stale = 0


def contents():
    found = {}
    for path in folder.glob("*.txt"):
        with suppress(FileNotFoundError):
            found[path.name] = path.read_text()
    return found


def version(text):
    return text.split("version ")[1].split(".")[0]


while True:
    # Opened anew now and then, as a one-shot question does it.
    with Retriever.open(index, model=BagOfWords(), reader=None) as retriever:
        for number in range(10):
            before = contents()
            hits = retriever.retrieve(f"What does fact {number} of file {asked % 20} say?", k=20)
            after = contents()
            versions = {}
            for hit in hits:
                name = Path(hit.document.path).name
                same = versions.setdefault(name, version(hit.text))
                assert same == version(hit.text), f"{name} is of two versions"
                known = before.get(name)
                if known is not None and known == after.get(name):
                    is_as_it_is = known[hit.start : hit.end] == hit.text
                    assert is_as_it_is or hit.stale, f"stale and not said to be: {hit}"
                stale += hit.stale
            asked += 1
    with log.open("a") as stream:
        stream.write(f"{asked} {stale}\n")
