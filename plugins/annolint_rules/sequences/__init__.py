"""Rules about sequences of tags (SEQ)."""
