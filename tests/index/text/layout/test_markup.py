from index.structure import Kind
from tests.index.text.layout.samples import PROSE, of


def test_a_fence_makes_one_block_of_code():
    text = "Run this:\n\n```\nmake\n\nmake install\n```\n\nDone now.\n"
    assert of(text, Kind.CODE) == ["make\n\nmake install"]


def test_a_fence_that_never_closes_is_not_code():
    assert not of(f"```\n{PROSE}\n", Kind.CODE)


def test_a_directive_is_an_aside_and_its_code_is_code():
    text = ".. code-block:: python\n   :linenos:\n\n   x = 1\n\n.. note::\n   Keep it dry.\n"
    assert of(text, Kind.CODE) == ["x = 1"]
    assert of(text, Kind.PARAGRAPH) == ["Keep it dry."]
