"""What a format cannot say."""


class Inexpressible(Exception):  # noqa: N818 - nothing went wrong
    """Raised by a writer of tests for a document that its format cannot hold as it is."""
