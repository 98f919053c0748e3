"""What a format cannot say."""


class Inexpressible(Exception):  # noqa: N818 - no error: the format is what it is
    """A format has no way to say this; the text names what."""
