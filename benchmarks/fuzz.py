"""Makes broken files from real ones, and checks what the loaders do with them.

    python -m benchmarks.fuzz --data DIR --inputs 20000 --seed 1 --keep FOLDER

First the fuzz reads every file under DIR as it is. Then it makes --inputs files from them, one
format after another. A mutation flips, repeats or removes bytes, splices two files, inserts tokens
of the format, makes numbers extreme, or changes the encoding. Members, streams and parts inside a
packed file are unpacked, changed and packed again. JSON, YAML, TOML and XML files are also read as
the formats that contain them. The same seed and files make the same inputs, in whatever order the
files are listed.

Each input goes through `load` and is cut into sentences and passages, as in a sync. A finding is an
exception other than LoadError, an exception of a loader that its own process turned into a reason,
or a text that breaks a promise of the records. Two findings are the same if format, exception and
innermost frame in `index` are the same. FOLDER gets the smallest input of each finding, of the slow
inputs and of those that crashed their reader. Times are processor time, of this process and of
those it starts.
"""

import argparse
import resource
from pathlib import Path

from benchmarks.fuzzing.inputs import Inputs, find_samples
from benchmarks.fuzzing.ledger import Ledger, Tally, report
from benchmarks.fuzzing.outcomes import try_loading, watch_loaders
from benchmarks.progress import track
from benchmarks.provenance import provenance
from index.loaders import dismiss


def main() -> None:
    """Reads the inputs and prints the report."""
    parser = argparse.ArgumentParser(description="Read files that are broken at random.")
    parser.add_argument("--data", type=Path, required=True, help="folder of real files")
    parser.add_argument("--inputs", type=int, default=20_000, help="how many files to make")
    parser.add_argument("--seed", type=int, default=1, help="seed of the mutations")
    parser.add_argument("--kinds", help="only these formats, comma-separated: HTML,PDF")
    parser.add_argument("--keep", type=Path, help="folder for the inputs behind the findings")
    args = parser.parse_args()
    wanted = {kind.lower() for kind in (args.kinds or "").split(",") if kind}
    chosen = [s for s in find_samples(args.data) if not wanted or s.kind.lower() in wanted]
    if not chosen:
        parser.error(f"no such files in {args.data}")
    watch_loaders()
    ledger = Ledger(args.keep)
    for sample in chosen:
        ledger.kinds.setdefault(sample.kind, Tally()).samples += 1
    inputs = Inputs(chosen, args.inputs, args.seed)
    for number in track("fuzz", range(len(inputs))):
        given = inputs[number]
        ledger.count(given, try_loading(given.name, given.data))
    dismiss()
    print("\n".join(report(ledger)))
    usage = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ours, others = (most.ru_maxrss / 1000 for most in usage)
    print(f"most memory: {ours:.0f} MB here, {others:.0f} MB in the reader")
    print(f"seed {args.seed}, {len(chosen)} files, {args.inputs} made of them")
    print(provenance())


if __name__ == "__main__":
    main()
