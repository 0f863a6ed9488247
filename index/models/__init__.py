"""Networks: their files, their compiled graphs, and the batches that they compute."""
