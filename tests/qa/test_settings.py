import os
import stat

from qa.settings import history_file


def test_questions_are_kept_for_their_owner_alone(home):
    old = os.umask(0)
    try:
        path = history_file()
    finally:
        os.umask(old)
    assert path.is_relative_to(home / "state")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
