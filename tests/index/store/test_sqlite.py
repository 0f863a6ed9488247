"""SQLite, put through what every engine has to do."""

import pytest

from index.store.pool import Pool
from index.store.store import Store
from index.store.writer import SQLiteWriter
from tests.index.store.contract import StoreContract


@pytest.fixture
def writer(tmp_path):
    with SQLiteWriter.write(tmp_path) as writer:
        yield writer


class TestVectorsInMemory(StoreContract):
    """All vectors are compared with a question."""

    @pytest.fixture
    def snapshots(self, writer, tmp_path):
        pool = Pool(Store.read(tmp_path))
        yield pool
        pool.close()


class TestSketchesInMemory(StoreContract):
    """Vectors are chosen by their sketches."""

    @pytest.fixture
    def snapshots(self, writer, tmp_path):
        pool = Pool(Store.read(tmp_path), crossover=0)
        yield pool
        pool.close()
