"""Rules about where a mention stands (SPN)."""
