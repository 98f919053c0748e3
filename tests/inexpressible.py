"""What a format cannot say."""


class Inexpressible(Exception):  # noqa: N818 - it names no mistake
    """The format has no way to write this; the message says what."""
