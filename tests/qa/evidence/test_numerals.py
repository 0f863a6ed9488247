import pytest

from qa.evidence.numerals import join_thousands, write_figures


@pytest.mark.parametrize(
    ("written", "joined"),
    [
        ("1,000", "1000"),
        ("1 , 000", "1000"),
        ("1,234,567", "1234567"),
        ("1,00", "1,00"),
        ("1,0000", "1,0000"),
    ],
)
def test_a_comma_before_three_digits_is_left_out(written, joined):
    assert join_thousands(written) == joined


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("twenty one ships", "21 ships"),
        ("twenty ten", "20 10"),
        ("1.5 million people", "1500000 people"),
        ("three hundred", "300"),
        ("a million", "a million"),
    ],
)
def test_numbers_are_written_as_figures_with_their_scale(words, figures):
    assert " ".join(write_figures(words.split())) == figures
