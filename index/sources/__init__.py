"""The files of a corpus: which there are, which are taken, and whether they changed."""
