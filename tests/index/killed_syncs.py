"""Syncs that are killed, each a fork of this process: what test_kills drives by lines of JSON.

A line is {"folder", "index", "log", "after_share" or "after_writes"}; the answer to it is how the
sync ended. `after_share` is a share of the time that the last sync took that was left to end by
itself, as it is with neither.
"""

import json
import os
import runpy
import signal
import sys
import time
from pathlib import Path

import filelock  # noqa: F401 - imported once, not in every fork

import index.indexer
from index.store import database

# So few that a sync of small files is many transactions, and a kill may fall between any two.
index.indexer.SENTENCES_PER_BATCH = 2 * int(sys.argv[1])
index.indexer.TEXTS_AT_ONCE = int(sys.argv[1])

BagOfWords = runpy.run_path(str(Path(__file__).parents[1] / "conftest.py"))["BagOfWords"]


class Logged(BagOfWords):
    """Notes how many texts it is about to embed, where a kill cannot take that back."""

    def __init__(self, log):
        super().__init__()
        self.log = log

    def embed(self, texts):
        descriptor = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{len(texts)}\n".encode())
        os.close(descriptor)
        return super().embed(texts)


def stop_after(writes):
    """Kills this process before the statement that would be one more write than these."""
    opened, left = database._open, [writes]

    def counted(statement):
        if statement.split(None, 1)[0].upper() not in ("SELECT", "PRAGMA"):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def traced(uri, directory):
        connection = opened(uri, directory)
        if "mode=ro" not in uri:
            connection.set_trace_callback(counted)
        return connection

    database._open = traced


def run(job):
    began = time.monotonic()
    child = os.fork()
    if not child:
        if "after_writes" in job:
            stop_after(job["after_writes"])
        status = 1
        try:
            index.indexer.sync([job["folder"]], job["index"], model=Logged(job["log"]))
            status = 0
        finally:
            os._exit(status)
    if "after_share" in job:
        time.sleep(job["after_share"] * run.lasts_s)
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if "after_share" not in job and "after_writes" not in job:
        run.lasts_s = time.monotonic() - began
    return status


for line in sys.stdin:
    sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
    sys.stdout.flush()
