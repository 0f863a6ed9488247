"""Training: where the weights and the fitted constants in the code come from."""
