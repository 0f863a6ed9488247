import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.sentences import MAX_LENGTH, split


def sentences(text):
    return [text[start:end] for start, end in split(text)]


def assert_whole(text):
    assert sentences(text) == [text.strip()]


# Abbreviations, initials, numbers


@pytest.mark.parametrize(
    "text",
    [
        "The match was moved to Nov. 3 because of rain.",
        "the match was moved to nov. 3 because of rain .",
        "She met Dr. Weber and Prof. Ito at St. Anne's.",
        "The novel by E. M. Forster sold out.",
        "Samuel L. A. Porter left the board.",
        "The deal with Hobbs & Co. was signed by Hobbs Jr. in May.",
        "Bring tools, e.g. a saw, i.e. what you have.",
        "See Fig. 4 and pp. 12-14 of vol. 2 for details.",
        "Room no. 7 is on the left.",
        "A U.S. Senate panel met with u.s. officials.",
        "The ferry leaves at 9 p.m. Monday from pier 4.",
        "Er kam am 3. Oktober nach Hause, z.B. um zu schlafen.",
    ],
)
def test_an_abbreviation_inside_a_sentence_does_not_end_it(text):
    assert_whole(text)


def test_an_abbreviation_before_a_word_that_begins_sentences_ends_one():
    assert sentences("She works in the U.S. He does not. They met in Dec. It snowed.") == [
        "She works in the U.S.",
        "He does not.",
        "They met in Dec.",
        "It snowed.",
    ]


def test_the_hour_may_end_a_sentence():
    assert sentences("Doors open at 7 p.m. Tickets are sold out.") == [
        "Doors open at 7 p.m.",
        "Tickets are sold out.",
    ]


def test_an_everyday_word_that_looks_like_an_abbreviation_ends_a_sentence():
    assert sentences("At noon the cat sat. Nobody spoke. Was it art? No. Maybe.") == [
        "At noon the cat sat.",
        "Nobody spoke.",
        "Was it art?",
        "No.",
        "Maybe.",
    ]


def test_a_number_at_the_end_of_a_sentence_is_not_a_list_label():
    assert sentences("Sales grew to 40. Costs fell by 3.5 percent.") == [
        "Sales grew to 40.",
        "Costs fell by 3.5 percent.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Write to ana.silva@example.org or see https://docs.example.org/a.b/c?d=e.f for more.",
        "Version 3.11.2 reads setup.cfg and README.md from www.Example.com today.",
        "The price fell from $1,234.50 to .75 a share.",
    ],
)
def test_a_dot_inside_a_word_ends_nothing(text):
    assert_whole(text)


def test_a_missing_space_after_the_dot_is_forgiven():
    assert sentences("The room was clean.You should book early.") == [
        "The room was clean.",
        "You should book early.",
    ]


# Terminators and what clings to them


def test_closing_quotes_and_brackets_stay_with_the_sentence_they_close():
    assert sentences('He wrote “I am done.” Then he left. (Nobody saw him.) "Good." It was.') == [
        "He wrote “I am done.”",
        "Then he left.",
        "(Nobody saw him.)",
        '"Good."',
        "It was.",
    ]


def test_a_quotation_goes_on_into_its_speech_verb():
    assert_whole('"Where is the ladder? Bring it here!" shouted the mason.')


def test_a_bracketed_aside_stays_inside_its_sentence():
    assert_whole("The bridge (It was built in 1901. It fell in 1950.) was never replaced.")


def test_a_long_quotation_is_cut_into_its_own_sentences():
    speech = "We have waited for this day for a very long time and it has come. " * 6
    assert len(sentences(f"“{speech.strip()}”")) == 6


def test_an_ellipsis_before_a_small_letter_ends_nothing():
    assert_whole("the plan is a trick ... a means to gain time , said one member .")


def test_an_ellipsis_before_a_capital_ends_a_sentence():
    assert sentences("I never knew.... She left… Then it rained.") == [
        "I never knew....",
        "She left…",
        "Then it rained.",
    ]


def test_one_exclamation_mark_before_a_small_letter_is_part_of_a_name():
    assert_whole("She moved from Yahoo! to a smaller firm.")


def test_repeated_marks_are_one_terminator():
    assert sentences("What?! No way!! Really ? Yes . . . . Good.") == [
        "What?!",
        "No way!!",
        "Really ?",
        "Yes . . . .",
        "Good.",
    ]


def test_footnote_marks_and_smileys_stay_with_the_sentence_before():
    assert sentences("The town was founded late.[2][3] It grew fast.14 Trade came. :-) Good.") == [
        "The town was founded late.[2][3]",
        "It grew fast.14",
        "Trade came. :-)",
        "Good.",
    ]


def test_tokenised_lower_case_text_is_cut_at_detached_dots():
    assert sentences(
        "talks began on friday . they will go on , said u.s. envoys . it is hard ."
    ) == [
        "talks began on friday .",
        "they will go on , said u.s. envoys .",
        "it is hard .",
    ]


def test_terminators_of_other_scripts_end_sentences():
    assert sentences("今日は晴れ。明日は雨！ यह घर है। वह दूर है। هل وصلت؟ نعم.") == [
        "今日は晴れ。",
        "明日は雨！",
        "यह घर है।",
        "वह दूर है।",
        "هل وصلت؟",
        "نعم.",
    ]


def test_a_japanese_quotation_goes_on_into_its_speech_verb():
    assert_whole("彼は「もう行く。」と言った。")


def test_european_quotes_and_inverted_marks_are_understood():
    assert sentences("„Das ist gut.“ Er ging. « Bonjour ! » Il partit. ¿Qué? ¡No! Vale.") == [
        "„Das ist gut.“",
        "Er ging.",
        "« Bonjour ! »",
        "Il partit.",
        "¿Qué?",
        "¡No!",
        "Vale.",
    ]


def test_a_photo_caption_and_its_credits_are_two_sentences():
    caption = "Workers rest in Lima, Peru, Monday July 5, 2021."
    credits = "(AP Photo/A. Diaz) (Copyright 2021 The Agency. All rights reserved)"
    assert sentences(f"{caption} {credits}") == [caption, credits]


# Enumerations


@pytest.mark.parametrize(
    "items",
    [
        ["1. Wash the rice", "2. Boil water", "3. Add salt"],
        ["a) here", "b) there", "c) elsewhere"],
        ["• bread", "• 2 eggs", "• milk"],
        ["(1) One thing.", "(2) Another.", "(3) A third."],
    ],
)
def test_items_on_one_line_are_sentences(items):
    assert sentences(" ".join(items)) == items
    assert sentences("\n".join(items)) == items


def test_a_number_in_running_text_begins_no_enumeration():
    assert_whole("For 1. above pay nothing, and for 2. above pay half.")


# Line breaks


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\r\r", "\n \t\n", "\u2028\u2028", "\f\n"])
def test_a_blank_line_ends_a_sentence(gap):
    assert sentences(f"A headline without a stop{gap}the text goes on") == [
        "A headline without a stop",
        "the text goes on",
    ]


def test_the_breaks_of_wrapped_prose_are_spaces():
    text = (
        "The committee sat for three days and heard more than forty people, among\n"
        "them the mayor of the old town and two engineers. It then asked Dr.\n"
        "Weber to write a report, which was printed in the spring of the next\n"
        "year. Few have read it."
    )
    assert [" ".join(sentence.split()) for sentence in sentences(text)] == [
        "The committee sat for three days and heard more than forty people, among them the mayor "
        "of the old town and two engineers.",
        "It then asked Dr. Weber to write a report, which was printed in the spring of the next "
        "year.",
        "Few have read it.",
    ]


def test_a_break_before_the_margin_is_meant():
    text = (
        "Report of the bridge committee\n"
        "The committee sat for three days and heard more than forty people, among\n"
        "them the mayor of the old town and two engineers who had drawn the plans."
    )
    assert len(sentences(text)) == 2


def test_lines_longer_than_a_page_is_wide_are_paragraphs():
    line = "the ministers met in the capital" + " and agreed to go on with the talks" * 3
    assert len(sentences("\n".join([line] * 3))) == 3


def test_a_list_of_lines_with_capitals_is_not_wrapped_prose():
    names = ["Institute for Northern Languages", "Institute for Southern Languages", "Other Places"]
    assert sentences("\n".join(names)) == names


def test_a_line_left_open_with_a_space_goes_on():
    assert_whole("It was a dark \nnight in the old town.")


def test_punctuation_torn_off_by_a_line_break_comes_back():
    assert sentences("Ask us for a price\n.\nThank you") == ["Ask us for a price\n.", "Thank you"]


def test_markdown_headings_rules_rows_quotes_and_items_stand_alone():
    text = (
        "# Bridges\nThey span rivers.\n- wood\n- stone\n| a | b |\n|---|---|\n| 1 | 2 |\n"
        "> quoted\n***\nSetext\n===\nEnd\n"
    )
    assert sentences(text) == text.splitlines()


def test_lines_of_code_stand_alone():
    text = "```python\nfirst = compute(the_values, of_the_table)\nsecond = 2\n\nthird = 3\n```\nEnd"
    assert sentences(text) == [line for line in text.splitlines() if line]


# Length, and any text at all


def test_a_sentence_that_is_too_long_is_cut_after_a_clause():
    parts = sentences("one two three four, " * 200)
    assert all(part.endswith(",") for part in parts)
    assert all(len(part) <= MAX_LENGTH for part in parts)


def test_a_long_word_is_cut_before_the_letter_whose_accent_would_be_lost():
    text = "x" + "e\u0301" * MAX_LENGTH
    assert all(not part.startswith("\u0301") for part in sentences(text))


def test_text_without_a_word_has_no_sentence():
    assert split("") == split(" \n\t\u00a0\r\n\u3000") == []


MARKS = [*"aZ1 .!?…。\n\r\t\"'“”()[]•*-#|>`:,;", "\u2028", "\f", "\U0001f600", "\u200d"]
WORDS = ["Dr.", "U.S.", "The ", "1) ", ". . .", "e\u0301", "```\n", "word " * 40, "x" * 600]
TEXTS = st.text() | st.lists(st.sampled_from(MARKS + WORDS), max_size=60).map("".join)


@given(TEXTS)
def test_nothing_but_space_lies_outside_the_sentences(text):
    end_before = 0
    for start, end in split(text):
        assert end_before <= start < end
        assert not text[end_before:start].strip()
        end_before = end
    assert not text[end_before:].strip()


@given(TEXTS)
def test_sentences_are_stripped_and_short_enough(text):
    for sentence in sentences(text):
        assert sentence == sentence.strip()
        assert 0 < len(sentence) <= MAX_LENGTH


@given(TEXTS, st.integers(0, 5))
def test_blank_space_around_the_text_only_moves_the_offsets(text, padding):
    text = text.strip()
    moved = split(" " * padding + text + "\n" * padding)
    assert moved == [(start + padding, end + padding) for start, end in split(text)]
