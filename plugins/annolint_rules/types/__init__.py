"""Rules about annotation types (TYP)."""
