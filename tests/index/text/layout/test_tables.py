import pytest

from index.structure import Kind
from tests.index.text.layout.samples import kinds

BORDER = "+------+-----+\n"


@pytest.mark.parametrize(
    "text",
    [
        "Name   Age\n-----  ---\nAnn    30\nBob    41\n",
        "=====  ===\nName   Age\n=====  ===\nAnn    30\nBob    41\n=====  ===\n",
        "| Name | Age |\n|------|-----|\n| Ann | 30 |\n| Bob | 41 |\n",
        f"{BORDER}| Name | Age |\n+======+=====+\n| Ann  | 30  |\n{BORDER}| Bob  | 41  |\n{BORDER}",
        f"{BORDER}| Name | Age |\n{BORDER}| Ann  | 30  |\n| Bob  | 41  |\n{BORDER}",
    ],
)
def test_a_table_with_a_rule_below_its_names_has_a_header_and_rows(text):
    assert [kind for kind, _ in kinds(text)] == [Kind.HEADER, Kind.ROW, Kind.ROW]
