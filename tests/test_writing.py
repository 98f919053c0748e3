"""Files are replaced whole, with all that they have, or are what they were."""

import errno
import gzip
import lzma
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard

from annolint import loader
from annolint.writing import Replacement, WriteError, replace_files
from tests.replacing import NEW, OLD, hidden, replace, replacement

NOBODY = NOGROUP = 65534
ANNOTATORS = 4321


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.pubtator"
    path.write_bytes(OLD)
    return path


def refused(path: Path, why: str, make: Replacement | None = None) -> None:
    before = path.read_bytes()
    with pytest.raises(WriteError) as caught:
        replace_files([make or replacement(path)])
    assert str(caught.value).startswith(f"{path.name}: {why}")
    assert path.read_bytes() == before
    assert hidden(path.parent) == []


def test_a_file_is_replaced(file: Path) -> None:
    replace(file)
    assert file.read_bytes() == NEW
    assert hidden(file.parent) == []


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_permissions_stay(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace(file)
    assert file.stat().st_mode & 0o7777 == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(file: Path) -> None:
    os.chown(file, 1234, 4321)
    replace(file)
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 4321)


@pytest.fixture
def nobody() -> Iterator[Callable[[], None]]:
    """Return a function that gives up the rights of root until the test ends."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")

    groups = os.getgroups()

    def become() -> None:
        os.setgroups([ANNOTATORS])
        os.setegid(NOGROUP)
        os.seteuid(NOBODY)

    yield become
    os.seteuid(0)
    os.setegid(0)
    os.setgroups(groups)


@pytest.fixture
def public() -> Iterator[Path]:
    """Return a file in a folder that anybody may write; that of pytest is closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        path = Path(folder) / "a.pubtator"
        path.write_bytes(OLD)
        path.chmod(0o666)
        yield path


def test_a_file_of_another_owner_keeps_its_group(public: Path, nobody: Callable[[], None]) -> None:
    public.chmod(0o664)
    os.chown(public, 1234, ANNOTATORS)
    nobody()
    replace(public)
    status = public.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (NOBODY, ANNOTATORS, 0o664)


def test_a_file_of_another_group_is_replaced(public: Path, nobody: Callable[[], None]) -> None:
    nobody()
    replace(public)
    assert public.read_bytes() == NEW
    assert (public.stat().st_uid, public.stat().st_gid) == (NOBODY, NOGROUP)


def test_nobody_else_reads_a_private_file_meanwhile(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.chmod(0o600)
    seen = []
    chmod = Path.chmod

    def watching(self: Path, mode: int) -> None:
        seen.append(self.stat().st_mode & 0o777)
        chmod(self, mode)

    monkeypatch.setattr(Path, "chmod", watching)
    replace(file)
    assert seen == [0o600]


def test_extended_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.annotator", b"ann")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    replace(file)
    assert os.getxattr(file, "user.annotator") == b"ann"


@pytest.mark.parametrize("name", ["listxattr", "setxattr", "getxattr"])
def test_a_file_system_without_extended_attributes(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fails(*_: object) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    monkeypatch.setattr(os, "listxattr", lambda _: ["user.annotator"])
    monkeypatch.setattr(os, name, fails)
    replace(file)
    assert file.read_bytes() == NEW


def test_a_link_stays_and_its_target_is_replaced(file: Path) -> None:
    folder = file.parent / "links"
    folder.mkdir()
    link = folder / "link.pubtator"
    link.symlink_to("../a.pubtator")
    replace(link)
    assert link.is_symlink()
    assert file.read_bytes() == NEW
    assert hidden(folder) == hidden(file.parent) == []


def test_a_file_with_two_names_is_refused(file: Path) -> None:
    (file.parent / "b.pubtator").hardlink_to(file)
    refused(file, "it has 2 names (hard links)")


def test_a_read_only_file_is_refused(file: Path) -> None:
    file.chmod(0o444)
    refused(file, "it is read-only")


def test_a_file_that_is_read_only_for_us_is_refused(
    public: Path, nobody: Callable[[], None]
) -> None:
    public.chmod(0o644)
    nobody()
    refused(public, "it is read-only")


def test_a_file_that_changed_is_refused(file: Path) -> None:
    was = replacement(file)
    file.write_bytes(b"edited\n")
    refused(file, "it changed since it was read", was)


def test_a_file_that_another_took_the_place_of_is_refused(file: Path) -> None:
    was = replacement(file)
    other = file.parent / "b"
    other.write_bytes(OLD)
    os.utime(other, ns=(0, was.stamp.modified))
    other.replace(file)
    refused(file, "it changed since it was read", was)


def test_a_file_that_became_a_pipe_is_not_opened(file: Path) -> None:
    was = replacement(file)
    file.unlink()
    os.mkfifo(file)  # whoever opened it would wait for ever
    with pytest.raises(WriteError, match="it changed since it was read"):
        replace_files([was])


def test_a_file_that_changes_while_it_is_written_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = replacement(file)
    compressed = loader.compressed

    def slow(*arguments: object) -> bytes:
        file.write_bytes(b"edited\n")
        return compressed(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(loader, "compressed", slow)
    with pytest.raises(WriteError, match="it changed since it was read"):
        replace_files([was])
    assert file.read_bytes() == b"edited\n"
    assert hidden(file.parent) == []


def test_a_file_that_is_gone_is_refused(file: Path) -> None:
    was = replacement(file)
    file.unlink()
    with pytest.raises(WriteError, match="there is no such file"):
        replace_files([was])
    assert list(file.parent.iterdir()) == []


def test_a_name_of_the_greatest_length(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    path.write_bytes(OLD)
    replace(path)
    assert path.read_bytes() == NEW


def test_a_folder_that_cannot_be_written(public: Path, nobody: Callable[[], None]) -> None:
    public.parent.chmod(0o555)
    nobody()
    refused(public, "it cannot be written: permission denied; it is as it was")


@pytest.fixture
def small_files() -> object:
    """Let no file grow beyond 64 KiB, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("small_files")
@pytest.mark.parametrize("number", [0, 1])
def test_a_full_disk(tmp_path: Path, number: int) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        path.write_bytes(OLD)
    contents = [NEW, NEW]
    contents[number] = bytes(100_000)
    with pytest.raises(WriteError) as caught:
        replace_files(list(map(replacement, paths, contents)))
    assert str(caught.value) == (
        f"{paths[number].name}: it cannot be written: file too large; it is as it was"
    )
    assert [path.read_bytes() for path in paths] == [OLD, OLD]
    assert hidden(tmp_path) == []


FULL = """
import sys
from pathlib import Path
from annolint.writing import Replacement, WriteError, replace_files, stamp
paths = [Path(sys.argv[1], name) for name in ("a", "b")]
for path in paths:
    path.write_bytes(b"old")
try:
    replace_files([Replacement(str(path), path.name, bytes(50_000), stamp(str(path)))
                   for path in paths])
except WriteError as error:
    print(error)
print([path.read_bytes() for path in paths], len(list(paths[0].parent.iterdir())))
"""


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    mount = f"mount -t tmpfs -o size=64k none {tmp_path}"
    private = ["unshare", "--mount", "sh", "-c"]
    if shutil.which("unshare") is None or subprocess.run([*private, mount], check=False).returncode:
        pytest.skip("no file system can be mounted")
    ran = subprocess.run(
        [*private, f'{mount} && exec "$@"', "-", sys.executable, "-c", FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines() == [
        "b: it cannot be written: no space left on device; it is as it was",
        "[b'old', b'old'] 2",
    ]


ZSTD = zstandard.ZstdCompressor().compress


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.gz", gzip.compress),
        ("a.bz2", lambda data: __import__("bz2").compress(data)),
        ("a.xz", lzma.compress),
        ("a.zst", ZSTD),
        ("a.txt", gzip.compress),
        ("a.txt", lzma.compress),
    ],
)
def test_a_compressed_file_stays_compressed(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / name
    path.write_bytes(pack(OLD))
    magic = path.read_bytes()[:2]
    replace(path)
    assert path.read_bytes()[:2] == magic
    with loader.opened(str(path)) as stream:
        assert stream.read() == NEW


def test_the_name_that_was_read_tells_how_a_file_is_compressed(tmp_path: Path) -> None:
    path = tmp_path / "misnamed.bz2"
    path.write_bytes(gzip.compress(OLD))
    link = tmp_path / "a.gz"
    link.symlink_to(path)
    replace(link)
    assert gzip.decompress(path.read_bytes()) == NEW


def test_the_time_in_a_gzip_header_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(OLD, mtime=1234567))
    replace(path)
    assert path.read_bytes() == gzip.compress(NEW, mtime=1234567)
