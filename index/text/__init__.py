"""Text cut into sentences and passages, and what it says of times."""
