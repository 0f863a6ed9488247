import resource
import threading
import time

import pytest

from index.loaders.isolation import TIMEOUT_S
from index.prefetch import prefetch
from index.sources import corpus

# Given up after TIMEOUT_S of the processor's time.
SLOW = b"<html><body>" + b"<!" * 2_000_000


def spent_by_children():
    """Seconds of the processor's time that the processes took that this one started and ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.fixture
def pending(write):
    """Files to be read, a slow one last."""
    folder = write({f"{i}.txt": f"Text {i}. " * 10 for i in range(30)})
    (folder / "slow.html").write_bytes(SLOW)
    return [(file, None) for file in corpus.walk(corpus.roots([folder])).files]


def test_every_file_is_in_one_batch_and_batches_have_as_many_sentences_as_asked_for(pending):
    batches = list(prefetch(pending[:-1], 100))
    assert [len(batch.ready) for batch in batches] == [10, 10, 10]
    assert [batch.sentences for batch in batches] == [100, 100, 100]
    names = [ready.file.path for batch in batches for ready in batch.ready]
    assert names == [file.path for file, _ in pending[:-1]]


def test_who_stops_taking_batches_does_not_wait_for_the_file_that_is_read(pending):
    others, spent_s = set(threading.enumerate()), spent_by_children()
    batches = prefetch(pending, 300)
    assert next(batches).sentences == 300
    time.sleep(1)  # for the slow file to be begun
    batches.close()
    assert spent_by_children() - spent_s < TIMEOUT_S / 2
    assert set(threading.enumerate()) <= others


def test_one_who_gives_up_leaves_the_files_of_others_alone(pending, write):
    """An error in one sync ended the process in which another was reading: a healthy file was
    stored as one that crashes its reader, for good."""
    page = "<html><p>The bridge is old.</p>" + "<p>It spans the river.</p>" * 1_000
    folder = write({f"{i}.html": page for i in range(6)}, "others")
    files = corpus.walk(corpus.roots([folder])).files
    given_up = prefetch(pending, 300)
    next(given_up)
    theirs = prefetch([(file, None) for file in files], 1)
    found = [next(theirs)]
    given_up.close()
    found += theirs
    assert [unread for batch in found for unread in batch.unread] == []
    assert sum(len(batch.ready) for batch in found) == 6
