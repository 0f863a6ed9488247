"""What the hits for a question say together: one order, copies folded, answers compared."""
