"""Rules about concept identifiers (CID)."""
