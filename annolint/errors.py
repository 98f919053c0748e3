"""What can go wrong with annolint itself, as opposed to with the data that it reads.

Every error here ends in exit code 2 and says in one line what to do. Findings about data are
`annolint.diagnostic`, never exceptions.
"""


class AnnolintError(Exception):
    """annolint cannot do its job: bad usage, bad configuration, a plugin or file that fails."""


class ConfigError(AnnolintError):
    """A mistake in a configuration file.

    Args:
        file: The file as the user knows it.
        key: The dotted key that is wrong; empty when the file as a whole is.
        message: What is wrong and what is allowed.
    """

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"{file}: {key}: {message}" if key else f"{file}: {message}")
        self.file = file
        self.key = key


class PluginError(AnnolintError):
    """A plugin that cannot be imported, breaks the API or takes a name that exists."""


class UnreadableFileError(AnnolintError):
    """A file whose bytes cannot be had: missing, unreadable, no regular file, cut compression.

    Args:
        path: The file as it is shown.
        reason: What is wrong, without the path.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
