"""The structure of plain text, told from its layout: blank lines, indentation, marks, columns."""
