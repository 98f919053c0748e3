"""The benchmark corpus is what it claims: repeatable, of the size asked for, and without a fault.

The checks here are written out small, on purpose without annolint: they judge the input that
annolint is expected to be quiet on.
"""

import argparse
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks import generate

COUNT = 400
IDENTIFIER = {
    "Chemical": r"[CD]\d{6}",
    "Disease": r"[CD]\d{6}(\|[CD]\d{6})*",
    "Gene": r"\d{5}(,\d{5})*",
    "Species": r"\d{4,5}",
    "SNP": r"rs\d{7,9}",
    "DNAMutation": r"c\|(SUB\|[ACGT]\|\d+\|[ACGT]|DEL\|\d+\|[ACGT]|DEL\|\d+_\d+\|)",
    "ProteinMutation": r"p\|(SUB\|[A-Y]\|\d+\|[A-Y]|FS\|[A-Y]\|\d+\|\|)",
    "CellLine": r"CVCL_[0-9A-Z]{4}",
}


class Mention(NamedTuple):
    start: int
    end: int
    text: str
    type: str
    identifier: str
    components: str = ""


class Document(NamedTuple):
    pmid: str
    title: str
    abstract: str
    mentions: list[Mention]
    relations: list[list[str]]

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.abstract}"


def parse(block: str) -> Document:
    assert block.endswith("\n\n")
    first, second, *records = block.removesuffix("\n\n").split("\n")
    pmid, title = first.split("|t|")
    assert second.startswith(f"{pmid}|a|")
    rows = [record.split("\t") for record in records]
    assert all(row.pop(0) == pmid for row in rows)
    mentions = [Mention(int(row[0]), int(row[1]), *row[2:]) for row in rows if len(row) >= 5]
    relations = [row for row in rows if len(row) < 5]
    return Document(pmid, title, second.removeprefix(f"{pmid}|a|"), mentions, relations)


def blocks(seed: int, *, unicode: bool = False, count: int = COUNT) -> Iterator[str]:
    return islice(generate.documents(seed, unicode=unicode), count)


@pytest.fixture(scope="module", params=[False, True], ids=["ascii", "unicode"])
def corpus(request: pytest.FixtureRequest) -> list[Document]:
    return list(map(parse, blocks(5, unicode=request.param)))


@pytest.mark.parametrize("unicode", [False, True])
def test_same_seed_gives_the_same_bytes(unicode: bool) -> None:
    first = "".join(blocks(7, unicode=unicode, count=50))
    generate.lexicon.cache_clear()
    assert "".join(blocks(7, unicode=unicode, count=50)) == first


def test_different_seeds_differ_and_share_no_document_id() -> None:
    one, other = (list(map(parse, blocks(seed, count=50))) for seed in (1, 2))
    assert not {document.text for document in one} & {document.text for document in other}
    assert not {document.pmid for document in one} & {document.pmid for document in other}


def test_document_ids_and_texts_are_unique(corpus: list[Document]) -> None:
    assert len({document.pmid for document in corpus}) == COUNT
    assert len({document.text.casefold() for document in corpus}) == COUNT
    assert all(re.fullmatch(r"[1-9]\d{7}", document.pmid) for document in corpus)


def test_offsets_agree_with_the_text(corpus: list[Document]) -> None:
    for document in corpus:
        assert document.mentions
        for mention in document.mentions:
            assert document.text[mention.start : mention.end] == mention.text
            assert mention.text == mention.text.strip() != ""


def test_mentions_stand_in_order_and_never_touch(corpus: list[Document]) -> None:
    for document in corpus:
        for left, right in pairwise(document.mentions):
            assert left.end < right.start
        join = len(document.title)
        assert not any(mention.start <= join <= mention.end - 1 for mention in document.mentions)


def test_mentions_do_not_split_words(corpus: list[Document]) -> None:
    for document in corpus:
        text = f" {document.text} "
        for mention in document.mentions:
            before, after = text[mention.start], text[mention.end + 1]
            for outside in (before, after):
                assert not outside.isalnum() or "\u4e00" <= outside <= "\u9fff"
                assert not unicodedata.combining(outside)


def test_concept_identifiers_are_well_formed(corpus: list[Document]) -> None:
    seen = set()
    for mention in (mention for document in corpus for mention in document.mentions):
        seen.add(mention.type)
        if mention.identifier not in {"-", "-1"}:
            assert re.fullmatch(IDENTIFIER[mention.type], mention.identifier)
        if mention.type == "Disease" and "|" in mention.identifier:
            ids, texts = mention.identifier.split("|"), mention.components.split("|")
            assert len(set(ids)) == len(ids) == len(texts) == len(set(texts))
        else:
            assert mention.components == ""
    assert seen == set(IDENTIFIER)


@pytest.mark.parametrize("unicode", [False, True])
def test_a_surface_form_has_one_concept(unicode: bool) -> None:
    concepts = [concept for some in generate.lexicon(unicode=unicode).values() for concept in some]
    forms = [form.casefold() for concept in concepts for form in concept.forms]
    assert len(forms) > 3000
    assert len(set(forms)) == len(forms)


def test_every_occurrence_of_a_surface_form_is_a_mention(corpus: list[Document]) -> None:
    concepts = [concept for some in generate.lexicon(unicode=True).values() for concept in some]
    forms = [form for concept in concepts for form in concept.forms]
    telling = {max(re.findall(r"\w+", form) or [form], key=len).casefold() for form in forms}
    for document in corpus:
        text = list(document.text)
        for mention in document.mentions:
            text[mention.start : mention.end] = " " * len(mention.text)
        bare = re.findall(r"\w+|[^\w\s]", "".join(text).casefold())
        assert not telling.intersection(bare)


def test_relations_join_two_concepts_of_the_document_once(corpus: list[Document]) -> None:
    for document in corpus:
        known = {mention.identifier for mention in document.mentions}
        known |= {
            part
            for mention in document.mentions
            if mention.type in {"Disease", "Gene"}
            for part in re.split("[|,]", mention.identifier)
        }
        pairs = [frozenset(relation[1:3]) for relation in document.relations]
        assert 2 <= len(pairs) == len(set(pairs)) <= 12
        assert all(len(pair) == 2 and pair <= known for pair in pairs)
        assert len({len(relation) for relation in document.relations}) == 1


def test_no_relation_can_be_read_as_a_mention(corpus: list[Document]) -> None:
    long = [
        (document, relation)
        for document in corpus
        for relation in document.relations
        if len(relation) == 4
    ]
    assert long
    for document, (_, one, other, novelty) in long:
        assert novelty in {"Novel", "No"}
        assert not (one.isdigit() and other in document.text)


def test_documents_look_like_abstracts(corpus: list[Document]) -> None:
    for document in corpus:
        assert 8 <= len(document.title.split()) <= 20
        assert 150 <= len(document.abstract.split()) <= 300
        for text in (document.title, document.abstract):
            assert text == text.strip()
            assert "  " not in text
            assert not set("[]{}|\t") & set(text)
    mentions = sum(len(document.mentions) for document in corpus) / COUNT
    relations = sum(len(document.relations) for document in corpus) / COUNT
    assert 18 < mentions < 28
    assert 2 < relations < 8


def test_plain_text_is_ascii() -> None:
    assert "".join(blocks(3)).isascii()


def test_unicode_text_is_normalized_and_has_every_kind_of_character() -> None:
    texts = list(blocks(3, unicode=True))
    mentioned = "".join(mention.text for text in texts for mention in parse(text).mentions)
    assert unicodedata.is_normalized("NFC", "".join(texts))
    assert any("\u03b1" <= char <= "\u03c9" for char in mentioned)
    assert any(unicodedata.combining(char) for char in mentioned)
    assert any("\u4e00" <= char <= "\u9fff" for char in mentioned)
    assert {"R", "AL"} <= {unicodedata.bidirectional(char) for char in mentioned}
    assert any(ord(char) > 0xFFFF for char in mentioned)
    invisible = {char for char in mentioned if unicodedata.category(char) in {"Cc", "Cf"}}
    assert invisible == set()


@pytest.mark.parametrize("unicode", [False, True])
def test_size_is_honoured_within_a_document(tmp_path: Path, unicode: bool) -> None:
    out = tmp_path / "corpus.txt"
    option = ["--unicode"] if unicode else []
    generate.main([str(out), "--size", "200kB", "--seed", "4", *option])
    data = out.read_bytes()
    count = data.count(b"\n\n")
    written = "".join(blocks(4, unicode=unicode, count=count))
    assert data == written.encode()
    assert len(data) >= 200_000
    *_, last = blocks(4, unicode=unicode, count=count)
    assert len(data) - len(last.encode()) < 200_000


def test_documents_option_stops_first(tmp_path: Path) -> None:
    out = tmp_path / "corpus.txt"
    generate.main([str(out), "--documents", "3"])
    assert out.read_text(encoding="utf-8") == "".join(blocks(1, count=3))


@pytest.mark.parametrize(
    ("text", "size"),
    [("100MB", 10**8), ("64 KiB", 65536), ("2000", 2000), ("1.5kb", 1500), ("7B", 7)],
)
def test_parse_size(text: str, size: int) -> None:
    assert generate.parse_size(text) == size


@pytest.mark.parametrize("text", ["", "MB", "10 furlongs", "-5", "1e3"])
def test_parse_size_refuses(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="write 100MB"):
        generate.parse_size(text)
