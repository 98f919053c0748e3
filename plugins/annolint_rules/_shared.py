"""What rules of several families share: which reader problems make a record untrustworthy."""

BROKEN_RECORD = ("FMT002", "FMT003", "FMT004", "FMT006", "FMT008")
"""Codes of findings that explain every other finding at the same record or in the document."""


def quoted(text: str, limit: int = 60) -> str:
    """Return text in quotation marks for a message, cut in the middle when it is long."""
    if len(text) > limit:
        half = (limit - 1) // 2
        text = f"{text[:half]}…{text[-half:]}"
    return f"'{text}'"
