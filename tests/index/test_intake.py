import threading
import time

import pytest

from index import intake
from index.sources import corpus

# Takes half a minute to be given up.
SLOW = b"<html><body>" + b"<!" * 2_000_000


@pytest.fixture
def pending(write):
    """Files to be read, a slow one last."""
    folder = write({f"{i}.txt": f"Text {i}. " * 10 for i in range(30)})
    (folder / "slow.html").write_bytes(SLOW)
    return [(file, None) for file in corpus.walk(corpus.roots([folder])).files]


def test_every_file_is_in_one_batch_and_batches_have_as_many_sentences_as_asked_for(pending):
    batches = list(intake.batches(pending[:-1], 100))
    assert [len(batch.ready) for batch in batches] == [10, 10, 10]
    assert [batch.sentences for batch in batches] == [100, 100, 100]
    names = [ready.file.path for batch in batches for ready in batch.ready]
    assert names == [file.path for file, _ in pending[:-1]]


def test_who_stops_taking_batches_does_not_wait_for_the_file_that_is_read(pending):
    others = set(threading.enumerate())
    batches = intake.batches(pending, 300)
    assert next(batches).sentences == 300
    time.sleep(1)  # for the slow file to be begun
    began = time.monotonic()
    batches.close()
    assert time.monotonic() - began < 5
    assert set(threading.enumerate()) <= others


def test_one_who_gives_up_leaves_the_files_of_others_alone(pending, write):
    """An error in one sync ended the process in which another was reading: a healthy file was
    stored as one that crashes its reader, for good."""
    page = "<html><p>The bridge is old.</p>" + "<p>It spans the river.</p>" * 3_000
    folder = write({f"{i}.html": page for i in range(20)}, "others")
    files = corpus.walk(corpus.roots([folder])).files
    given_up = intake.batches(pending, 300)
    next(given_up)
    theirs = intake.batches([(file, None) for file in files], 1)
    found = [next(theirs)]
    given_up.close()
    found += theirs
    assert [unread for batch in found for unread in batch.unread] == []
    assert sum(len(batch.ready) for batch in found) == 20
