"""Files that are broken, or made to break their reader: refused or read, soon and in little memory.

    python tests/index/test_hostile.py 2000

runs as many broken files as that, instead of the few hundred of the test run.
"""

import gzip
import importlib.util
import json
import random
import re
import subprocess
import sys
import time
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

from index.errors import LoadError
from index.loaders import Worker, load
from index.segmentation import locate_sentences

ROOT = Path(__file__).parents[2]
INPUTS = 330
LONGEST_S = 5.0
"""Of the processor's time, which does not grow where others keep the machine busy."""
MOST_MB = 500
PROSE = "Norway mediated the talks. They were held in Mexico on August 14, 2021."


def deflated(wbits, megabytes=1_000):
    """As many megabytes of zeros, packed; what is to check them at the end is left out."""
    packer = zlib.compressobj(9, wbits=wbits)
    zeros = bytes(1_000_000)
    first, following = (packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + following * (megabytes - 1)


def pdf_bomb():
    packed = deflated(15)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    written = b"%PDF-1.4\n"
    table = b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    end = b"trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF" % len(written)
    return written + b"xref\n0 5\n" + table + end


def laughs(levels=12):
    """Entities each of which is ten of the one before."""
    names = [f"e{level}" for level in range(levels)]
    grown = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{grown}]>', f"&{names[-1]};"


@pytest.fixture(scope="module")
def bombs(docx, epub):
    head, entity = laughs()
    long = f'<!DOCTYPE x [<!ENTITY e "{"a" * 100_000}">]>'
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    zeros = bytes(200_000_000)
    deep = "<div>" * 100_000 + "deep" + "</div>" * 100_000 + "<p>After.</p>"
    paragraphs = "<w:p>" * 100_000 + "<w:r><w:t>x</w:t></w:r>" + "</w:p>" * 100_000
    return {
        "a gigabyte in gzip": ("a.txt.gz", deflated(31), "unpacked, larger than 10 MB|binary"),
        "zeros in DOCX": (
            *("a.docx", docx(**{"word/document.xml": zeros})),
            "unpacked, larger than 100 MB",
        ),
        "a gigabyte in PDF": ("a.pdf", pdf_bomb(), "crashed|no text|in 5.. MB"),
        "billion laughs in DOCX": ("a.docx", docx(body=entity, head=head), "entities"),
        "billion laughs in EPUB": ("a.epub", epub("<p>x</p>", head=head, title=entity), "entities"),
        "quadratic blow-up": ("a.docx", docx(body="&e;" * 50_000, head=long), "entities"),
        "a file named by an entity": ("a.docx", docx(body="&e;", head=outside), "entities"),
        "nested HTML": ("a.html", f"<html>{deep}".encode(), None),
        "nested EPUB": ("a.epub", epub(deep), None),
        "nested DOCX": ("a.docx", docx(body=paragraphs), None),
        "nested JSON": ("a.jsonl", b'{"text": ' + b"[" * 1_000_000, "not JSON"),
        "unclosed tags": ("a.html", b"<html><p>x" + b"<b>" * 100_000, None),
        "unclosed quotes": ("a.csv", b'id,text\n1,"' + b"x\n" * 20_000, None),
        "a message in messages": (
            "a.eml",
            b"Content-Type: message/rfc822\n\n" * 10_000 + b"Text.",
            "nested|crashed|empty",
        ),
    }


NAMES = (
    """
a gigabyte in gzip|zeros in DOCX|a gigabyte in PDF|billion laughs in DOCX
billion laughs in EPUB|quadratic blow-up|a file named by an entity|nested HTML|nested EPUB
nested DOCX|nested JSON|unclosed tags|unclosed quotes|a message in messages
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
@pytest.mark.parametrize("name", NAMES)
def test_a_bomb_is_refused_or_read_soon_and_in_little_memory(name, bombs, tmp_path):
    called, data, reason = bombs[name]
    path = tmp_path / called
    path.write_bytes(data)
    code = (
        "import json, resource, sys\n"
        "from index.errors import LoadError\n"
        "from index.loaders import dismiss\n"
        "from index.segmentation import segment\n"
        "try:\n"
        "    said = segment(sys.argv[1]).documents[0].extract.text[-100:]\n"
        "    refused = False\n"
        "except LoadError as error:\n"
        "    said, refused = str(error), True\n"
        "dismiss()\n"
        "kinds = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN\n"
        "used = [resource.getrusage(kind) for kind in kinds]\n"
        "took = sum(each.ru_utime + each.ru_stime for each in used)\n"
        "most = [each.ru_maxrss / 1000 for each in used]\n"
        "print(json.dumps([said, refused, took, most]))\n"
    )
    # Started from a small process: what is counted of a new one includes what it was made from.
    shell = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", code, str(path)]
    done = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said, refused, took, most = json.loads(done.stdout)
    assert refused == (reason is not None), said
    if reason:
        assert re.search(reason, said)
    assert took < 2 * LONGEST_S
    assert max(most) < MOST_MB


# Broken files


def samples(build):
    """A small file of every format, by name; `build` is the module that makes the packed ones."""
    page = f"<!doctype html><html><head><title>T</title></head><body><p>{PROSE}</p></body></html>"
    rows = f"id,title,text,date\n1,T,{PROSE.replace(',', '')},2021\n" * 5
    line = json.dumps({"id": 1, "text": PROSE, "date": "2021-08-14"}) + "\n"
    plain = {
        "a.txt": PROSE.encode(),
        "a.md": f"---\ntitle: T\n---\n# T\n\n{PROSE}".encode(),
        "a.rst": f"T\n=\n\n:Date: 2021-08-14\n\n- {PROSE}\n\n.. note:: {PROSE}\n".encode(),
        "a.adoc": f"= T\n\nterm::\n{PROSE}\n\n|===\n|a |{PROSE}\n|===\n".encode(),
        "a.html": page.encode(),
        "a.csv": rows.encode(),
        "a.jsonl": (line * 5).encode(),
        "a.eml": build._eml(PROSE, "T", "Sat, 14 Aug 2021 23:30:00 -0500", html=page),
        "a.pdf": build._pdf([(50, 700, PROSE), (50, 688, PROSE)], [(50, 700, PROSE)], title="T"),
        "a.docx": build._docx(PROSE, PROSE),
        "a.epub": build._epub(f"<p>{PROSE}</p>", title="T", date="2021"),
    }
    packed = {f"{n}.gz": gzip.compress(d) for n, d in plain.items() if n in ("a.html", "a.csv")}
    return {**plain, **packed}


def broken(data, chance):
    """A copy that ends too soon, has bits turned, or bytes put in, taken out or doubled."""
    copy = bytearray(data)
    if chance.random() < 0.3:
        return bytes(copy[: chance.randrange(1, len(copy))])
    for _ in range(chance.choice((1, 2, 8, 64))):
        place = chance.randrange(len(copy))
        kind = chance.randrange(4)
        if kind == 0:
            copy[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            copy[place:place] = chance.randbytes(chance.randrange(1, 9))
        elif kind == 2 and len(copy) > 100:
            del copy[place : place + chance.randrange(1, 9)]
        else:
            copy[place:place] = copy[place : place + chance.randrange(1, 200)]
    return bytes(copy)


def inputs(build, count):
    """Broken files, the same ones every time: what each is called and holds."""
    whole = samples(build)
    for number in range(count):
        name = list(whole)[number % len(whole)]
        yield number, name, broken(whole[name], random.Random(number))


def outcome(name, data, worker):
    """What came of a file: None where it was read, else the reason.

    And the seconds of this process's time that it took; the worker looks after its own.
    """
    began = time.process_time()
    reason = None
    try:
        extracts = load(name, data, worker)
    except LoadError as error:
        reason = str(error)
        assert reason
        assert "\n" not in reason
    else:
        assert extracts
        for extract in extracts:
            extract.text.encode("utf-8")
            extract.title.encode("utf-8")
            for sentence in locate_sentences(extract.text, extract.blocks):
                assert extract.text[sentence.start : sentence.end] == sentence.text
    return reason, time.process_time() - began


def builders():
    path = Path(__file__).with_name("conftest.py")
    spec = importlib.util.spec_from_file_location("builders", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_broken_file_is_read_or_refused_soon():
    worker = Worker(timeout_s=LONGEST_S)
    for number, name, data in inputs(builders(), INPUTS):
        reason, took = outcome(name, data, worker)
        assert took < LONGEST_S, (number, name)
        assert not re.search("crashed|took longer", reason or ""), (number, name)
    worker.end()


def run(count):
    """Breaks many files, and prints what came of them."""
    worker = Worker(timeout_s=LONGEST_S)
    slowest, reasons, read = 0.0, {}, 0
    for _, name, data in inputs(builders(), count):
        began = time.perf_counter()
        reason, _ = outcome(name, data, worker)
        slowest = max(slowest, time.perf_counter() - began)
        read += reason is None
        if reason:
            known = " ".join(word for word in reason.split() if word.isalpha())[:50]
            reasons[known] = reasons.get(known, 0) + 1
    print(f"{count} broken files: {read} read, {count - read} refused, slowest {slowest:.2f} s")  # noqa: T201
    for reason, times in sorted(reasons.items(), key=lambda item: -item[1]):
        print(f"{times:6} {reason}")  # noqa: T201


if __name__ == "__main__":
    run(int(sys.argv[1]))


def test_what_a_file_calls_its_columns_stays_on_one_line():
    head = '"a\nb","' + "c" * 1_000 + '"\n1,2\n'
    with pytest.raises(LoadError, match="no column of text among a b, c") as caught:
        load("a.csv", head.encode())
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "section", ["<![octype x]>", "<![ ]>", "<![CDATA[x]]>", "<![if IE]>", "<![x"]
)
def test_a_marked_section_of_any_kind_is_passed_over(section):
    page = f"<!doctype html><html><body><p>Before.</p>{section}<p>After.</p></body></html>"
    (extract,) = load("a.html", page.encode())
    assert extract.text == "Before.\n\nAfter."
