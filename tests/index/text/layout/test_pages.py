import pytest

from index.structure import Kind
from tests.index.text.layout.samples import PROSE, WRAPPED, of


@pytest.mark.parametrize("feed", ["\f", ""])
def test_running_heads_and_feet_are_asides(feed):
    text = ""
    for page in range(1, 6):
        body = "\n".join(f"   Part {chr(64 + page) * n} of it\n{WRAPPED}" for n in range(1, 11))
        text += f"Memo 7      Sessions\n\n{body}\n   End {'x' * page}.\n\n"
        text += f"Smith     [Page {page}]\n{feed}\n"
    asides = of(text, Kind.ASIDE)
    assert sum("[Page" in aside for aside in asides) >= 4
    assert sum("Sessions" in aside for aside in asides) >= 4
    assert not any("server" in aside for aside in asides)


def test_chapters_that_count_up_are_no_running_feet():
    sizes = (2, 30, 7, 18)
    text = "".join(f"Chapter {n}\n\n" + f"{PROSE}\n\n" * size for n, size in enumerate(sizes, 1))
    assert not of(text, Kind.ASIDE)
