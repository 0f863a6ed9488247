from qa.output.counts import counted


def test_one_thing_is_no_plural():
    assert [counted(n, "file") for n in (0, 1, 2, 1000)] == [
        *("0 files", "1 file", "2 files", "1,000 files")
    ]
