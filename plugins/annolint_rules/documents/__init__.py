"""Rules about documents as a whole (DOC)."""
