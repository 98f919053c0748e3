"""Files that are too large, damaged, forbidden or no files: the run goes on, in bounded memory."""

import bz2
import gzip
import lzma
import os
import re
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import zstandard

from annolint import Source, loader
from annolint.errors import UnreadableFileError
from tests.conftest import Program
from tests.pubtator import READER

MEGABYTE = 1024 * 1024
DOCUMENT = b"1|t|Lead in rats\n1|a|Lead rose.\n1\t0\t4\tLead\tChemical\tD007854\n"
FAULTY = b"2|t|Lead in mice\n2|a|Lead fell.\n2\t0\t4\tzinc\tChemical\tD007854\n"
FINDING = "3:7: SPN001 'Lead' stands at 0-4, not 'zinc', which stands nowhere in the text"

PEAK = """
import pathlib, re
def peak():
    # Not `ru_maxrss`: it counts what the process was before it became this program.
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s*([0-9]+) kB", status)[1]) * 1024
"""
RUN = (
    PEAK
    + """
import contextlib, io, os, sys
from annolint.cli import main
arguments = [argument for argument in sys.argv[1:] if argument != "--as-nobody"]
if os.geteuid() == 0 and len(sys.argv) > len(arguments) + 1:
    # Once before, so that all is imported: the rights that go may be those to read the program.
    silence = contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO()))
    with contextlib.suppress(SystemExit), silence:
        main(arguments)
    os.seteuid(65534)
try:
    main(arguments)
finally:
    print("peak", peak(), file=sys.stderr)
"""
)
READ = (
    PEAK
    + """
import io, sys
from annolint import Source
from annolint_formats.pubtator import PubTator

DOCUMENT = sys.argv[1].encode().decode("unicode_escape").encode()

class Endless(io.RawIOBase):
    left = int(sys.argv[2])
    def read(self, size=-1):
        count = min(self.left, max(size // len(DOCUMENT), 1))
        self.left -= count
        return DOCUMENT * count

print(sum(len(each.mentions) for each in PubTator().read(Source("x", Endless()))))
print(peak())
"""
)


class Ran(NamedTuple):
    """What a run in a process of its own gave; `peak` is the memory that it took, in bytes."""

    code: int
    out: str
    err: str
    peak: int


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc"
)


def run(folder: Path, *arguments: str) -> Ran:
    """Run the command line in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN, "--isolated", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=60,
    )
    err = ran.stderr.decode()
    peak = re.search(r"^peak (\d+)$", err, re.MULTILINE)
    assert peak, err
    return Ran(ran.returncode, ran.stdout.decode(), err, int(peak[1]))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a folder with a faulty file, which must be linted whatever stands beside it."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "z.pubtator").write_bytes(FAULTY)
    return folder


def check(program: Program, reason: str, *, folder: str = "corpus") -> None:
    """Lint the folder: the faulty file is linted, and one failure is reported."""
    ran = program(folder, "--isolated")
    assert f"z.pubtator:{FINDING}" in ran.out
    failures = [line for line in ran.err.splitlines() if "ANN" in line]
    assert failures == [reason]
    assert ran.code == 2


@needs_proc
def test_a_line_of_300_megabytes_is_passed_over(corpus: Path) -> None:
    with (corpus / "a.pubtator").open("wb") as file:
        file.write(DOCUMENT + b"\n9|t|")
        file.truncate(300 * MEGABYTE)  # a hole, which reads as NUL
        file.seek(0, os.SEEK_END)
        file.write(b"\n\n" + FAULTY)
    ran = run(corpus, "a.pubtator", "z.pubtator", "--scope", "document")
    assert ran.out.splitlines()[0] == (
        "a.pubtator:5:1: FMT001 the line has over 67108864 bytes and was passed over: "
        "divide the document, or raise max-record-size"
    )
    assert [line.split(" ")[1] for line in ran.out.splitlines()] == ["FMT001", "SPN001", "SPN001"]
    assert ran.out.splitlines()[1].startswith("a.pubtator:9:7: ")
    assert ran.code == 1
    assert ran.peak < 260 * MEGABYTE


@needs_proc
def test_a_small_file_that_unpacks_to_a_gigabyte(corpus: Path) -> None:
    part = lzma.compress(bytes(64 * MEGABYTE), preset=0)
    bomb = lzma.compress(DOCUMENT + b"\n9|a|") + part * 16 + lzma.compress(b"\n\n" + FAULTY)
    (corpus / "a.pubtator.xz").write_bytes(bomb)
    assert len(bomb) < MEGABYTE
    ran = run(corpus, ".", "--scope", "document")
    assert [line.split(" ")[:2] for line in ran.out.splitlines()] == [
        ["a.pubtator.xz:5:1:", "FMT001"],
        ["a.pubtator.xz:9:7:", "SPN001"],
        ["z.pubtator:3:7:", "SPN001"],
    ]
    assert ran.code == 1
    assert ran.peak < 260 * MEGABYTE


@needs_proc
def test_memory_does_not_grow_with_the_file() -> None:
    peaks = []
    for count in (10_000, 100_000):
        ran = subprocess.run(
            [sys.executable, "-c", READ, (DOCUMENT + b"\n").decode(), str(count)],
            capture_output=True,
            check=True,
            timeout=60,
        )
        mentions, peak = ran.stdout.split()
        assert int(mentions) == count
        peaks.append(int(peak))
    assert peaks[1] - peaks[0] < 4 * MEGABYTE
    assert peaks[1] < 60 * MEGABYTE


def test_a_document_over_the_limit_of_the_configuration(program: Program, tmp_path: Path) -> None:
    (tmp_path / ".annolint.toml").write_text("max-record-size = 1024\n")
    large = b"9|t|Lead\n9|a|" + b"Lead. " * 200 + b"\n9\t0\t4\tLead\tChemical\tD007854\n"
    (tmp_path / "a.pubtator").write_bytes(large + b"\n" + FAULTY)
    ran = program("a.pubtator")
    assert ran.out.splitlines()[0] == (
        "a.pubtator:1:1: FMT001 3 lines without a blank one have over 1024 bytes and were passed "
        "over: divide the document, or raise max-record-size"
    )
    assert ran.out.splitlines()[1].startswith("a.pubtator:7:7: SPN001 ")
    assert ran.code == 1


def test_bytes_of_nul(corpus: Path, program: Program) -> None:
    (corpus / "a.pubtator").write_bytes(bytes(5000))
    (corpus / "b.pubtator").write_bytes(DOCUMENT + bytes(50) + b"\n")
    ran = program("corpus", "--isolated")
    assert [line.split(" ")[:2] for line in ran.out.splitlines()] == [
        ["corpus/a.pubtator:1:1:", "FMT001"],
        ["corpus/b.pubtator:4:1:", "FMT001"],
        ["corpus/z.pubtator:3:7:", "SPN001"],
    ]
    assert ran.code == 1


Pack = Callable[[bytes], bytes]
PACKERS: dict[str, Pack] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}
LARGE = b"\n".join(FAULTY.replace(b"2", b"%d" % number) for number in range(20_000, 23_000))


@pytest.mark.parametrize("suffix", PACKERS)
def test_compressed_files_are_read(suffix: str, tmp_path: Path, program: Program) -> None:
    (tmp_path / f"a.pubtator.{suffix}").write_bytes(PACKERS[suffix](FAULTY))
    ran = program(f"a.pubtator.{suffix}", "--isolated")
    assert ran.out.startswith(f"a.pubtator.{suffix}:{FINDING}")
    assert ran.code == 1


@pytest.mark.parametrize("suffix", PACKERS)
def test_compressed_files_are_recognised_by_content(
    suffix: str, tmp_path: Path, program: Program
) -> None:
    (tmp_path / f"a.txt.{suffix}").write_bytes(PACKERS[suffix](DOCUMENT))
    (tmp_path / f"b.txt.{suffix}").write_bytes(PACKERS[suffix](b"prose\n"))
    ran = program("--show-files", ".", "--isolated")
    assert ran.out.splitlines() == [
        f"a.txt.{suffix}: pubtator",
        f"b.txt.{suffix}: not read, no format recognises it",
    ]


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_compressed_file_that_was_cut_off(suffix: str, corpus: Path, program: Program) -> None:
    packed = PACKERS[suffix](LARGE)
    (corpus / f"a.pubtator.{suffix}").write_bytes(packed[: len(packed) // 2])
    check(
        program,
        f"corpus/a.pubtator.{suffix}:1:1: ANN001 its compressed data end too early; "
        "fetch or pack it again",
    )


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_compressed_file_that_is_damaged(suffix: str, corpus: Path, program: Program) -> None:
    packed = PACKERS[suffix](LARGE)
    middle = len(packed) // 2
    damaged = packed[:middle] + b"\xff\x00" * 20 + packed[middle + 40 :]
    (corpus / f"a.pubtator.{suffix}").write_bytes(damaged)
    ran = program("corpus", "--isolated")
    failures = [line for line in ran.err.splitlines() if "ANN" in line]
    assert len(failures) == 1
    assert failures[0].startswith(
        f"corpus/a.pubtator.{suffix}:1:1: ANN001 its compressed data are damaged"
    )
    assert f"z.pubtator:{FINDING}" in ran.out
    assert ran.code == 2


@pytest.mark.parametrize("suffix", PACKERS)
def test_what_only_has_the_suffix_of_a_compressed_file(
    suffix: str, corpus: Path, program: Program
) -> None:
    (corpus / f"a.pubtator.{suffix}").write_bytes(DOCUMENT)
    ran = program("corpus", "--isolated")
    assert f"corpus/a.pubtator.{suffix}:1:1: ANN001 its compressed data are damaged" in ran.err
    assert f"z.pubtator:{FINDING}" in ran.out
    assert ran.code == 2


def test_a_header_that_asks_for_gigabytes(corpus: Path, program: Program) -> None:
    # Packing with such a window would take its memory here; so only the header says it.
    asked = _with_window(lzma.compress(DOCUMENT, preset=0), 1536 * MEGABYTE)
    (corpus / "a.pubtator.xz").write_bytes(asked)
    check(
        program,
        "corpus/a.pubtator.xz:1:1: ANN001 unpacking it takes more than 256 MiB of memory; "
        "pack it with a smaller window",
    )


def _with_window(packed: bytes, size: int) -> bytes:
    """Return an .xz file whose block header names a window of at least `size` bytes."""
    bits = next(code for code in range(41) if ((2 | (code & 1)) << (code // 2 + 11)) >= size)
    length = (packed[12] + 1) * 4
    block = bytearray(packed[12 : 12 + length])
    at = block.index(b"\x21\x01") + 2  # filter id of LZMA2, one byte of properties
    block[at] = bits
    block[-4:] = zlib.crc32(bytes(block[:-4])).to_bytes(4, "little")
    return packed[:12] + bytes(block) + packed[12 + length :]


@needs_proc
def test_a_file_that_may_not_be_read() -> None:
    """Root may read everything, so the process gives up its rights before it reads."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "z.pubtator").write_bytes(FAULTY)
        (folder / "a.pubtator").write_bytes(DOCUMENT)
        (folder / "a.pubtator").chmod(0)
        ran = run(folder, "--as-nobody", ".")
    assert ran.err.count("a.pubtator:1:1: ANN001 permission denied") == 1
    assert ran.out.startswith(f"z.pubtator:{FINDING}")
    assert ran.code == 2


def test_an_error_while_reading_is_a_failure_of_the_file(
    corpus: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "a.pubtator").write_bytes(DOCUMENT)
    real = loader.decompressed

    def failing(raw: object, shown: str) -> object:
        if not shown.endswith("a.pubtator"):
            return real(raw, shown)  # type: ignore[arg-type] # an open file
        return _Failing(shown)

    monkeypatch.setattr(loader, "decompressed", failing)
    check(program, "corpus/a.pubtator:1:1: ANN001 input/output error")


class _Failing:
    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.pieces: Iterator[bytes] = iter([DOCUMENT])

    def read(self, size: int = -1) -> bytes:
        assert size
        if piece := next(self.pieces, b""):
            return piece
        raise UnreadableFileError(self.shown, "input/output error")


def test_a_named_pipe_is_not_opened(corpus: Path, program: Program) -> None:
    os.mkfifo(corpus / "a.pubtator")
    named = program("corpus/a.pubtator", "corpus/z.pubtator", "--isolated")
    assert "corpus/a.pubtator:1:1: ANN001 is a named pipe" in named.err
    assert f"z.pubtator:{FINDING}" in named.out
    assert named.code == 2
    met = program("corpus", "--isolated")
    assert f"z.pubtator:{FINDING}" in met.out
    assert met.code == 1


def test_folders_that_link_to_each_other(corpus: Path, program: Program) -> None:
    (corpus / "sub").mkdir()
    (corpus / "sub" / "up").symlink_to(corpus, target_is_directory=True)
    (corpus / "self").symlink_to("self")
    (corpus / "nowhere").symlink_to("gone.pubtator")
    ran = program("corpus", "--isolated")
    assert ran.out.count("SPN001") == 1
    assert ran.code == 1


def test_nothing_to_read(corpus: Path, program: Program, tmp_path: Path) -> None:
    (tmp_path / "empty.pubtator").write_bytes(b"")
    (tmp_path / "hollow").mkdir()
    assert program("empty.pubtator", "--isolated").code == 0
    hollow = program("hollow", "--isolated")
    assert (hollow.code, hollow.out) == (2, "")
    assert "nothing to lint" in hollow.err
    missing = program("gone.pubtator", str(corpus), "--isolated")
    assert "gone.pubtator:1:1: ANN001 there is no such file or folder" in missing.err
    assert "SPN001" in missing.out
    assert missing.code == 2


def test_errors_of_the_stream_pass_through_the_reader() -> None:
    class Broken(Path):
        pass

    with pytest.raises(UnreadableFileError):
        list(READER.read(Source("x", _Failing("x"))))  # type: ignore[arg-type] # reads, and fails
