"""Rules about the consistency of the corpus as a whole (COR)."""
