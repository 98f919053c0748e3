"""Terminologies: what the readers make of files, the cache, and every way in which both break."""

import bz2
import gc
import gzip
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import IO

import pytest

from annolint import Term, ontologies, terminology
from annolint.errors import ConfigError
from annolint.ontologies import Entry
from annolint.terminology import CompiledTerminology
from tests.conftest import Program
from tests.toys import write

DATA = Path(__file__).resolve().parent / "data" / "terminologies"
ONTOLOGIES = ("signs.obo", "signs.json", "signs.owl")
Said = list[tuple[str, bool]]


def opened(
    folder: Path,
    name: str,
    cache: Path | None = None,
    namespace: str = "SIGN",
    said: Said | None = None,
) -> CompiledTerminology:
    """Open one terminology, in memory unless there is a cache."""

    def note(message: str, slow: bool) -> None:
        if said is not None:
            said.append((message, slow))

    return terminology.compiled({namespace: name}, folder, ".annolint.toml", cache, note)[namespace]


def error(folder: Path, name: str, namespace: str = "SIGN") -> str:
    """Return what is said of a terminology that cannot be read."""
    with pytest.raises(ConfigError) as raised:
        opened(folder, name, namespace=namespace)
    prefix = f".annolint.toml: terminologies.{namespace}: {name}: "
    assert str(raised.value).startswith(prefix)
    return str(raised.value).removeprefix(prefix)


def identifiers(found: CompiledTerminology) -> list[str]:
    query = "SELECT id FROM term WHERE id > ? ORDER BY id"
    return [row[0] for row in found._select(query, "")]  # noqa: SLF001 - no rule asks for all


# What the readers make of a file.


@pytest.mark.parametrize("name", ONTOLOGIES)
def test_ontologies_of_every_format_say_the_same(name: str) -> None:
    found = opened(DATA, name)
    assert identifiers(found) == ["0001", "0002", "0003", "0004", "9001"]
    assert found.term("0001") == Term(name="pain {any}")
    assert found.term("0002") == Term(name="ache")
    obsolete = found.term("0003")
    assert obsolete is not None
    assert (obsolete.name, obsolete.obsolete) == ("obsolete smart", True)
    assert set(obsolete.replaced_by) == {"0001", "HOUSE:1"}
    assert obsolete.consider == ("0002",)
    # An identifier that terms had before; where it is a term of its own, that is what counts.
    assert found.term("9001") == Term(obsolete=True, replaced_by=("0001", "0002"))
    # Foreign terms, relations and instances are none of its identifiers.
    assert found.term("1") is None
    assert found.term("HOUSE:1") is None
    assert found.term("part_of") is None
    assert found.term("0005") is None


@pytest.mark.parametrize("name", [*ONTOLOGIES, "signs.tsv"])
def test_the_foreign_terms_of_a_file_are_a_namespace_of_their_own(name: str) -> None:
    found = opened(DATA, name, namespace="house")
    assert found.term("1") == Term(name="of another namespace")
    assert found.term("0001") is None


def test_tables() -> None:
    found = opened(DATA, "signs.tsv")
    assert identifiers(found) == ["0001", "0002", "0003", "0004"]
    assert found.term("0001") == Term(name="pain {any}")
    assert found.term("0002") == Term(name="ache", species="9606")
    assert found.term("0003") == Term(
        name="obsolete smart", obsolete=True, replaced_by=("0001", "HOUSE:1"), species="10090"
    )
    assert found.term("0004") == Term(name="bare", obsolete=True)


@pytest.mark.parametrize(
    ("table", "term"),
    [
        ("1\n", Term()),
        ("1\tPain\n", Term(name="Pain")),
        ("1\tPain\t2\t9606\n", Term("Pain", obsolete=True, replaced_by=("2",), species="9606")),
        ("1\tPain\t2 | 3\n", Term("Pain", obsolete=True, replaced_by=("2", "3"))),
        ("1\tPain\t-\n", Term("Pain", obsolete=True)),
        ("\ufeff1\tPain\r\n\r\n", Term("Pain")),
        (" 1 \t Pain \t\t\t\t\n", Term("Pain")),
        ("# ID\tSpecies\n1\ttaxon:10090", Term(species="10090")),
        ("Replaced by\tid\n2\t1\n", Term(obsolete=True, replaced_by=("2",))),
        ("replaced_by\tid\n\t1\n", Term()),
        ("# a comment\n#1\t2\n1", Term()),
        ("1\t徴候\n", Term("徴候")),
    ],
)
def test_columns_of_tables(tmp_path: Path, table: str, term: Term) -> None:
    write(tmp_path, {"x.tsv": table})
    found = opened(tmp_path, "x.tsv")
    assert identifiers(found) == ["1"]
    assert found.term("1") == term


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "it holds no term"),
        ("id\tname\n", "it holds no term"),
        ("1\n2\tPain\n1\tAche\n", "line 3: the id 1 stands in it twice: keep one"),
        ("SIGN:1\nsign:1\n", "line 2: the id sign:1 stands in it twice: keep one"),
        ("1\n\tPain\n", "line 2: the id is missing"),
        ("name\tid\nPain\n", "line 2: the id is missing"),
        (
            "1\tPain\t\t9606\tmore\n",
            "line 1: 5 columns, not 4 (id, name, replaced-by, species)",
        ),
        ("id\n1\n2\tPain\n", "line 3: 2 columns, not 1 (id)"),
        (
            "1\tPain\t\thuman\n",
            'line 1: the species "human" is no number of NCBI Taxonomy such as 9606',
        ),
        (
            "1\tPain\t\t٣\n",
            'line 1: the species "٣" is no number of NCBI Taxonomy such as 9606',
        ),
        (
            "\nid\tspeceis\n",
            (
                'line 2: the column "speceis" is none; did you mean "species"? (allowed: id, name, '
                "replaced-by, species)"
            ),
        ),
        (
            "id\tname\tname\n",
            (
                'line 1: the column "name" stands twice; did you mean "name"? (allowed: id, name, '
                "replaced-by, species)"
            ),
        ),
        (
            "DOID:1\nMONDO:1\nDOID:2\nHP:1\nMP:1\n",
            (
                "it holds no identifier of SIGN, but of DOID, MONDO, HP: name the terminology by "
                "the prefix that its identifiers have"
            ),
        ),
    ],
)
def test_broken_tables(tmp_path: Path, table: str, message: str) -> None:
    write(tmp_path, {"x.tsv": table})
    assert error(tmp_path, "x.tsv") == message


OBO = (DATA / "signs.obo").read_bytes()
JSON = (DATA / "signs.json").read_bytes()
OWL = (DATA / "signs.owl").read_bytes()
NO_TSV = "(allowed: .obo, .json, .owl, .tsv)"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.tsv", b"1\tPain\n2\tSchw\xe4che\n", "line 2: not UTF-8"),
        ("x.tsv", "1\tPain\n".encode("utf-16"), "line 1: not UTF-8"),
        ("x.obo", OBO.replace(b"id: SIGN:0002", b"name: y"), "line 15: not OBO: expected Comment"),
        ("x.obo", OBO.replace(b": true", b": yes"), "line 23: not OBO: expected Boolean"),
        ("x.obo", OBO.replace(b"smart", b"sm\xe4rt"), "not UTF-8"),
        ("x.obo", b"[Term]\nname: \xe4\n", "not UTF-8"),
        ("x.obo", OBO[:60], "it holds no term"),
        ("x.obo", bytes(range(256)) * 10, "it holds no term"),
        ("x.obo", b"<!DOCTYPE html>\n<p>Not found</p>\n", "it holds no term"),
        ("x.obo", b"", "it holds no term"),
        ("x.obo", OBO + b"\n[Term]\nid: SIGN:0001\n", "the id SIGN:0001 stands in it twice"),
        ("x.json", JSON[:500], "not OBO Graph JSON: Input data was truncated"),
        ("x.json", b"", "not OBO Graph JSON: Input data was truncated"),
        ("x.json", b"[]", "not OBO Graph JSON: Expected `object`, got `array`"),
        ("x.json", b"{}", "not OBO Graph JSON: Object missing required field `graphs`"),
        ("x.json", b'{"graphs": []}', "it holds no term"),
        (
            "x.json",
            JSON.replace(b'"SIGN:0004"', b"4"),
            "not OBO Graph JSON: Expected `str`, got `int` - at `$.graphs[0].nodes[3].id`",
        ),
        ("x.json", JSON.replace(b"smart", b"sm\xe4rt"), "not UTF-8"),
        (
            "x.owl",
            OWL[:1000],
            "not OWL in RDF/XML: unclosed token: line 23, column 2",
        ),
        ("x.owl", b"<html/>", "not OWL in RDF/XML: could not find a parser to parse"),
        (
            "x.owl",
            b"<?xml version='1.0'?><html/>",
            "not OWL in RDF/XML: could not find `owl:Ontology` element",
        ),
        ("x.owl", b"Prefix(:=<http://a/>)", "not OWL in RDF/XML: could not find a parser to parse"),
        ("x.obo.gz", b"[Term]\nid: SIGN:1\n", "its compressed data are damaged: not a gzip"),
        ("x.tsv.gz", gzip.compress(OBO)[:50], "its compressed data end too early"),
        ("x.obo.gz", gzip.compress(OBO * 50, mtime=0)[:-300], "its compressed data end too early"),
        ("x.csv", b"", f'no terminology has the suffix ".csv"; did you mean ".tsv"? {NO_TSV}'),
        ("x", b"", f'no terminology has the suffix "" {NO_TSV}'),
        ("x.zip.gz", b"", f'no terminology has the suffix ".zip" {NO_TSV}'),
    ],
)  # fmt: skip
def test_broken_files(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    write(tmp_path, {name: content})
    assert error(tmp_path, name).startswith(message)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert error(tmp_path, "x.tsv") == "there is no such file or folder"
    (tmp_path / "x.tsv").mkdir()
    assert error(tmp_path, "x.tsv") == "is a folder; annolint reads regular files"


def test_a_namespace_is_named_once(tmp_path: Path) -> None:
    write(tmp_path, {"x.tsv": "1\n"})
    files = {"SIGN": "x.tsv", "sign": "x.tsv"}
    with pytest.raises(ConfigError, match=r"terminologies\.sign: x\.tsv: SIGN is the same namesp"):
        terminology.compiled(files, tmp_path, ".annolint.toml", None, lambda _, __: None)


@pytest.mark.parametrize(("library", "name"), [("fastobo", "signs.obo"), ("pronto", "signs.owl")])
def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, library: str, name: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert error(DATA, name) == "reading it needs an extra: pip install 'annolint[ontology]'"
    assert opened(DATA, "signs.json").term("0001")
    assert opened(DATA, "signs.tsv").term("0001")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.rstrip(b"\n"),
        lambda data: data + b"\n\n\n",
    ],
)
@pytest.mark.parametrize("name", [*ONTOLOGIES, "signs.tsv"])
def test_line_ends_and_byte_order_marks(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes]
) -> None:
    write(tmp_path, {name: change((DATA / name).read_bytes())})
    ours, theirs = opened(tmp_path, name), opened(DATA, name)
    assert identifiers(ours) == identifiers(theirs)
    assert all(ours.term(each) == theirs.term(each) for each in identifiers(theirs))


@pytest.mark.parametrize("name", [*ONTOLOGIES, "signs.tsv"])
def test_compressed_files(tmp_path: Path, name: str) -> None:
    data = (DATA / name).read_bytes()
    write(tmp_path, {f"{name}.gz": gzip.compress(data), f"{name}.BZ2": bz2.compress(data)})
    assert identifiers(opened(tmp_path, f"{name}.gz")) == identifiers(opened(DATA, name))
    assert identifiers(opened(tmp_path, f"{name}.BZ2")) == identifiers(opened(DATA, name))


def test_a_long_file_reaches_the_library_in_pieces(tmp_path: Path) -> None:
    terms = "".join(f"[Term]\nid: SIGN:{n}\ndef: {'x' * 99}\nname: n{n}\n\n" for n in range(5000))
    write(tmp_path, {"x.obo": terms})
    found = opened(tmp_path, "x.obo")
    assert len(identifiers(found)) == 5000
    assert found.term("4999") == Term(name="n4999")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D012640", ("", "D012640")),
        (" MESH:D012640 ", ("MESH", "D012640")),
        ("HGNC:HGNC:5", ("HGNC", "HGNC:5")),
        ("CVCL_0062", ("", "CVCL_0062")),
        ("http://purl.obolibrary.org/obo/MONDO_0005148", ("MONDO", "0005148")),
        ("http://www.ebi.ac.uk/efo/EFO_0000400", ("EFO", "0000400")),
        ("https://identifiers.org/mesh:D012640", ("mesh", "D012640")),
        ("http://id.nlm.nih.gov/mesh/D012640", ("mesh", "D012640")),
        ("http://purl.obolibrary.org/obo/signs#SIGN_0001", ("SIGN", "0001")),
        ("http://purl.org/sig/SIGN#0001/", ("SIGN", "0001")),
        ("http://x.org/gene/NM_000546.5", ("NM", "000546.5")),
        ("http://x.org/a1_b", ("x.org", "a1_b")),
    ],
)
def test_identifiers_in_files(text: str, expected: tuple[str, str]) -> None:
    assert ontologies.curie(text) == expected


def test_names() -> None:
    found = opened(DATA, "signs.obo")
    assert found.named("ACHE") == ("0002",)
    assert found.named("obsolete smart") == ()  # nobody means what is obsolete
    assert found.named("") == ()
    assert found.named("nothing") == ()


def test_at_most_three_of_a_name_and_strange_questions(tmp_path: Path) -> None:
    write(tmp_path, {"x.tsv": "".join(f"{number}\tPain\n" for number in range(9))})
    found = opened(tmp_path, "x.tsv")
    assert found.named("pain") == ("0", "1", "2")
    assert found.named("pain\ud800") == ()
    assert found.term("\udc80") is None
    assert found.term("1' OR '1") is None
    assert found.term("1\0") is None


# The cache.


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    write(tmp_path, {"x.tsv": "1\tPain\n2\tAche\n"})
    return tmp_path / "not yet" / "cache"


def compiles(said: Said) -> int:
    return sum("is compiled" in message for message, _ in said)


def test_compiled_once(tmp_path: Path, cache: Path) -> None:
    said: Said = []
    first = opened(tmp_path, "x.tsv", cache, said=said)
    (file,) = cache.iterdir()
    assert file.name.startswith("terminology-SIGN-")
    assert said == [(f"terminology SIGN: x.tsv is compiled into {file}, once", False)]
    second = opened(tmp_path, "x.tsv", cache, said=said)
    assert compiles(said) == 1
    assert first.term("1") == second.term("1") == Term("Pain")
    assert list(cache.iterdir()) == [file]


def test_a_large_file_is_announced(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminology, "_LARGE", 14)
    said: Said = []
    opened(tmp_path, "x.tsv", cache, said=said)
    assert [slow for _, slow in said] == [True]


def test_each_namespace_and_file_has_its_own(tmp_path: Path, cache: Path) -> None:
    write(tmp_path, {"y.tsv": "A:1\nB:2\n"})
    assert identifiers(opened(tmp_path, "y.tsv", cache, "A")) == ["1"]
    assert identifiers(opened(tmp_path, "y.tsv", cache, "B")) == ["2"]
    assert identifiers(opened(tmp_path, "x.tsv", cache, "B")) == ["1", "2"]
    assert len(list(cache.iterdir())) == 3


def test_a_namespace_cannot_name_a_path(tmp_path: Path, cache: Path) -> None:
    opened(tmp_path, "x.tsv", cache, "../../ß/")
    (file,) = cache.iterdir()
    assert file.name.startswith("terminology-.._..___-")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_a_path_that_is_no_unicode(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xff")
    folder.mkdir()
    write(folder, {"x.tsv": "1\tPain\n"})
    said: Said = []
    for _ in range(2):
        assert opened(folder, "x.tsv", folder / "cache", said=said).term("1") == Term("Pain")
    assert compiles(said) == 1


def test_a_changed_file_is_compiled_again(tmp_path: Path, cache: Path) -> None:
    said: Said = []
    opened(tmp_path, "x.tsv", cache, said=said)
    write(tmp_path, {"x.tsv": "1\tPain\n2\tAche\n3\n"})
    assert opened(tmp_path, "x.tsv", cache, said=said).term("3") == Term()
    write(tmp_path, {"x.tsv": "1\tPain\n2\tAche\n4\n"})  # of the same size
    os.utime(tmp_path / "x.tsv", ns=(1, 1))
    assert opened(tmp_path, "x.tsv", cache, said=said).term("4") == Term()
    assert compiles(said) == 3


def test_another_time_is_no_other_file(tmp_path: Path, cache: Path) -> None:
    said: Said = []
    opened(tmp_path, "x.tsv", cache, said=said)
    os.utime(tmp_path / "x.tsv", ns=(1, 1))
    opened(tmp_path, "x.tsv", cache, said=said)
    assert compiles(said) == 1


def test_another_version_compiles_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: Said = []
    opened(DATA, "signs.obo", cache, said=said)
    monkeypatch.setattr(terminology, "_LAYOUT", "0")
    opened(DATA, "signs.obo", cache, said=said)
    opened(DATA, "signs.obo", cache, said=said)
    assert compiles(said) == 2
    monkeypatch.setattr(metadata, "version", lambda name: f"of another {name}")
    opened(DATA, "signs.obo", cache, said=said)
    assert compiles(said) == 3


def test_libraries() -> None:
    assert ontologies.library_of("x.OBO.gz").startswith("fastobo ")
    assert ontologies.library_of("x.owl").startswith("pronto ")
    assert ontologies.library_of("x.json") == ontologies.library_of("x.tsv") == ""


def test_the_library_may_be_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    assert ontologies.library_of("x.obo") == ""


def test_a_file_that_changes_while_it_is_read_is_not_trusted(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changing(_: IO[bytes]) -> Iterator[Entry]:
        yield Entry(("", "1"))
        write(tmp_path, {"x.tsv": "1\tPain\n2\tAche\n3\n"})
        os.utime(tmp_path / "x.tsv", ns=(1, 1))

    with monkeypatch.context() as patch:
        patch.setattr(ontologies, "reader_of", lambda _: changing)
        assert opened(tmp_path, "x.tsv", cache).term("3") is None
    assert opened(tmp_path, "x.tsv", cache).term("3") == Term()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"SQLite format 3\0",
        lambda data: b"x" * len(data),
        lambda data: data[: len(data) // 2],
        lambda data: data[:100] + bytes(len(data) - 100),
        lambda _: b"SQLite format 3\0" + os.urandom(5000),
    ],
)
def test_a_damaged_cache_is_compiled_again(
    tmp_path: Path, cache: Path, damage: Callable[[bytes], bytes]
) -> None:
    opened(tmp_path, "x.tsv", cache)
    (file,) = cache.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    said: Said = []
    assert opened(tmp_path, "x.tsv", cache, said=said).term("1") == Term("Pain")
    assert compiles(said) == 1
    assert opened(tmp_path, "x.tsv", cache, said=said).term("2") == Term("Ache")
    assert compiles(said) == 1


@pytest.mark.parametrize(
    "statement", ["DROP TABLE term", "DROP TABLE origin", "DELETE FROM origin"]
)
def test_another_database_in_its_place(tmp_path: Path, cache: Path, statement: str) -> None:
    opened(tmp_path, "x.tsv", cache)
    (file,) = cache.iterdir()
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()
    assert opened(tmp_path, "x.tsv", cache).term("1") == Term("Pain")


def test_damage_that_shows_only_when_it_is_looked_up(tmp_path: Path, cache: Path) -> None:
    write(tmp_path, {"x.tsv": "".join(f"{number:06}\tPain {number}\n" for number in range(20_000))})
    opened(tmp_path, "x.tsv", cache)
    (file,) = cache.iterdir()
    data = bytearray(file.read_bytes())
    data[len(data) // 4 : len(data) // 2] = b"\xff" * (len(data) // 2 - len(data) // 4)
    file.write_bytes(data)
    said: Said = []
    found = opened(tmp_path, "x.tsv", cache, said=said)
    assert said == []
    for number in range(0, 20_000, 99):
        assert found.term(f"{number:06}") == Term(f"Pain {number}")
    assert found.named("pain 77") == ("000077",)
    assert compiles(said) == 1


@pytest.mark.parametrize("blocked", ["folder", "file"])
def test_where_nothing_can_be_written_it_is_compiled_in_memory(
    tmp_path: Path, cache: Path, blocked: str
) -> None:
    if blocked == "folder":
        write(tmp_path, {"not yet": ""})
    else:
        opened(tmp_path, "x.tsv", cache)
        (file,) = cache.iterdir()
        file.unlink()
        (file / "in the way").mkdir(parents=True)
    said: Said = []
    found = opened(tmp_path, "x.tsv", cache, said=said)
    assert found.term("1") == Term("Pain")
    *_, (reason, _), (where, slow) = said
    assert f"{cache} cannot be written: " in reason
    assert (where, slow) == ("terminology SIGN: x.tsv is compiled in memory", False)
    assert not list(tmp_path.rglob("*.part"))


def test_a_file_that_breaks_leaves_nothing(tmp_path: Path, cache: Path) -> None:
    write(tmp_path, {"x.tsv": "1\n1\n"})
    with pytest.raises(ConfigError):
        opened(tmp_path, "x.tsv", cache)
    assert list(cache.iterdir()) == []


def test_an_interrupted_compilation_leaves_nothing(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: IO[bytes]) -> Iterator[Entry]:
        yield Entry(("", "1"))
        raise KeyboardInterrupt

    monkeypatch.setattr(ontologies, "reader_of", lambda _: interrupted)
    with pytest.raises(KeyboardInterrupt):
        opened(tmp_path, "x.tsv", cache)
    assert list(cache.iterdir()) == []


MANY = """
import sys
from pathlib import Path
from annolint import terminology
folder = Path(sys.argv[1])
found = terminology.compiled({"SIGN": "x.tsv"}, folder, "c", folder / "cache", lambda _, __: None)
assert found["SIGN"].term("4999").name == "Pain 4999"
"""


def test_several_processes_at_once(tmp_path: Path) -> None:
    write(tmp_path, {"x.tsv": "".join(f"{number}\tPain {number}\n" for number in range(5000))})
    command = [sys.executable, "-c", MANY, str(tmp_path)]
    running = [subprocess.Popen(command) for _ in range(4)]
    assert [each.wait() for each in running] == [0, 0, 0, 0]
    (file,) = (tmp_path / "cache").iterdir()
    assert file.suffix == ".sqlite"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no other way to have a process with it open")
def test_a_forked_process_opens_its_own(tmp_path: Path, cache: Path) -> None:
    found = opened(tmp_path, "x.tsv", cache)
    child = os.fork()
    if child == 0:
        connections = found._connections  # noqa: SLF001 - nobody else can see them
        fine = found.term("2") == Term("Ache") and len(connections) == 2
        os._exit(0 if fine else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert found.term("2") == Term("Ache")


def test_it_can_be_let_go_in_another_thread(tmp_path: Path, cache: Path) -> None:
    held = [opened(tmp_path, "x.tsv", cache)]

    def let_go() -> None:
        held.clear()
        gc.collect()

    thread = threading.Thread(target=let_go)
    thread.start()
    thread.join()
    assert opened(tmp_path, "x.tsv", cache).term("1") == Term("Pain")


# The configuration and the command line.


def test_where_compiled_terminologies_are_kept(program: Program, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".annolint.toml": 'cache-dir = "kept"\nterminologies.SIGN = "x.tsv"\n',
            "x.tsv": "1\n",
            "a.pubtator": "1|t|Pain\n1|a|\n",
        },
    )
    first = program("-v")
    assert first.code == 0
    assert "annolint: terminology SIGN: x.tsv is compiled into " in first.err
    assert len(list((tmp_path / "kept").iterdir())) == 1
    assert "compiled" not in program("-v").err
    again = program("-v", "--no-cache")
    assert "annolint: terminology SIGN: x.tsv is compiled in memory\n" in again.err
    assert "compiled" not in program("--no-cache").err


def test_the_cache_folder_of_the_user(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminology, "default_folder", lambda: tmp_path / "user")
    write(
        tmp_path,
        {
            "data/.annolint.toml": 'cache-dir = "../kept"\nterminologies.SIGN = "x.tsv"\n',
            "data/x.tsv": "1\n",
            "data/a.pubtator": "1|t|Pain\n1|a|\n",
        },
    )
    # A configuration that came with the data does not say where we write.
    assert program("data").code == 0
    assert len(list((tmp_path / "user").iterdir())) == 1
    assert not (tmp_path / "kept").exists()
    assert program("--config", "data/.annolint.toml", "data").code == 0
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_the_default_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = terminology.default_folder()
    assert folder.name == "annolint"
    if sys.platform == "linux":
        assert folder.parent == tmp_path


def test_a_broken_terminology_ends_the_run(program: Program, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".annolint.toml": 'cache-dir = "kept"\n[terminologies]\n"My signs" = "x.tsv"\n',
            "a.pubtator": "1|t|Pain\n1|a|\n",
        },
    )
    message = (
        'annolint: .annolint.toml: terminologies."My signs": x.tsv: there is no such file or folder'
    )
    assert program() == (2, "", f"{message}\n")
    assert program("config") == (2, "", f"{message}\n")
    write(tmp_path, {"x.tsv": "1\n"})
    ran = program("config")
    assert ran.code == 0
    assert 'terminologies."My signs" = "x.tsv"  # .annolint.toml\n' in ran.out
