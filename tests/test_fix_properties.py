"""What holds of repairs whatever the file: made-up documents, hurt at random places."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import islice
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from annolint import CorpusRule
from annolint.testing import documents, fix, lint, registry
from benchmarks import generate

PAGES = list(islice(generate.documents(3, unicode=True), 40))
DOCUMENT_RULES = [rule for rule in registry().rules.values() if not issubclass(rule, CorpusRule)]
OFFSET = re.compile(r"(?<=\t)[0-9]+(?=\t)")

Damage = Callable[[str, Random], str]
"""Hurts a line of annotations."""


def shifted(line: str, chance: Random) -> str:
    by = chance.choice((-2, -1, 1, 3, 40))
    return OFFSET.sub(lambda match: str(max(int(match[0]) + by, 0)), line, count=2)


def exchanged(line: str, _: Random) -> str:
    columns = line.split("\t")
    return "\t".join([columns[0], *columns[2:0:-1], *columns[3:]])


def padded(line: str, chance: Random) -> str:
    columns = line.split("\t")
    number = chance.randrange(len(columns))
    columns[number] = chance.choice((" {}", "{} ")).format(columns[number])
    return "\t".join(columns)


def respelt(line: str, chance: Random) -> str:
    columns = line.split("\t")
    columns[3] = chance.choice((str.upper, str.lower, str.title))(columns[3])
    return "\t".join(columns)


def doubled(line: str, _: Random) -> str:
    return f"{line}\n{line}"


def blank(line: str, chance: Random) -> str:
    return line.replace("\t", " ", chance.choice((1, 2, -1)))


def cut(line: str, chance: Random) -> str:
    return line[: chance.randrange(1, len(line))]


def wide(line: str, _: Random) -> str:
    return OFFSET.sub(lambda match: str(int(match[0]) + 1), line, count=1)


DAMAGES: tuple[Damage, ...] = (
    shifted, exchanged, padded, respelt, doubled, blank, cut, wide,
)  # fmt: skip


def hurt(pages: list[str], count: int, chance: Random) -> str:
    """Return documents with so many damaged lines, and perhaps other line ends or a mark."""
    lines = "\n".join(pages).split("\n")
    rows = [number for number, line in enumerate(lines) if line.count("\t") >= 4]
    for number in chance.sample(rows, min(count, len(rows))):
        lines[number] = chance.choice(DAMAGES)(lines[number], chance)
    text = "\n".join(lines)
    if chance.random() < 0.2:
        text = text.replace("\n", "\r\n", chance.choice((3, -1)))
    if chance.random() < 0.1:
        text = "\ufeff" + text
    return text


@st.composite
def corpora(draw: st.DrawFn) -> list[str]:
    """Draw damaged files of a few documents each."""
    chance = draw(st.randoms(use_true_random=False))
    numbers = draw(st.lists(st.integers(0, len(PAGES) - 1), min_size=1, max_size=4, unique=True))
    return [hurt([PAGES[number]], draw(st.integers(0, 6)), chance) for number in numbers]


def repaired(sources: dict[str, str], *, unsafe: bool) -> dict[str, bytes]:
    fixed, failures = fix(sources, DOCUMENT_RULES, format="pubtator", unsafe=unsafe)
    assert {failure.code for failure in failures} <= {"ANN905"}
    return fixed


def counted(text: str | bytes) -> Counter[tuple[str | None, str]]:
    found = lint(text, DOCUMENT_RULES, format="pubtator")
    return Counter((each.document, each.code) for each in found)


@settings(max_examples=40, deadline=None)
@given(corpora(), st.booleans())
def test_repairs_find_an_end_and_bring_up_nothing(pages: list[str], unsafe: bool) -> None:
    source = "\n".join(pages)
    (fixed,) = repaired({"a": source}, unsafe=unsafe).values()
    assert not counted(fixed) - counted(source)
    assert repaired({"a": fixed.decode()}, unsafe=unsafe)["a"] == fixed


@settings(max_examples=20, deadline=None)
@given(corpora(), st.booleans(), st.randoms(use_true_random=False))
def test_it_does_not_matter_how_documents_are_divided_into_files(
    pages: list[str], unsafe: bool, chance: Random
) -> None:
    pages = [page.lstrip("\ufeff").replace("\r", "") for page in pages]
    names = [f"f{number}" for number in range(len(pages))]
    apart = repaired(dict(zip(names, pages, strict=True)), unsafe=unsafe)
    pairs = list(zip(names, pages, strict=True))
    chance.shuffle(pairs)
    assert repaired(dict(pairs), unsafe=unsafe) == apart
    for name, page in pairs:
        assert repaired({name: page}, unsafe=unsafe)[name] == apart[name]
    together = repaired({"all": "\n".join(pages)}, unsafe=unsafe)["all"]
    assert together == b"\n".join(apart[name] for name in names)


@settings(max_examples=40, deadline=None)
@given(corpora())
def test_safe_repairs_lose_nothing(pages: list[str]) -> None:
    source = "\n".join(pages)
    fixed = repaired({"a": source}, unsafe=False)["a"]
    before, after = documents(source, "pubtator"), documents(fixed, "pubtator")
    assert [(each.id, each.text) for each in after] == [(each.id, each.text) for each in before]
    for old, new in zip(before, after, strict=True):
        kinds = [{mention.type.strip() for mention in each.mentions} for each in (old, new)]
        assert kinds[0] == kinds[1]
        ids = [
            {name.strip() for mention in each.mentions for name in mention.concept_ids}
            for each in (old, new)
        ]
        assert ids[0] == ids[1]


def test_most_of_these_damages_are_repaired() -> None:
    chance = Random(1)  # noqa: S311 - no secret: it must repeat
    sources = [hurt([page], 1, chance) for page in PAGES]
    count = 0
    for source, page in zip(sources, PAGES, strict=True):
        fixed = repaired({"a": source}, unsafe=False)["a"]
        count += source.encode() != page.encode() == fixed
    assert count > len(PAGES) // 3
