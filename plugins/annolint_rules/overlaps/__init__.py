"""Rules about mentions that share text (OVL)."""
