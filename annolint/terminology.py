"""Terminologies: compiled once into a cache, then looked up in it.

A terminology file is compiled into an SQLite database with one indexed row for each identifier: a
million terms open in milliseconds, and any number of processes read the same pages. The cache is
never trusted: what is damaged, or was made of another file, is compiled again, and where nothing
can be written the database lives in memory. How a file is read is `annolint.ontologies`; what a
prefix in a corpus means is for the rules.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sqlite3
import tempfile
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from annolint import decoding, loader, ontologies, settings
from annolint.errors import ConfigError, UnreadableFileError
from annolint.ontologies import Curie, Entry, TerminologyError
from annolint.project import Term

Note = Callable[[str, bool], None]
"""Is told what is done, and whether that takes so long that people wonder."""

_LAYOUT = "1"
"""Changes with the tables, and with what the readers make of a file."""

_TABLES = """
CREATE TABLE term (
    id TEXT PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, obsolete INTEGER NOT NULL,
    replaced_by TEXT NOT NULL, consider TEXT NOT NULL, species TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE origin (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_INSERT = "INSERT INTO term VALUES (?, ?, ?, ?, ?, ?)"
_MOST_NAMED = 3
_MOST_REMEMBERED = 1 << 16
_SEPARATOR = "\t"
_PIECE = 1 << 20
_LARGE = 10 << 20
"""Bytes of a file that takes more than a second to compile."""


class Source(msgspec.Struct, frozen=True):
    """A terminology as the configuration states it.

    Attributes:
        namespace: The key in `[terminologies]`.
        path: The file, as an absolute path.
        shown: The file as the configuration writes it.
        config: The configuration file, for errors.
    """

    namespace: str
    path: Path
    shown: str
    config: str

    def error(self, message: str) -> ConfigError:
        """Return the error that something is wrong with this terminology."""
        key = decoding.dotted("terminologies", self.namespace)
        return ConfigError(self.config, key, f"{self.shown}: {message}")


class CompiledTerminology:
    """The identifiers of one namespace, in an SQLite database.

    Args:
        source: The file.
        folder: Where the database is kept; None keeps it in memory.
        note: Is told what is done.

    Raises:
        ConfigError: The file cannot be read, or holds no identifier of the namespace.
    """

    def __init__(self, source: Source, folder: Path | None, note: Note) -> None:
        self.file = source.shown
        self._source = source
        self._cache = None if folder is None else folder / _cache_name(source)
        self._note = note
        self._connections: dict[int, sqlite3.Connection] = {}
        weakref.finalize(self, _close, self._connections)
        self._remembered = lru_cache(maxsize=_MOST_REMEMBERED)(self._term)
        try:
            self._read = ontologies.reader_of(source.shown)
        except TerminologyError as error:
            raise source.error(str(error)) from error
        self._connection()

    def term(self, identifier: str) -> Term | None:
        """Look an identifier up, written without its prefix; None if there is no such one."""
        return self._remembered(identifier)

    def _term(self, identifier: str) -> Term | None:
        rows = self._select(
            "SELECT name, obsolete, replaced_by, consider, species FROM term WHERE id = ?",
            identifier,
        )
        if not rows:
            return None
        name, obsolete, replaced_by, consider, species = rows[0]
        return Term(
            name=name,
            obsolete=bool(obsolete),
            replaced_by=_parted(replaced_by),
            consider=_parted(consider),
            species=species,
        )

    def named(self, name: str) -> tuple[str, ...]:
        """Return the identifiers, at most three, of terms with a name in any case of ASCII."""
        query = "SELECT id FROM term WHERE name = ? AND NOT obsolete ORDER BY id LIMIT 3"
        return tuple(row[0] for row in self._select(query, name)) if name else ()

    def _select(self, query: str, value: str) -> list[tuple[str, ...]]:
        try:
            with contextlib.suppress(UnicodeEncodeError):  # a lone surrogate, which no term has
                return self._connection().execute(query, (value,)).fetchall()
        except sqlite3.DatabaseError:  # a page of the cache is damaged
            _close(self._connections)
            self._connections[os.getpid()] = self._compiled()
            return self._connection().execute(query, (value,)).fetchall()
        return []

    def _connection(self) -> sqlite3.Connection:
        """Return the connection of this process: none may be used in another."""
        process = os.getpid()
        if process not in self._connections:
            self._connections[process] = self._cached() or self._compiled()
        return self._connections[process]

    def _cached(self) -> sqlite3.Connection | None:
        """Open the cache if it is sound and was made of the file as it is now."""
        if self._cache is None:
            return None
        try:
            connection = _opened(self._cache)
        except sqlite3.DatabaseError:  # there is none, or it cannot be read
            return None
        try:
            origin = dict(connection.execute("SELECT key, value FROM origin"))
            connection.execute("SELECT id, name FROM term LIMIT 1").fetchone()
        except (sqlite3.DatabaseError, ValueError):
            origin = {}
        # Another time is no other file: a fresh clone of a repository has it.
        same = {key: value for key, value in origin.items() if key not in ("time", "digest")}
        if same == self._made_of() and (
            origin.get("time") == self._time() or origin.get("digest") == self._digest()
        ):
            return connection
        connection.close()
        return None

    def _compiled(self) -> sqlite3.Connection:
        """Compile the file, into the cache if that can be written."""
        if self._cache is not None:
            try:
                return self._compiled_into(self._cache)
            except (OSError, sqlite3.OperationalError) as error:
                self._note(f"{self._cache.parent} cannot be written: {error}", False)
        self._tell("in memory")
        connection = sqlite3.connect(":memory:")
        try:
            self._fill(connection)
        except BaseException:  # Ctrl-C too: nothing is left open
            connection.close()
            raise
        return connection

    def _tell(self, where: str) -> None:
        message = f"terminology {self._source.namespace}: {self.file} is compiled {where}"
        self._note(message, self._stat().st_size >= _LARGE)

    def _compiled_into(self, cache: Path) -> sqlite3.Connection:
        """Compile into a file of our own that then takes its place, whoever else does the same."""
        self._tell(f"into {cache}, once")
        cache.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{cache.stem}-", suffix=".part", dir=cache.parent)
        os.close(handle)
        part = Path(name)
        try:
            with contextlib.closing(sqlite3.connect(part)) as connection:
                self._fill(connection)
            part.replace(cache)
        finally:
            part.unlink(missing_ok=True)
        return _opened(cache)

    def _fill(self, connection: sqlite3.Connection) -> None:
        time, made_of, digest = self._time(), self._made_of(), self._digest()
        # Nothing is lost with this file, which is not yet in its place.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        try:
            with loader.opened(str(self._source.path), self.file) as stream:
                _Filling(connection, self._source.namespace).run(self._read(stream))
        except UnreadableFileError as error:
            raise self._source.error(error.reason) from error
        except TerminologyError as error:
            raise self._source.error(str(error)) from error
        connection.execute("CREATE INDEX by_name ON term (name)")
        if time != self._time():  # changed while it was read: what is known is not of one file
            digest = time = ""
        origin = {**made_of, "time": time, "digest": digest}
        connection.executemany("INSERT INTO origin VALUES (?, ?)", origin.items())
        connection.commit()

    def _made_of(self) -> dict[str, str]:
        """Return what the cache depends on, but for the content of the file."""
        return {
            "layout": _LAYOUT,
            "library": ontologies.library_of(self.file),
            "namespace": self._source.namespace,
            "size": str(self._stat().st_size),
        }

    def _time(self) -> str:
        return str(self._stat().st_mtime_ns)

    def _stat(self) -> os.stat_result:
        try:
            return self._source.path.stat()
        except OSError as error:
            raise self._source.error(loader.reason(error)) from error

    def _digest(self) -> str:
        digest = hashlib.blake2b()
        try:
            if fault := loader.kind_fault(self._stat().st_mode):
                raise self._source.error(fault)
            with self._source.path.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
        except OSError as error:
            raise self._source.error(loader.reason(error)) from error
        return digest.hexdigest()


class _Filling:
    """Puts the entries of one namespace into the tables."""

    def __init__(self, connection: sqlite3.Connection, namespace: str) -> None:
        self._connection = connection
        self._namespace = namespace
        self._prefix = namespace.casefold()
        self._current = Entry(("", ""))
        self._foreign: Counter[str] = Counter()
        self._former: dict[str, list[str]] = {}

    def run(self, entries: Iterator[Entry]) -> None:
        """Insert all entries of the namespace, then the identifiers that they had before.

        Raises:
            TerminologyError: There is none, or an identifier stands twice.
        """
        try:
            self._connection.executemany(_INSERT, self._rows(entries))
        except sqlite3.IntegrityError as error:
            entry = self._current
            place = f"line {entry.line}: " if entry.line else ""
            raise TerminologyError(
                f"{place}the id {':'.join(filter(None, entry.id))} stands in it twice: keep one"
            ) from error
        if not self._connection.execute("SELECT 1 FROM term").fetchone():
            raise TerminologyError(self._nothing())
        self._connection.executemany(
            "INSERT OR IGNORE INTO term VALUES (?, '', 1, ?, '', '')",
            ((former, _SEPARATOR.join(ids)) for former, ids in self._former.items()),
        )

    def _rows(self, entries: Iterator[Entry]) -> Iterator[tuple[str | int, ...]]:
        for entry in entries:
            prefix, identifier = entry.id
            if not self._is_own(prefix):
                self._foreign[prefix] += 1
                continue
            self._current = entry
            for prefix, former in entry.alternatives:
                if self._is_own(prefix):
                    self._former.setdefault(former, []).append(identifier)
            yield (
                identifier,
                entry.name,
                entry.obsolete,
                self._joined(entry.replaced_by),
                self._joined(entry.consider),
                entry.species,
            )

    def _joined(self, curies: tuple[Curie, ...]) -> str:
        return _SEPARATOR.join(map(self._local, curies)) if curies else ""

    def _local(self, curie: Curie) -> str:
        """Return an identifier without the prefix of the namespace, any other one with its own."""
        prefix, identifier = curie
        return identifier if self._is_own(prefix) else f"{prefix}:{identifier}"

    def _is_own(self, prefix: str) -> bool:
        return not prefix or prefix.casefold() == self._prefix

    def _nothing(self) -> str:
        if not self._foreign:
            return "it holds no term"
        most = [prefix for prefix, _ in self._foreign.most_common(_MOST_NAMED)]
        return (
            f"it holds no identifier of {self._namespace}, but of {', '.join(most)}: "
            "name the terminology by the prefix that its identifiers have"
        )


def compiled(
    files: Mapping[str, str],
    root: Path,
    config: str,
    folder: Path | None,
    note: Note,
) -> dict[str, CompiledTerminology]:
    """Open the terminologies of `[terminologies]`, by namespace, and compile those that changed.

    Args:
        files: Paths by namespace, relative to `root`.
        root: The folder of the configuration.
        config: The configuration file, for errors.
        folder: Where compiled terminologies are kept; None keeps them in memory.
        note: Is told what is done.

    Raises:
        ConfigError: A mistake in the table, or in a file that it names.
    """
    found: dict[str, CompiledTerminology] = {}
    spellings: dict[str, str] = {}
    for namespace, name in files.items():
        source = Source(namespace, settings.absolute(root / name), name, config)
        other = spellings.setdefault(namespace.casefold(), namespace)
        if other != namespace:
            raise source.error(f"{other} is the same namespace: name it once")
        found[namespace] = CompiledTerminology(source, folder, note)
    return found


def default_folder() -> Path:
    """Return where the platform keeps what programs can make again."""
    import platformdirs  # noqa: PLC0415 - only where there are terminologies

    return platformdirs.user_cache_path("annolint", appauthor=False)


def _cache_name(source: Source) -> str:
    key = f"{source.path}\0{source.namespace}".encode("utf-8", "surrogateescape")
    word = re.sub(r"[^A-Za-z0-9.-]", "_", source.namespace)
    return f"terminology-{word}-{hashlib.blake2b(key, digest_size=8).hexdigest()}.sqlite"


def _opened(path: Path) -> sqlite3.Connection:
    """Open a cache, which never changes once it is in its place."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _close(connections: Mapping[int, sqlite3.Connection]) -> None:
    connection = connections.get(os.getpid())
    if connection is not None:
        with contextlib.suppress(sqlite3.ProgrammingError):  # made in another thread
            connection.close()


def _parted(text: str) -> tuple[str, ...]:
    return tuple(text.split(_SEPARATOR)) if text else ()
