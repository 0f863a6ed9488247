"""Text quality and speed of the PDF loader, and of the PDF libraries that are installed.

    python -m benchmarks.pdf --data DIR [--files FILE ...]

DIR/robust/pdf holds sample files of the py-pdf project (github.com/py-pdf/sample-files). Quality is
the share of the expected words below that a library gives in their order, over all files together
(the longest common subsequence, by difflib). A word broken at the end of a line counts if it comes
out whole. Ligatures are spelled out first. Speed is in characters per second, for one pass over
the files that all libraries read; the best of three passes counts.

Where pdftotext (poppler) is installed, a second table counts its words instead, in the files of
DIR/real_dev/corpora/papers_pdf and those given: the share of them that a library gives in the same
order, and in any order. The files that pdftotext refuses are left out.
"""

import argparse
import importlib
import importlib.util
import io
import logging
import re
import shutil
import subprocess
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.provenance import provenance
from index.errors import LoadError
from index.loaders.isolation import run

# The words on the pages, in the order in which a person reads them.
EXPECTED = {
    "001-trivial/minimal-document.pdf": """Lorem ipsum dolor sit amet, consetetur sadipscing elitr,
        sed diam nonumy eirmod tempor invidunt ut labore et dolore magna aliquyam erat, sed diam
        voluptua. At vero eos et accusam et justo duo dolores et ea rebum. Stet clita kasd
        gubergren, no sea takimata sanctus est Lorem ipsum dolor sit amet.""",
    "011-google-doc-document/google-doc-document.pdf": """Example document Beautiful is better than
        ugly. Explicit is better than implicit. Simple is better than complex. Special cases aren't
        special enough to break the rules. Although practicality beats purity. Errors should never
        pass silently. Unless explicitly silenced.""",
    "015-arabic/habibi.pdf": "حَبيبي habibi حَبيبي",
    "017-unreadable-meta-data/unreadablemetadata.pdf": """Series 026 Data Sheet Rotary Potentiometer
        Features Dust-proof construction Precision linearity 5 watt power rating Superior resistance
        stability in temperature and environment change RoHS compliant""",
    "026-latex-multicolumn/multicolumn.pdf": """Two-Column Document with Lorem Ipsum Your Name
        January 3, 2024 Abstract This is a sample document with two columns filled with Lorem Ipsum
        text. Lorem ipsum dolor sit amet, consectetuer adipiscing elit. Ut purus elit, vestibulum
        ut, placerat ac, adipiscing vitae, felis. Curabitur dictum gravida mauris. Nam arcu libero,
        nonummy eget, consectetuer id, vulputate a, magna. Donec vehicula augue eu neque.
        Pellentesque habitant morbi tristique senectus et netus et malesuada fames ac turpis
        egestas. Viverra ac, nunc. Praesent eget sem vel leo ultrices bibendum. Aenean faucibus.
        Maecenas lacinia. Nam ipsum ligula, eleifend at, accumsan nec, suscipit a, ipsum.
        Curabitur a leo. Quisque egestas wisi eget nunc. Nam feugiat
        lacus vel est. Curabitur consectetuer. Suspendisse vel felis. Ut lorem lorem, interdum eu,
        tincidunt sit amet, laoreet vitae, arcu. Belgium Brussels Denmark Copenhagen Finland
        Helsinki""",
}


def cited_qa() -> Callable[[bytes], str]:
    """The loader of this project."""

    def read(data: bytes) -> str:
        try:
            return run("index.loaders.pdf:load", data)[0].text
        except LoadError:
            return ""

    return read


def pypdfium2() -> Callable[[bytes], str]:
    """pypdfium2 by itself, which the loader builds on."""
    library = importlib.import_module("pypdfium2")

    def read(data: bytes) -> str:
        try:
            pages = [page.get_textpage().get_text_bounded() for page in library.PdfDocument(data)]
        except library.PdfiumError:
            return ""
        return "\n".join(pages).replace("\x02", "")

    return read


def pypdf() -> Callable[[bytes], str]:
    """pypdf with its defaults."""
    library = importlib.import_module("pypdf")

    def read(data: bytes) -> str:
        try:
            return "\n".join(p.extract_text() for p in library.PdfReader(io.BytesIO(data)).pages)
        except library.errors.PyPdfError:
            return ""

    return read


def pdfminer() -> Callable[[bytes], str]:
    """pdfminer.six with its defaults."""
    extract = importlib.import_module("pdfminer.high_level").extract_text

    def read(data: bytes) -> str:
        text: str = extract(io.BytesIO(data))
        return text

    return read


LIBRARIES = {"cited-qa": cited_qa, "pypdfium2": pypdfium2, "pypdf": pypdf, "pdfminer": pdfminer}
DISTRIBUTIONS = {"pdfminer": "pdfminer.six"}


def words(text: str) -> list[str]:
    """The words of a text in lower case, with ligatures spelled out and broken words joined."""
    normal = unicodedata.normalize("NFKC", text)
    whole = re.sub(r"([a-z])[-\u2010\u00ad]\n+([a-z])", r"\1\2", normal)
    return whole.lower().split()


def count_found(text: str, expected: str) -> tuple[int, int]:
    """How many of the expected words `text` has in their order, and how many are expected."""
    wanted = words(expected)
    blocks = SequenceMatcher(None, words(text), wanted, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks), len(wanted)


def compare_with_poppler(
    readers: Mapping[str, Callable[[bytes], str]], files: Sequence[Path]
) -> None:
    """Prints what share of pdftotext's words each library gives, file by file."""
    if not shutil.which("pdftotext"):
        print("pdftotext is not installed")
        return
    print(f"\n{'of the words of pdftotext':<34}{'words':>8}{'in order':>10}{'any order':>11}")
    totals = {name: [0, 0, 0] for name in readers}
    for file in files:
        command = ["pdftotext", "-q", "-enc", "UTF-8", str(file), "-"]
        wanted = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        for name, read in readers.items():
            text = read(file.read_bytes())
            ordered, of = count_found(text, wanted)
            anyhow = (Counter(words(text)) & Counter(words(wanted))).total()
            totals[name] = [a + b for a, b in zip(totals[name], (ordered, anyhow, of), strict=True)]
            if of and name == "cited-qa":
                shares = f"{ordered / of:>10.3f}{anyhow / of:>11.3f}"
                print(f"  {file.name[:31]:<32}{of:>8,}{shares}")
    for name, (ordered, anyhow, of) in totals.items():
        print(f"{name:<34}{of:>8,}{ordered / max(of, 1):>10.3f}{anyhow / max(of, 1):>11.3f}")


def main() -> None:
    """Prints a row for each library."""
    parser = argparse.ArgumentParser(description="Measure PDF libraries.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds robust/pdf")
    parser.add_argument("--files", type=Path, nargs="*", default=[], help="more PDF files")
    arguments = parser.parse_args()
    folder = arguments.data / "robust" / "pdf"
    logging.disable(logging.ERROR)
    files = {name: (folder / name).read_bytes() for name in EXPECTED}
    readers = {
        name: make()
        for name, make in LIBRARIES.items()
        if name == "cited-qa" or importlib.util.find_spec(name)
    }
    texts = {
        name: {file: read(data) for file, data in files.items()} for name, read in readers.items()
    }
    common = [file for file in files if all(texts[name][file] for name in readers)]
    print(f"{'library':<11}{'quality':>8}{'chars/s':>10}   words found, file by file")
    for name, read in readers.items():
        counts = [count_found(texts[name][file], EXPECTED[file]) for file in files]
        share = sum(right for right, _ in counts) / sum(of for _, of in counts)
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            for file in common:
                read(files[file])
            seconds.append(time.perf_counter() - began)
        speed = sum(len(texts[name][file]) for file in common) / min(seconds)
        detail = ", ".join(f"{right}/{of}" for right, of in counts)
        print(f"{name:<11}{share:>8.3f}{speed:>10,.0f}   {detail}")
    missing = [name for name in LIBRARIES if name not in readers]
    if missing:
        print("not installed:", ", ".join(missing))
    print("files:", ", ".join(Path(file).name for file in files))
    papers = sorted((arguments.data / "real_dev" / "corpora" / "papers_pdf").glob("*.pdf"))
    compare_with_poppler(readers, [*papers, *arguments.files])
    print(provenance(*(DISTRIBUTIONS.get(name, name) for name in readers)))


if __name__ == "__main__":
    main()
