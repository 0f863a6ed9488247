"""Damaged PDF files whose list of pages is lost, but not the pages."""

import re

_OBJECT = re.compile(rb"(\d{1,8})\s{1,8}\d{1,5}\s{1,8}obj\b")
_PAGE = re.compile(rb"/Type\s{0,8}/Page\b")
_PARENT = re.compile(rb"/Parent\s{1,8}(\d{1,8})\s")
_END = b"endobj"
_MAX_DICTIONARY = 10_000
"""In bytes. The dictionary of a page is shorter."""
MAX_PAGES = 50_000


def restore_pages(data: bytes) -> bytes | None:
    """The file with a new list of its objects and pages, the latter as they stand in it.

    None if no page is to be found, as in an encrypted file and in one whose objects are packed.
    What is appended is an update as of ISO 32000-1, 7.5.6, that leaves out what was before.
    """
    if b"/Encrypt" in data:
        return None
    base = max(data.find(b"%PDF-"), 0)
    places: dict[int, int] = {}
    pages: dict[int, None] = {}
    parents = set()
    for found in _OBJECT.finditer(data):
        number = int(found[1])
        places[number] = found.start() - base
        head = data[found.end() : found.end() + _MAX_DICTIONARY].partition(_END)[0]
        if _PAGE.search(head):
            pages[number] = None
            if parent := _PARENT.search(head):
                parents.add(int(parent[1]))
    if not 0 < len(pages) <= MAX_PAGES:
        return None
    last = max(*places, *parents)
    tree = parents.pop() if len(parents) == 1 and not parents & places.keys() else last + 1
    root = max(last, tree) + 1
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    parts = [data, b"\n"]
    length = len(data) + 1 - base
    for number, body in (
        (tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids)),
        (root, b"<</Type/Catalog/Pages %d 0 R>>" % tree),
    ):
        places[number] = length
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        length += len(parts[-1])
    parts.append(b"xref\n")
    parts += (b"%d 1\n%010d 00000 n \n" % place for place in sorted(places.items()))
    parts.append(b"trailer\n<</Root %d 0 R/Size %d>>\n" % (root, root + 1))
    return b"".join([*parts, b"startxref\n%d\n%%%%EOF\n" % length])
