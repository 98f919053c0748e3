"""What the writers of tests write is read back as it was, as far as a dialect holds it."""

from pathlib import Path

import pytest

from annolint import Document
from benchmarks.writers.exports import OMITS, WRITERS
from benchmarks.writers.inexpressible import Inexpressible
from tests.exports import DIALECTS
from tests.exports import documents as read_documents
from tests.pubtator import GOOD, documents, names


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("path", GOOD, ids=names(GOOD))
def test_documents_are_read_back(name: str, path: Path) -> None:
    before = documents(path.read_bytes())
    omits = OMITS[name]
    try:
        (data,) = WRITERS[name](before).values()
    except Inexpressible:
        assert any(each.relations for each in before)
        assert "relations" in omits or name == "prodigy"  # where a part of a concept is named
        return
    after = read_documents(DIALECTS[name], data)
    assert [each.text for each in after] == [each.text for each in before]
    assert [list(map(content, each.mentions)) for each in after] == [
        list(map(content, each.mentions)) for each in before
    ]
    assert [len(each.relations) for each in after] == [len(each.relations) for each in before]
    if "document-ids" not in omits:
        assert [bare(each) for each in after] == [bare(each) for each in before]
    if "concepts" not in omits:
        assert concepts(after) == concepts(before)


def content(mention: object) -> object:
    return mention.type, mention.spans, mention.text  # type: ignore[attr-defined] # a mention


def bare(document: Document) -> str:
    return document.id.removeprefix("Test:")


def concepts(found: list[Document]) -> list[str]:
    return [mention.concept_field or "" for each in found for mention in each.mentions]
