"""A web page: tokens, what they nest in, pieces of text, blocks."""
