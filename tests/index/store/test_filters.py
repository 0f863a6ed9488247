import numpy as np
import pytest

from index import sync
from index.store import filters
from index.store.store import Store

FILES = {
    "year.txt": "Year\n2021-\n\nDate: 2021\n\nText.",
    "month.txt": "Date: August 2021\n\nText.",
    "day.txt": "Date: 14 August 2021\n\nText.",
    "undated.txt": "Text without a date.",
}


@pytest.fixture
def index(write, embedder, tmp_path):
    sync([write(FILES)], tmp_path / "index", model=embedder)
    return tmp_path / "index"


def dated(store, since, until):
    """The names of the documents whose sentences, and none other's, are found; and passages."""
    found = filters.select(store.db, since, until)
    names = [
        {
            path.rsplit("/", 1)[1]
            for number, path in store.db.execute(
                f"SELECT {level}.id, path FROM {level} JOIN document ON document.id = document_id"
                " JOIN file ON file.id = file_id"
            )
            if ranges.mask(np.array([number])).item()
        }
        for level, ranges in (("sentence", found.sentences), ("passage", found.passages))
    ]
    assert names[0] == names[1]
    return sorted(names[0])


def test_a_date_may_lie_anywhere_in_what_it_states(index):
    with Store.read(index) as store:
        assert dated(store, "2021-08-14", "2021-08-14") == ["day.txt", "month.txt", "year.txt"]
        assert dated(store, "2021-08-15", None) == ["month.txt", "year.txt"]
        assert dated(store, None, "2021-07-31") == ["year.txt"]
        assert dated(store, "2022-01-01", None) == []
        assert dated(store, None, "2020-12-31") == []
        assert filters.select(store.db) is None


def test_files_and_folders_bound_what_is_asked_alone_and_with_a_period(write, embedder, tmp_path):
    files = {"a/x.txt": "Date: 2021\n\nText.", "a/y.txt": "Text.", "a0.txt": "Text.", "b.txt": "T."}
    folder = write(files)
    sync([folder], tmp_path / "index", model=embedder)
    a, x, b = (str(folder / name) for name in ("a", "a/x.txt", "b.txt"))
    with Store.read(tmp_path / "index") as store:
        assert [
            filters.count(store.db, paths) for paths in (None, [a], [x, b], [str(folder)], [])
        ] == [*(4, 2, 2, 4, 0)]
        everything = [number for (number,) in store.db.execute("SELECT id FROM sentence")]
        for found, wanted in (
            (filters.select(store.db, paths=[a]), 3),
            (filters.select(store.db, "2021-01-01", paths=[a]), 2),
        ):
            assert found.sentences.mask(np.array(everything)).sum() == wanted
