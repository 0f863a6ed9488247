"""What reStructuredText and AsciiDoc share: lines of a source text, and the blocks made of them."""
