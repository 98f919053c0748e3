"""Rules about annotations that stand twice (DUP)."""
