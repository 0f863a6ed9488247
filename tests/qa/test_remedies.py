import shlex

import pytest

from index.errors import Action, ModelError, Remedy, SearchError, StoreError
from qa.remedies import explain


def test_an_error_without_a_remedy_is_said_as_it_is():
    assert explain(SearchError("the question is empty")) == "the question is empty"


@pytest.mark.parametrize("action", Action)
def test_every_action_is_said_in_one_line_as_a_command_or_an_option(action):
    remedy = Remedy(action, "/my index", ("my docs",), "a model", ("hidden", "ignored", "excluded"))
    said = explain(StoreError("it is damaged", remedy))
    assert said.startswith("it is damaged; ")
    assert "\n" not in said
    assert any(part in said for part in ("qa ", "--", "cited-qa"))


def test_the_command_to_rebuild_can_be_pasted():
    remedy = Remedy(Action.REBUILD, "/my index", ("my docs", "b"), "org/model")
    command = explain(ModelError("another model", remedy)).partition("build it again with: ")[2]
    assert shlex.split(command) == [
        *("qa", "sync", "my docs", "b", "--index", "/my index"),
        *("--model", "org/model", "--rebuild"),
    ]


def test_only_the_options_that_would_read_more_are_named():
    said = explain(SearchError("no document", Remedy(Action.SELECT_MORE, left_out=("hidden",))))
    assert said == "no document; --hidden reads hidden files"


def test_a_programmer_is_told_without_any_command():
    error = StoreError("no index at /x", Remedy(Action.SYNC, index="/x"))
    assert str(error) == "no index at /x; sync a corpus into it"
