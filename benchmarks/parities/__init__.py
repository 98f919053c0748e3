"""What the parity bench is made of: a clean corpus, damages of it, and how it is linted."""
