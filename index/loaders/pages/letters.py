"""The letters of a page, as PDFium places them: boxes, baselines, sizes of the type, fonts."""

import re
from ctypes import byref, c_double, c_int, create_string_buffer
from functools import lru_cache
from math import hypot
from typing import Any, NamedTuple

_BOLD = re.compile(r"bold|black|heavy|demi|medi(?!um)|cmbx|[a-z]bx\d", re.IGNORECASE)
_FIXED = re.compile(
    r"mono(?!type)|nimbusmon|courier|consol|typewriter|inconsol|menlo|terminal|fixed"
    r"|(?:source|fira) ?code|cascadia|(?:cm|ec|lm|la|sf|rm|cs|pl)\w{0,4}tt(?!c)|txtt|beramono"
    r"|andale|letter ?gothic|lucida ?(?:sans ?)?type|zi4|hack",
    re.IGNORECASE,
)
"""Names of fixed-width fonts. LaTeX's, for one, are seldom flagged."""
_FORCED_BOLD = 1 << 18
_FIXED_PITCH = 1
"""Flags of a font: ISO 32000-1, table 123, bits 19 and 1."""
_NAME_BYTES = 200


class Box(NamedTuple):
    """What a letter takes of its line, with the space that its font gives it. In the page's
    units."""

    left: float
    right: float
    height: float


class Font(NamedTuple):
    """What is asked of a font."""

    is_bold: bool
    """Whether it is bold, or to be drawn bold."""
    is_fixed: bool
    """Whether it says that all of its letters are equally wide."""


class Letters:
    """The letters of a page by their index in its text."""

    def __init__(self, textpage: Any) -> None:
        """`textpage`: pypdfium2's, open as long as the letters are asked for."""
        from pypdfium2 import raw

        self._page = textpage.raw
        self._raw = raw
        # These are made once, because boxes are asked for every letter.
        self._box = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._x, self._y, self._flags = c_double(), c_double(), c_int()
        self._name = create_string_buffer(_NAME_BYTES)
        self._box_of = raw.FPDFText_GetLooseCharBox

    def box(self, index: int) -> Box:
        """The box of a letter."""
        box = self._box
        self._box_of(self._page, index, box)
        return Box(box.left, box.right, box.top - box.bottom)

    def baseline(self, index: int) -> float:
        """The height of its baseline above the bottom of the page."""
        self._raw.FPDFText_GetCharOrigin(self._page, index, byref(self._x), byref(self._y))
        return self._y.value

    def size(self, index: int) -> float:
        """The size of its type."""
        matrix = self._matrix
        self._raw.FPDFText_GetMatrix(self._page, index, matrix)
        size: float = self._raw.FPDFText_GetFontSize(self._page, index)
        return size * hypot(matrix.c, matrix.d)

    def font(self, index: int) -> Font:
        """The looks of its font."""
        get = self._raw.FPDFText_GetFontInfo
        length = get(self._page, index, self._name, _NAME_BYTES, byref(self._flags))
        return _font(self._name.raw[: min(length, _NAME_BYTES)], self._flags.value)


@lru_cache(maxsize=1000)
def _font(name: bytes, flags: int) -> Font:
    """Whether a font is bold or fixed, by its name or its flags. Weights are not looked at: PDFium
    makes them up from the width of stems, 744 for a regular font of LaTeX's."""
    text = name.decode("utf-8", "replace")
    return Font(
        is_bold=bool(flags & _FORCED_BOLD) or bool(_BOLD.search(text)),
        is_fixed=bool(flags & _FIXED_PITCH) or bool(_FIXED.search(text)),
    )
