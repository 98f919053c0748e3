"""Files are replaced whole, or are what they were; what a crash leaves is undone."""

import gzip
import lzma
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import zstandard

from annolint import loader, staging
from annolint.staging import Entry, Staging, recover
from annolint.writing import Replacement, WriteError, replace_files, stamp
from benchmarks import kill

OLD, NEW = b"old\n", b"new and longer\n"


def replacement(path: Path, content: bytes = NEW) -> Replacement:
    return Replacement(str(path), path.name, content, stamp(str(path)))


def replace(path: Path, content: bytes = NEW) -> None:
    replace_files([replacement(path, content)])


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


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


def test_extended_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.annotator", b"ann")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    replace(file)
    assert os.getxattr(file, "user.annotator") == b"ann"


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


@pytest.mark.skipif(os.geteuid() != 0, reason="the test drops the rights of root")
def test_a_folder_that_cannot_be_written(file: Path) -> None:
    file.parent.chmod(0o555)
    file.chmod(0o666)
    was = replacement(file)
    os.seteuid(65534)
    try:
        with pytest.raises(WriteError, match="it cannot be written: permission denied"):
            replace_files([was])
    finally:
        os.seteuid(0)
        file.parent.chmod(0o755)
    assert file.read_bytes() == OLD
    assert hidden(file.parent) == []


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


def test_the_time_in_a_gzip_header_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(OLD, mtime=1234567))
    replace(path)
    assert path.read_bytes() == gzip.compress(NEW, mtime=1234567)


# Several files.


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "a.ann", tmp_path / "a.txt"]
    for path in paths:
        path.write_bytes(OLD + path.name.encode())
    return paths


def contents(paths: list[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths]


def test_two_files_are_replaced(pair: list[Path]) -> None:
    replace_files([replacement(path) for path in pair])
    assert contents(pair) == [NEW, NEW]
    assert hidden(pair[0].parent) == []


def test_of_two_files_none_is_replaced_if_one_cannot_be(pair: list[Path]) -> None:
    before = contents(pair)
    pair[1].chmod(0o444)
    with pytest.raises(WriteError, match=r"a\.txt: it is read-only"):
        replace_files([replacement(path) for path in pair])
    assert contents(pair) == before


def test_of_two_files_the_first_is_put_back_if_the_second_fails(
    pair: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(pair)
    rename = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target == pair[1]:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(WriteError, match=r"a\.txt: it cannot be written: no space left on device"):
        replace_files([replacement(path) for path in pair])
    assert contents(pair) == before
    assert hidden(pair[0].parent) == []


def test_two_files_in_two_folders_are_refused(tmp_path: Path) -> None:
    paths = [tmp_path / "a" / "x", tmp_path / "b" / "x"]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(OLD)
    with pytest.raises(WriteError, match="several folders"):
        replace_files([replacement(path) for path in paths])
    assert contents(paths) == [OLD, OLD]


# After a crash.

KILLED = """
import os, signal, sys
from pathlib import Path
from annolint.writing import Replacement, replace_files, stamp

folder, moment = sys.argv[1], int(sys.argv[2])
seen = replaced = 0

def hook(event, arguments):
    global seen, replaced
    if event not in ("open", "os.rename", "os.remove", "os.link", "os.chmod"):
        return
    if not any(isinstance(each, (str, os.PathLike)) and os.fspath(each).startswith(folder)
               for each in arguments):
        return
    seen += 1
    if seen == moment:
        os.write(1, str(replaced).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    replaced += event == "os.rename" and not os.fspath(arguments[1]).endswith(".journal")

files = sorted(path for path in Path(folder).iterdir())
groups = {}
for file in files:
    groups.setdefault(file.stem, []).append(file)
sys.addaudithook(hook)
for group in groups.values():
    replace_files([Replacement(str(file), file.name, b"new " + file.name.encode(),
                               stamp(str(file))) for file in group])
os.write(1, b"done %d" % seen)
"""


def corpus(folder: Path, files: int) -> list[Path]:
    """Write files, two of three in pairs."""
    paths = []
    for number in range(files):
        single = number % 3 == 2
        name = f"d{number // 3:02}{'b' if single else 'a'}.{'ann' if number % 3 == 0 else 'txt'}"
        paths.append(folder / name)
        paths[-1].write_bytes(b"old " + name.encode())
    return paths


def killed(folder: Path, moment: int) -> str:
    """Replace the files of a folder and die at the n-th thing that is done to files."""
    arguments = [sys.executable, "-c", KILLED, str(folder), str(moment)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.stdout


def check_after_a_kill(folder: Path, files: int, moment: int) -> int:
    """Kill at a moment, recover, and return how many files had been replaced before."""
    folder.mkdir()
    paths = corpus(folder, files)
    said = killed(folder, moment)
    for path in paths:
        assert path.read_bytes() in (b"old " + path.name.encode(), b"new " + path.name.encode())
    recover([str(folder)])
    assert hidden(folder) == []
    for path in paths:
        kinds = {each.read_bytes()[:3] for each in paths if each.stem == path.stem}
        assert len(kinds) == 1, f"a document half replaced at {moment}"
    assert killed(folder, 0).startswith("done")
    assert all(path.read_bytes() == b"new " + path.name.encode() for path in paths)
    return int(said)


def moments(folder: Path, files: int) -> int:
    folder.mkdir()
    corpus(folder, files)
    return int(killed(folder, 0).removeprefix("done "))


def test_a_kill_at_any_moment_leaves_files_whole(tmp_path: Path) -> None:
    files = 3
    count = moments(tmp_path / "all", files)
    replaced = [check_after_a_kill(tmp_path / f"k{n}", files, n) for n in range(1, count + 1)]
    assert set(replaced) == {0, 1, 2, 3}


def test_the_bench_kills_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert kill.main(["--kills", "3", "--files", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("annolint --fix: 3 kills at ")
    assert lines[-1] == "nothing was lost"


def left(folder: Path, entries: list[Entry] | bytes, **files: bytes) -> Staging:
    """Leave behind what a killed run would."""
    made = Staging(folder, "0123456789abcdef")
    data = entries if isinstance(entries, bytes) else msgspec.json.encode(entries)
    made.journal.write_bytes(data)
    for name, content in files.items():
        (folder / f".annolint-{made.token}.{name.replace('_', '.').strip('.')}").write_bytes(
            content
        )
    return made


def test_a_run_that_lives_is_left_alone(file: Path) -> None:
    with staging.begun(file.parent, 1) as living:
        living.new(0).write_bytes(NEW)
        assert recover([str(file.parent)]) == []
        assert len(hidden(file.parent)) == 2


def test_what_was_edited_since_is_left_alone(file: Path, tmp_path: Path) -> None:
    entries = [Entry(file.name, "0" * 64, "1" * 64)]
    made = left(tmp_path, entries, _0_old=b"x")
    (said,) = recover([str(tmp_path)])
    assert said.startswith(f"{file}: it changed after a run that was interrupted")
    assert file.read_bytes() == OLD
    assert made.old(0).exists()


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", ".annolint-0123456789abcdef.0.old"])
def test_a_journal_speaks_of_its_folder_only(file: Path, tmp_path: Path, name: str) -> None:
    made = left(tmp_path, [Entry(name, "0" * 64, "1" * 64)])
    assert "no journal of annolint" in recover([str(tmp_path)])[0]
    assert made.journal.exists()
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b'[{"name": 1}]'])
def test_a_broken_journal_is_not_obeyed(file: Path, tmp_path: Path, data: bytes) -> None:
    left(tmp_path, data)
    assert "no journal of annolint" in recover([str(tmp_path)])[0]
    assert file.read_bytes() == OLD


def test_an_old_file_that_is_another_is_not_put_back(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.pubtator"
    other.write_bytes(NEW)
    entries = [
        Entry(file.name, staging.digest(file), "1" * 64),
        Entry(other.name, "2" * 64, staging.digest(other)),
    ]
    left(tmp_path, entries, _1_old=b"forged")
    (said,) = recover([str(tmp_path)])
    assert "it is not what b.pubtator was" in said
    assert other.read_bytes() == NEW


def test_files_that_are_not_ours_stay(tmp_path: Path) -> None:
    names = [".annolint.toml", ".annolint-x.lock", ".annolint-0123456789abcdef.lock.bak"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    assert recover([str(tmp_path), str(tmp_path / "nowhere")]) == []
    assert hidden(tmp_path) == sorted(names)
