"""What rules of several families share: which reader problems make a record untrustworthy."""

from annolint import Document

BROKEN_RECORD = ("FMT002", "FMT003", "FMT004", "FMT006", "FMT008")
"""Codes of findings that explain every other finding at the same record or in the document."""


def broken_records(document: Document) -> frozenset[int]:
    """Return the identities (`id`) of the records that such a finding is about."""
    return frozenset(
        id(problem.record) for problem in document.problems if problem.code in BROKEN_RECORD
    )
