"""Questions that lean on earlier ones, rewritten to stand alone."""
