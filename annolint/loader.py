"""Open files and tell their formats: a path in, a stream of decompressed bytes out.

Every error of the operating system or of a decompressor becomes an `UnreadableFileError` that
names the file, also in the middle of reading. Nothing here knows what a format does with the bytes.
"""

from __future__ import annotations

import contextlib
import io
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

from annolint.errors import UnreadableFileError

if TYPE_CHECKING:
    from annolint.format import Format

BUFFER_SIZE = 1024 * 1024
HEAD_SIZE = 64 * 1024
COMPRESSED_SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
STDIN = "-"
_WINDOW_LIMIT = 256 * 1024 * 1024
"""Bytes that the header of a compressed file may make us allocate; `xz -9` asks for 65 MiB."""

_ZSTD_PIECE = 512
"""Bytes that are unpacked at a time: four can become 128 KiB, so this is 16 MiB at most."""

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}

_Read = Callable[[int], bytes]


@contextlib.contextmanager
def opened(path: str, shown: str | None = None) -> Iterator[io.BufferedReader]:
    """Open a regular file for reading, decompressed as the suffix of its shown name says.

    Raises:
        UnreadableFileError: The file is missing, unreadable, no regular file, or its compressed
            data are damaged; reading from the stream raises it too.
    """
    shown = shown or path
    with _translated(shown):
        if fault := kind_fault(Path(path).stat().st_mode):
            raise UnreadableFileError(shown, fault)
        raw = Path(path).open("rb", buffering=0)  # noqa: SIM115 - closed below
    with raw:
        yield decompressed(raw, shown)


def kind_fault(mode: int) -> str:
    """Say why what has this mode is not read; empty for a regular file."""
    if stat.S_ISREG(mode):
        return ""
    kind = _KINDS.get(stat.S_IFMT(mode), "no regular file")
    return f"is {kind}; annolint reads regular files"


def decompressed(raw: BinaryIO, shown: str) -> io.BufferedReader:
    """Wrap an open file so that it reads as plain bytes and names itself in every error.

    The suffix of its name tells how it is compressed; without a telling one, its first bytes do.
    """
    with _translated(shown):
        suffix = _compression(raw, shown)
    read = _READERS[suffix](raw, shown) if suffix else raw.read
    return io.BufferedReader(_Guarded(read, shown), BUFFER_SIZE)


def _compression(raw: BinaryIO, shown: str) -> str:
    """Return the suffix that stands for how a file is compressed; empty if it is not."""
    suffix = PurePath(shown).suffix.lower()
    if suffix not in _READERS:
        head = raw.read(_MAGIC_SIZE)
        raw.seek(0)
        suffix = next((each for magic, each in _MAGIC.items() if head.startswith(magic)), "")
    return suffix


def compressed(data: bytes, like: BinaryIO, shown: str) -> bytes:
    """Compress data as an open file is, whose suffix or first bytes tell how; or not at all."""
    suffix = _compression(like, shown)
    return _WRITERS[suffix](data, like) if suffix else data


def neighbour(
    path: str, shown: str, name: str, limit: int, *, upward: bool = False
) -> tuple[str, bytes] | None:
    """Read the file `name` in the folder of a file; `upward` also in the nearest one above.

    Beside a compressed file, one that is compressed alike is taken first.

    Returns:
        Its name as it is shown, and at most `limit` bytes; None if there is none.

    Raises:
        UnreadableFileError: It is there and cannot be read.
    """
    suffix = PurePath(shown).suffix.lower()
    names = (name + suffix, name) if suffix in COMPRESSED_SUFFIXES else (name,)
    folder, shown_folder = Path(path).absolute().parent, PurePath(shown).parent
    while True:
        for each in names:
            if (folder / each).is_file():
                known_as = str(shown_folder / each)
                with opened(str(folder / each), known_as) as stream:
                    return known_as, stream.read(limit)
        if not upward or folder == folder.parent:
            return None
        folder = folder.parent
        above = shown_folder.name not in ("", "..")
        shown_folder = shown_folder.parent if above else shown_folder / ".."


class _Guarded(io.RawIOBase):
    """A raw stream over a read function, whose errors are translated."""

    def __init__(self, read: Callable[[int], bytes | None], shown: str) -> None:
        super().__init__()
        self._read = read
        self._shown = shown

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        with _translated(self._shown):
            data = self._read(len(buffer)) or b""
        buffer[: len(data)] = data
        return len(data)


@contextlib.contextmanager
def _translated(shown: str) -> Iterator[None]:
    try:
        yield
    except UnreadableFileError:
        raise
    except EOFError as error:
        raise UnreadableFileError(
            shown, "its compressed data end too early; fetch or pack it again"
        ) from error
    except OSError as error:
        if error.errno is None:  # gzip and bz2 say so what is wrong with the data
            raise UnreadableFileError(shown, _damage(error)) from error
        raise UnreadableFileError(shown, reason(error)) from error
    except Exception as error:  # zlib.error, LZMAError, ZstdError: they share no base
        raise UnreadableFileError(shown, _damage(error)) from error


def _damage(error: Exception) -> str:
    text = str(error)
    if "memory" in text.lower():
        limit = _WINDOW_LIMIT // 1024**2
        return f"unpacking it takes more than {limit} MiB of memory; pack it with a smaller window"
    return f"its compressed data are damaged: {text[:1].lower()}{text[1:]}"


def reason(error: OSError) -> str:
    """Say why the operating system refuses a file, without naming it."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def _gzip(raw: BinaryIO, shown: str) -> _Read:  # noqa: ARG001 - same shape as its siblings
    import gzip  # noqa: PLC0415 - only when a file needs it

    return gzip.GzipFile(fileobj=raw).read


def _bzip2(raw: BinaryIO, shown: str) -> _Read:  # noqa: ARG001 - same shape as its siblings
    import bz2  # noqa: PLC0415 - only when a file needs it

    return bz2.BZ2File(raw).read


def _xz(raw: BinaryIO, shown: str) -> _Read:  # noqa: ARG001 - same shape as its siblings
    import lzma  # noqa: PLC0415 - only when a file needs it

    decoder = lzma.LZMADecompressor(memlimit=_WINDOW_LIMIT)

    def read(size: int) -> bytes:
        nonlocal decoder
        pending = b""
        while True:
            if decoder.eof:
                pending = decoder.unused_data.lstrip(b"\0") or raw.read(HEAD_SIZE).lstrip(b"\0")
                if not pending:
                    return b""
                decoder = lzma.LZMADecompressor(memlimit=_WINDOW_LIMIT)
            elif decoder.needs_input and not pending:
                pending = raw.read(HEAD_SIZE)
                if not pending:
                    raise EOFError
            data = decoder.decompress(pending, size)
            pending = b""
            if data:
                return data

    return read


def _zstandard(raw: BinaryIO, shown: str) -> _Read:
    try:
        import zstandard  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UnreadableFileError(
            shown, "reading .zst needs an extra: pip install 'annolint[zstd]'"
        ) from error
    context = zstandard.ZstdDecompressor(max_window_size=_WINDOW_LIMIT)
    decoder = context.decompressobj()
    inside = False
    pending, ready = b"", memoryview(b"")

    def read(size: int) -> bytes:
        # Not `stream_reader`: it takes data that end too early for the whole.
        nonlocal decoder, inside, pending, ready
        while not ready:
            if decoder.eof:
                pending = decoder.unused_data + pending
                decoder, inside = context.decompressobj(), False
            pending = pending or raw.read(HEAD_SIZE)
            if not pending:
                if inside:
                    raise EOFError
                return b""
            piece, pending = pending[:_ZSTD_PIECE], pending[_ZSTD_PIECE:]
            ready, inside = memoryview(decoder.decompress(piece)), True
        data, ready = ready[:size], ready[size:]
        return bytes(data)

    return read


_MAGIC = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\xfd7zXZ\x00": ".xz", b"\x28\xb5\x2f\xfd": ".zst"}
_MAGIC_SIZE = max(map(len, _MAGIC))
_READERS: Mapping[str, Callable[[BinaryIO, str], _Read]] = {
    ".gz": _gzip,
    ".bz2": _bzip2,
    ".xz": _xz,
    ".zst": _zstandard,
}


def _to_gzip(data: bytes, like: BinaryIO) -> bytes:
    import gzip  # noqa: PLC0415 - only when a file needs it

    # The time in the header is no time of the file system; it stays as it is.
    time = int.from_bytes(like.read(_GZIP_TIME.stop)[_GZIP_TIME], "little")
    return gzip.compress(data, mtime=time)


def _to_bzip2(data: bytes, like: BinaryIO) -> bytes:  # noqa: ARG001 - same shape as its siblings
    import bz2  # noqa: PLC0415 - only when a file needs it

    return bz2.compress(data)


def _to_xz(data: bytes, like: BinaryIO) -> bytes:  # noqa: ARG001 - same shape as its siblings
    import lzma  # noqa: PLC0415 - only when a file needs it

    return lzma.compress(data)


def _to_zstandard(data: bytes, like: BinaryIO) -> bytes:  # noqa: ARG001 - same shape
    import zstandard  # noqa: PLC0415 - an extra, which was needed to read the file

    return zstandard.compress(data)


_GZIP_TIME = slice(4, 8)
_WRITERS: Mapping[str, Callable[[bytes, BinaryIO], bytes]] = {
    ".gz": _to_gzip,
    ".bz2": _to_bzip2,
    ".xz": _to_xz,
    ".zst": _to_zstandard,
}


def spool_stdin(shown: str) -> BinaryIO:
    """Copy standard input to a temporary file, so that it can be read more than once.

    Raises:
        UnreadableFileError: Standard input is closed, or is a folder.
    """
    import shutil  # noqa: PLC0415 - only for standard input
    import tempfile  # noqa: PLC0415 - only for standard input

    if sys.stdin is None:
        raise UnreadableFileError(shown, "standard input is closed")
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the run
    with _translated(shown):
        shutil.copyfileobj(sys.stdin.buffer, spool, BUFFER_SIZE)
    return spool


def format_by_name(name: str, formats: Mapping[str, Format]) -> Format | None:
    """Return the format that a file name tells by its suffix, a compression suffix aside."""
    lower = name.lower()
    if lower.endswith(COMPRESSED_SUFFIXES):
        lower = lower.rpartition(".")[0]
    return next((each for each in formats.values() if lower.endswith(each.suffixes)), None)


def format_by_content(head: bytes, formats: Mapping[str, Format]) -> Format | None:
    """Return the first format that recognises the beginning of a file."""
    return next((candidate for candidate in formats.values() if candidate.sniff(head)), None)
