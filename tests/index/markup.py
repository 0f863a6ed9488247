"""What the tests of all markup share."""

from time import process_time

from hypothesis import strategies as st


def describe(text, blocks):
    """Kind, level and text of each block."""
    return [(block.kind.value, block.level, text[block.start : block.end]) for block in blocks]


def assert_sound(text, blocks):
    """Blocks are in order, and begin and end with something to see."""
    end = 0
    for block in blocks:
        assert end <= block.start < block.end <= len(text)
        assert not text[block.start].isspace()
        assert not text[block.end - 1].isspace()
        end = block.end


def assert_linear(text, read):
    """Time of this process, of which quadratic work takes minutes and linear work a second."""
    start = process_time()
    assert_sound(text, read(text))
    assert process_time() - start < 60


def texts(marks):
    """Texts of such pieces."""
    return st.lists(st.sampled_from(marks), max_size=60).map("".join)
