import pytest

from qa.cli.questions import Question, parse


def test_a_plain_line_is_a_question():
    assert parse("  who came?\n") == Question("who came?")


def test_a_json_line_carries_its_history():
    line = '{"question": "And then?", "history": ["who came?"]}'
    assert parse(line) == Question("And then?", ("who came?",))


def test_a_json_line_needs_no_history():
    assert parse('{"question": "who came?"}') == Question("who came?")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"question": ', "not a JSON object"),
        ("{who?}", "not a JSON object"),
        ("{}", '"question"'),
        ('{"question": 3}', '"question"'),
        ('{"question": "a", "history": "b"}', '"history"'),
        ('{"question": "a", "history": [1]}', '"history"'),
        ("{" * 1000, "not a JSON object"),
    ],
)
def test_a_malformed_json_line_says_what_is_wrong(line, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse(line)
