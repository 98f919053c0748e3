"""Repairs of JSON exports: what they make of broken files, and that nothing is left to repair."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from annolint import Format
from annolint.testing import fix, lint
from tests.exports import BROKEN, DATA, dialect, names
from tests.fuzzing import examples
from tests.test_export_properties import ill_typed, mutated


def repaired(reader: Format, data: bytes, *, unsafe: bool = True) -> bytes:
    after, failures = fix({"file": data}, None, format=reader.name, unsafe=unsafe)
    # One repair may bring up what another rule says; what the format writes is never wrong.
    assert all("they would bring up" in failure.message for failure in failures), failures
    return after["file"]


@pytest.mark.parametrize("path", BROKEN, ids=names(BROKEN))
def test_broken_files_are_repaired_at_once(path: Path) -> None:
    data = path.read_bytes()
    found = lint({"file": data}, None, format=dialect(path).name)
    after = repaired(dialect(path), data)
    assert (after != data) == any(finding.fix for finding in found)
    assert repaired(dialect(path), after) == after


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("doccano/broken/mention-padded.jsonl", b"[0, 10, ", b"[0, 9, "),
        ("doccano/broken/mention-twice.jsonl", b', [0, 9, "Drug"]]', b"]"),
        (
            "doccano/broken/relation-twice.jsonl",
            b', {"id": 5, "from_id": 21, "to_id": 22, "type": "treats"}]',
            b"]",
        ),
        (
            "prodigy/broken/span-text-differs.jsonl",
            b'"text": "Valproat"}',
            b'"text": "Valproate"}',
        ),
        ("spacy/broken/padded-in-doc.json", b'"start": 8, "end": 16', b'"start": 9, "end": 16'),
        ("bigbio/broken/text-differs.jsonl", b'["Ketamin"]', b'["Ketamine"]'),
    ],
)
def test_only_what_is_wrong_changes(name: str, old: bytes, new: bytes) -> None:
    path = DATA / name
    data = path.read_bytes()
    assert data.count(old) == 1
    assert repaired(dialect(path), data) == data.replace(old, new)


@settings(max_examples=examples(40), deadline=None)
@given(case=mutated() | ill_typed())
def test_repairs_come_to_an_end(case: tuple[Format, bytes]) -> None:
    reader, data = case
    after = repaired(reader, data)
    assert repaired(reader, after) == after
