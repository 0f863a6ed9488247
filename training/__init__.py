"""Where the numbers in the code come from: each module fits some of them on training questions."""
