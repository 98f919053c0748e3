"""Rules about bytes and characters (ENC)."""
