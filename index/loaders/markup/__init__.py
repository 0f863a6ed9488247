"""What formats of markup share: titles, lines of a source text, and the blocks made of them."""
