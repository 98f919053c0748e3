"""The formats that ship with annolint, side by side: none takes the files of another."""

import os
from importlib import import_module
from pathlib import Path

import pytest

from annolint import Format, loader, plugins
from annolint_formats import annolint_formats
from annolint_formats._deferred import Deferred

DATA = Path(__file__).parent / "data"
CORPORA = os.environ.get("ANNOLINT_CORPORA", "")
FORMATS = {each.name: each for each in annolint_formats()}


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_known_of_a_format_before_it_is_imported_is_true(name: str) -> None:
    known = FORMATS[name]
    assert issubclass(known, Deferred)
    real: type[Format] = getattr(import_module(known.module), known.implementation)
    assert (known.name, known.title, known.suffixes) == (real.name, real.title, real.suffixes)
    stands_for = known()
    assert stands_for.options_type() is real.Options
    assert stands_for.abilities() == real.can
    assert real.can.repairs  # all of them write


def _good() -> list[tuple[str, Path]]:
    """Return every good file of the tests with the format that it is in."""
    found = []
    for folder in sorted(DATA.glob("*/good")):
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        found += [(folder.parent.name, path) for path in files]
    return found


def test_files_are_taken_by_their_own_format_alone() -> None:
    formats = plugins.load().formats
    seen = set()
    for folder, path in _good():
        head = path.read_bytes()[: loader.HEAD_SIZE]
        taking = [name for name, each in formats.items() if head and each.sniff(head)]
        if path.suffix in (".txt", ".conf", ".expected") or not head.strip():
            continue  # what stands beside the annotations, and what has no content
        by_name = loader.format_by_name(path.name, formats)
        seen.add(folder)
        if by_name is None:
            assert len(taking) == 1, (path.name, taking)
        elif taking:
            assert taking == [by_name.name], path.name
    assert len(seen) >= 5


@pytest.mark.skipif(not CORPORA, reason="ANNOLINT_CORPORA names no folder of corpora")
def test_no_corpus_is_taken_by_two_formats() -> None:
    formats = plugins.load().formats
    for path in sorted(Path(CORPORA).rglob("*")):
        if path.is_file() and path.stat().st_size:
            head = path.read_bytes()[: loader.HEAD_SIZE]
            taking = [name for name, each in formats.items() if each.sniff(head)]
            assert len(taking) <= 1, (path.name, taking)
