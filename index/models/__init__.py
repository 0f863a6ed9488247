"""Networks: their files, their compiled graphs, and texts put in batches for them."""
