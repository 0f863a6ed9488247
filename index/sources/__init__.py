"""The files of a corpus: which exist, which are selected, and which have changed."""
