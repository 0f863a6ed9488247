import io
from dataclasses import replace

import pytest

from index import Filter
from qa.commands import Chat
from qa.prompt.toolbar import toolbar
from qa.session import Session
from qa.settings import Settings


@pytest.fixture
def chat(retriever):
    chat = Chat(Session(Settings(corpus=(), index=""), retriever), io.StringIO())
    chat.count()
    return chat


def test_it_says_filters_corpus_documents_and_model(chat):
    chat.session.settings = replace(
        chat.session.settings, filter=Filter("2021-08-01", within="seeds/a")
    )
    shown = toolbar(chat, 300, 24)
    assert shown.startswith("since 2021-08-01 · in seeds/a · ")
    assert shown.endswith("seeds · 5 documents · all-MiniLM-L6-v2")


def test_it_is_cut_to_the_screen_and_shows_no_control(chat):
    chat.session.settings = replace(chat.session.settings, filter=Filter(within="会\x1b[2J" * 30))
    shown = toolbar(chat, 40, 24)
    assert len(shown) <= 40
    assert shown.endswith("…")
    assert "\x1b" not in shown


@pytest.mark.parametrize("size", [(20, 24), (80, 5), (0, 0)])
def test_on_a_small_screen_there_is_none(chat, size):
    assert toolbar(chat, *size) == ""
