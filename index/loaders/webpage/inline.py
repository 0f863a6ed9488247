"""Inline elements of an HTML page that are open: what holds for the text in them."""

import re

from index.loaders.webpage.elements import BOLD, Link, Run, is_hidden

NEIGHBORS = frozenset("prev previous next up first last contents index start".split())
"""Values of `rel` of links to the neighboring pages."""
NEIGHBOR_KEYS = frozenset("npuh")
"""Access keys of such links, as Texinfo and DocBook give them."""


class Formatting:
    """The open inline elements."""

    def __init__(self) -> None:
        self._opened: dict[str, list[tuple[int, Link | None, bool, bool]]] = {}
        """For each name: how deep in block-level elements they begin, their link, whether they make
        bold, and whether they are hidden."""
        self._link: Link | None = None
        self._bold = self._small = self._hidden = 0

    @property
    def is_hidden(self) -> bool:
        """Whether what follows is not shown."""
        return self._hidden > 0

    def format(self, text: str) -> Run:
        """The text as it is formatted here."""
        if self._link:
            self._link.read(text)
        return Run(text, self._link, self._bold > 0, self._small > 0)

    def start(self, name: str, attributes: dict[str, str], depth: int) -> None:
        """Opens an element within `depth` block-level ones."""
        link = None
        if name == "a":
            self.end("a")
            if "href" in attributes or "onclick" in attributes:
                self._link = link = _new_link(attributes)
        is_bold = name in BOLD or name == "big" or (name == "font" and _is_large(attributes))
        hides = is_hidden(attributes)
        self._bold += is_bold
        self._small += name == "small"
        self._hidden += hides
        self._opened.setdefault(name, []).append((depth, link, is_bold, hides))

    def end(self, name: str) -> None:
        """Closes the innermost open element of this name, if there is one."""
        if opened := self._opened.get(name):
            _, link, is_bold, hides = opened.pop()
            self._bold -= is_bold
            self._small -= name == "small"
            self._hidden -= hides
            if link:
                self._link = None

    def end_below(self, depth: int) -> None:
        """Closes the elements that begin within more than `depth` block-level ones."""
        for name, opened in self._opened.items():
            while opened and opened[-1][0] > depth:
                self.end(name)

    def is_open_at(self, name: str, depth: int) -> bool:
        """Whether the innermost open element of this name begins at this depth."""
        opened = self._opened.get(name, [])
        return bool(opened) and opened[-1][0] == depth


def _new_link(attributes: dict[str, str]) -> Link:
    named = set(attributes.get("rel", "").lower().split())
    is_neighbor = bool(named & NEIGHBORS) or attributes.get("accesskey", "") in NEIGHBOR_KEYS
    return Link(attributes.get("href", "#").strip().startswith("#"), is_neighbor)


def _is_large(attributes: dict[str, str]) -> bool:
    return bool(re.fullmatch(r"\+[1-9]|[4-7]", attributes.get("size", "").strip()))
