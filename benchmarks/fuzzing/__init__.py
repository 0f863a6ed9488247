"""The parts of benchmarks.fuzz: inputs, mutations, what loaders make of them, and the counts."""
