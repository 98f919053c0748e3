"""What rules of several families share: which reader problems make a record untrustworthy."""

BROKEN_RECORD = ("ENC001", "FMT002", "FMT003", "FMT004", "FMT006", "FMT008")
"""Codes of findings that explain every other finding at the same record or in the document."""
