"""Pages with fixed places: from letters to words, lines, paragraphs, headings and running heads."""
