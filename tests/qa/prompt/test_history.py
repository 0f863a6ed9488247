import json
import stat
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from qa.prompt.history import REMEMBERED_BYTES, SharedHistory

PROMPTS, LINES = 4, 200


def kept(path):
    return list(SharedHistory(path, print).load_history_strings())


def test_prompts_open_at_the_same_time_lose_no_line(tmp_path):
    path = tmp_path / "history"
    script = (
        "import sys; from pathlib import Path; from qa.prompt.history import SharedHistory\n"
        "history = SharedHistory(Path(sys.argv[1]), sys.exit)\n"
        f"for n in range({LINES}): history.store_string(f'{{sys.argv[2]}} {{n}} ' + 'x' * 9999)"
    )
    typing = [
        subprocess.Popen([sys.executable, "-c", script, str(path), str(n)]) for n in range(PROMPTS)
    ]
    assert [prompt.wait() for prompt in typing] == [0] * PROMPTS
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert {line[:-9999].strip() for line in lines} == {
        f"{prompt} {n}" for prompt in range(PROMPTS) for n in range(LINES)
    }


@given(st.lists(st.text(st.characters(codec=None, categories=None)), max_size=5))
def test_what_was_typed_comes_back_the_last_first(tmp_path_factory, typed):
    path = tmp_path_factory.mktemp("state") / "history"
    for line in typed:
        SharedHistory(path, print).store_string(line)
    assert kept(path) == typed[::-1]
    assert all(32 <= byte < 127 or byte == 10 for line in typed for byte in path.read_bytes())


def test_the_file_is_its_owners_alone(tmp_path):
    SharedHistory(tmp_path / "history", print).store_string("who?")
    assert stat.S_IMODE((tmp_path / "history").stat().st_mode) == 0o600


def test_lines_that_cannot_be_read_are_passed_over(tmp_path):
    (tmp_path / "history").write_bytes(b'"who?"\n+old\n\xff\n["a"]\n"whe')
    assert kept(tmp_path / "history") == ["who?"]


def test_only_the_end_of_a_long_file_is_read(tmp_path):
    (tmp_path / "history").write_text('"who?"\n' * REMEMBERED_BYTES)
    assert len(kept(tmp_path / "history")) in range(REMEMBERED_BYTES // 7 - 1, 142_858)


def test_a_file_that_cannot_be_written_is_said_and_ends_nothing(tmp_path):
    said = []
    SharedHistory(tmp_path, said.append).store_string("who?")
    assert said == [f"questions are not kept in {tmp_path}: Is a directory"]
    assert kept(tmp_path) == []
