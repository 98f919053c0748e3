"""Rules about the records of a file (FMT)."""
