"""The letters of a page, as PDFium places them: boxes, baselines, sizes of the type, fonts."""

import re
from ctypes import byref, c_double, c_int, create_string_buffer
from math import hypot
from typing import Any, NamedTuple

_BOLD = re.compile(r"bold|black|heavy|demi|medi(?!um)|cmbx|[a-z]bx\d", re.IGNORECASE)
_FORCED_BOLD = 1 << 18
"""ISO 32000-1, table 123, bit 19."""
_NAME_BYTES = 200


class Box(NamedTuple):
    """What a letter takes of its line, with the space that its font gives it. In the page's
    units."""

    left: float
    right: float
    height: float


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

    def is_bold(self, index: int) -> bool:
        """Whether its font is bold by its name, or is to be drawn bold. Weights are not looked at:
        PDFium makes them up from the width of stems, 744 for a regular font of LaTeX's."""
        get = self._raw.FPDFText_GetFontInfo
        length = get(self._page, index, self._name, _NAME_BYTES, byref(self._flags))
        name = self._name.raw[: min(length, _NAME_BYTES)].decode("utf-8", "replace")
        return bool(self._flags.value & _FORCED_BOLD) or bool(_BOLD.search(name))
