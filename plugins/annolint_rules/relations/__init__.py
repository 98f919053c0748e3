"""Rules about relations (REL)."""
