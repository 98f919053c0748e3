"""Documents of several files, with a schema and wishes of their own: what the core makes of them.

The toy format keeps the bracket notation in `x.own` and the plain text in `x.part`; lines of the
latter that begin with `annolint:` ask that something is not reported, `types.txt` in the folder or
above states the types.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec
import pytest

from annolint import (
    Change,
    Diagnostic,
    Document,
    Edit,
    Fix,
    Ignore,
    MentionType,
    Problem,
    Project,
    Rule,
    Safety,
    Schema,
    Severity,
    Source,
    SourceFile,
    TextChange,
    option,
    parse_ignore,
)
from annolint.fixer import Fixer
from annolint.inline import Inline
from annolint.plan import Plan, make_plan
from annolint.repair import applied
from annolint.runner import Outcome, Runner
from annolint.writing import Replacement, replace_files
from tests.toys import RULES, config, write


@lru_cache
def _schema(data: bytes) -> Schema:
    return Schema(mentions=dict.fromkeys(data.decode().split(), MentionType()))


class PairOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `[formats]` can set."""

    ending: Annotated[str, option("What the name of the text ends in.")] = ".part"


class Pair(Inline):
    """The bracket notation beside the plain text."""

    name = "pair"
    suffixes = (".own",)
    Options: ClassVar[type[msgspec.Struct]] = PairOptions

    def belongs_to(self, name: str) -> tuple[str, ...]:
        return (f"{name[:-5]}.own",) if name.endswith(".part") else ()

    def read(self, source: Source) -> Iterator[Document | Problem]:
        name = source.path.rpartition("/")[2]
        part = source.beside(name.partition(".")[0] + self.options.ending)
        types = source.nearest("types.txt")
        for document in super().read(source):
            if not isinstance(document, Document):
                yield document
                continue
            changed = document
            if part is not None:
                file = SourceFile(part.path, 0, 1, part.data)
                changed = msgspec.structs.replace(
                    changed,
                    files=(*document.files, file),
                    ignores=tuple(_ignores(document, file)),
                )
            if types is not None:
                changed = msgspec.structs.replace(changed, schema=_schema(types.data))
            yield changed

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        edits = super().render(document, changes)
        if len(document.files) > 1:
            text = applied(document, changes).text.encode()
            edits.append(Edit(0, len(document.text.encode()), text, file=1))
        return edits


def _ignores(document: Document, file: SourceFile) -> Iterator[Ignore]:
    for number in range(1, file.data.count(b"\n") + 2):
        row = file.source_line(number)
        about, _, wish = row.rpartition("; ")
        if row.startswith("annolint:") and (said := parse_ignore(wish or row)) is not None:
            record = document.mentions[int(about[-1])] if about else None
            place = file.place(file.line_start(number), file.line_start(number + 1))
            yield Ignore(*said, place, record)


class Undeclared(Rule, frozen=True):
    """A type is not in the schema; silent without one."""

    code = "XPA001"
    name = "undeclared"
    severity = Severity.ERROR

    def applies(self, project: Project) -> bool:
        return bool(project.schema.mentions)

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            if mention.type not in project.schema.mentions:
                known = ", ".join(project.schema.mentions)
                yield self.diagnostic(mention, "type", f"{mention.type} is none of {known}")


class Loud(Rule, frozen=True):
    """A mention is all upper case, which can be changed."""

    code = "XPA002"
    name = "loud"
    fixes = (Safety.UNSAFE,)

    def check(self, document: Document) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            if mention.text.isupper():
                (span,) = mention.spans
                lower = TextChange(span.start, span.end, mention.text.lower())
                fix = Fix((lower,), Safety.UNSAFE)
                yield self.diagnostic(mention, "text", f"{mention.text} is loud", fix=fix)


FORMATS = (Pair(),)
ALL: tuple[type[Rule], ...] = (*RULES, Undeclared, Loud)
ALOUD = "Take [ASPIRIN](Drug) and [go](Word)"
TEXT = "Take ASPIRIN and go"


def planned(*paths: str, settings: str = "") -> Plan:
    made = config(settings, ALL, formats=FORMATS)
    return make_plan(paths or (".",), made, {each.name: each for each in FORMATS})


def linted(*paths: str, settings: str = 'select = ["ALL"]', **options: Any) -> list[str]:
    made = config(settings, ALL, formats=FORMATS)
    plan = make_plan(paths or (".",), made, {each.name: each for each in FORMATS})
    findings: list[str] = []
    outcome: Outcome = Runner(
        made,
        plan,
        lambda each: findings.append(f"{each.path}:{each.line}:{each.column} {each.code}"),
        **options,
    ).run()
    assert outcome.failures == ()
    return findings


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working directory."""
    folder = tmp_path / "above" / "here"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


# The plan


def test_a_part_is_read_with_its_owner(here: Path) -> None:
    write(here, {"a.own": ALOUD, "a.part": TEXT, "b/a.own": ALOUD, "b/a.part": TEXT})
    assert [each.shown for each in planned().inputs] == ["a.own", "b/a.own"]
    assert planned().skipped == ()
    # Whichever of the two is named, and if both are.
    for paths in (("a.own",), ("a.part",), ("a.part", "a.own"), ("./b/../a.part",)):
        assert [each.shown for each in planned(*paths).inputs] == ["a.own"]


def test_a_part_without_an_owner_is_read_where_most_have_theirs(here: Path) -> None:
    write(here, {"a.own": ALOUD, "a.part": TEXT, "b.part": TEXT})
    assert [each.shown for each in planned().inputs] == ["a.own"]
    assert planned().skipped == ("b.part",)
    write(here, {"c.own": ALOUD, "c.part": ""})
    plan = planned()
    assert [each.shown for each in plan.inputs] == ["a.own", "b.part", "c.own"]
    assert plan.inputs[1].format.name == "pair"
    assert plan.skipped == ()


def test_a_named_format_takes_a_part_for_itself(here: Path) -> None:
    write(here, {"a.own": ALOUD, "a.part": TEXT})
    plan = planned(settings='formats."*.part" = "pair"')
    assert [each.shown for each in plan.inputs] == ["a.own", "a.part"]


# Files beside the one that is read


def test_findings_are_in_the_file_that_is_read(here: Path) -> None:
    write(here, {"a.own": ALOUD, "a.part": TEXT})
    assert linted() == ["a.own:1:6 XAA001", "a.own:1:6 XPA002", "a.own:1:18 XAA002"]


def test_compressed_files_belong_together(here: Path) -> None:
    import gzip  # noqa: PLC0415 - only here

    part = f"{TEXT}\nannolint: ignore[ALL] as published"
    write(
        here, {"a.own.gz": gzip.compress(ALOUD.encode()), "a.part.gz": gzip.compress(part.encode())}
    )
    assert [each.shown for each in planned().inputs] == ["a.own.gz"]
    assert linted("a.part.gz") == []


def test_an_option_of_the_format_says_what_lies_beside(here: Path) -> None:
    write(here, {"a.own": ALOUD, "a.text": "annolint: ignore[ALL] as published"})
    assert len(linted()) == 3
    own = 'select = ["ALL"]\nformats."*.own" = { format = "pair", ending = ".text" }'
    assert linted(settings=own) == []


# A schema with the data


def test_the_nearest_schema_counts(here: Path) -> None:
    write(here, {"a.own": ALOUD, "b/a.own": ALOUD, "../types.txt": "Drug"})
    undeclared = 'select = ["XPA001"]'
    assert linted(settings=undeclared) == ["a.own:1:18 XPA001", "b/a.own:1:18 XPA001"]
    write(here, {"b/types.txt": "Word"})
    assert linted(settings=undeclared) == ["a.own:1:18 XPA001", "b/a.own:1:6 XPA001"]
    # What the configuration says comes on top.
    more = undeclared + "\n[schema.mentions.Drug]\n"
    assert linted(settings=more) == ["a.own:1:18 XPA001"]


def test_without_a_schema_a_rule_that_needs_one_is_idle(here: Path) -> None:
    write(here, {"a.own": ALOUD})
    assert linted(settings='select = ["XPA001"]') == []


# Wishes in the data


@pytest.mark.parametrize(
    ("wish", "left"),
    [
        ("annolint: ignore[XAA001] as published", ["a.own:1:6 XPA002", "a.own:1:18 XAA002"]),
        ("annolint: ignore[shouting,loud]", ["a.own:1:18 XAA002"]),
        ("annolint: ignore[XAA XPA]", []),
        ("annolint:0; ignore[XAA]", ["a.own:1:6 XPA002", "a.own:1:18 XAA002"]),
        (
            "annolint:1; ignore[XAA001]",
            [
                "a.own:1:6 XAA001",
                "a.own:1:6 XPA002",
                "a.own:1:18 XAA002",
                "a.part:2:1 ANN911",
            ],
        ),
        (
            "annolint: ignore[XCO001]",
            ["a.own:1:6 XAA001", "a.own:1:6 XPA002", "a.own:1:18 XAA002", "a.part:2:1 ANN911"],
        ),
        (
            "annolint: ignore[SHOUT]",
            ["a.own:1:6 XAA001", "a.own:1:6 XPA002", "a.own:1:18 XAA002", "a.part:2:1 ANN911"],
        ),
        (
            "annolint: ignore[]",
            ["a.own:1:6 XAA001", "a.own:1:6 XPA002", "a.own:1:18 XAA002", "a.part:2:1 ANN911"],
        ),
    ],
)
def test_what_the_data_ask_is_not_reported(here: Path, wish: str, left: list[str]) -> None:
    write(here, {"a.own": ALOUD, "a.part": f"{TEXT}\n{wish}"})
    assert linted() == left


def test_a_wish_is_useless_only_if_its_rules_were_asked(here: Path) -> None:
    write(here, {"a.own": ALOUD, "a.part": f"{TEXT}\nannolint: ignore[XCO001] twice on purpose"})
    assert [each for each in linted(scope="document") if "ANN911" in each] == []
    assert linted(settings='select = ["XPA001"]') == []


def test_findings_about_the_corpus_can_be_ignored(here: Path) -> None:
    part = f"{TEXT}\nannolint: ignore[repeated-id]"
    write(here, {"a.own": ALOUD, "a.part": part, "b.own": ALOUD})
    assert linted(settings='select = ["XCO001"]') == ["b.own:1:1 XCO001"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("annolint: ignore[SPN001] as published", (("SPN001",), "as published")),
        (" annolint :ignore [ SPN001 , CID ] ", (("SPN001", "CID"), "")),
        ("ignore[SPN001 CID]two\nlines", (("SPN001", "CID"), "two\nlines")),
        ("ignore[]", ((), "")),
        ("annolint: SPN001", None),
        ("please ignore[SPN001]", None),
        ("", None),
    ],
)
def test_how_wishes_are_written(text: str, said: tuple[tuple[str, ...], str] | None) -> None:
    assert parse_ignore(text) == said


# Repairs of several files


def test_a_repair_changes_all_files_of_a_document(here: Path) -> None:
    write(here, {"a.own": ALOUD, "a.part": TEXT, "b.own": "[fine](Word)", "b.part": "fine"})
    made = config('select = ["XPA002"]', ALL, formats=FORMATS)
    plan = make_plan((".",), made, {"pair": FORMATS[0]})
    repairs = Fixer(made, plan, unsafe=True).run()
    assert [(each.item.shown, each.fixes) for each in repairs.inputs] == [("a.own", {"XPA002": 1})]
    assert repairs.outcome.failures == ()
    assert {each.shown: each.after for each in repairs.files} == {
        "a.own": b"Take [aspirin](Drug) and [go](Word)",
        "a.part": b"Take aspirin and go",
    }
    stamped = [
        Replacement(each.path, each.shown, each.after, each.stamp)
        for each in repairs.files
        if each.stamp is not None
    ]
    replace_files(stamped)
    assert (here / "a.part").read_text() == "Take aspirin and go"
    assert linted(settings='select = ["XPA002"]') == []


def test_a_part_that_changed_meanwhile_is_left_alone(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, {"a.own": ALOUD, "a.part": TEXT})
    made = config('select = ["XPA002"]', ALL, formats=FORMATS)
    plan = make_plan((".",), made, {"pair": FORMATS[0]})
    fixer = Fixer(made, plan, unsafe=True)
    read = Pair.read

    def meddling(self: Pair, source: Source) -> Iterator[Document | Problem]:
        yield from read(self, source)
        (here / "a.part").write_text("Something else")

    monkeypatch.setattr(Pair, "read", meddling)
    repairs = fixer.run()
    assert repairs.files == ()
    assert [each.message for each in repairs.outcome.failures] == [
        "it changed while it was read: run annolint again"
    ]


# Documents that begin in the middle of a line


def test_places_of_a_document_that_begins_within_a_line() -> None:
    file = SourceFile("x", 7, 3, "αβ\nδε".encode(), column=5)
    assert (file.source_line(3), file.first_column(3)) == ("αβ", 5)
    assert (file.source_line(4), file.first_column(4)) == ("δε", 1)
    place = file.place(2, 7)
    assert (place.line, place.column, place.end_line, place.end_column) == (3, 6, 4, 2)
    assert (file.position(3, 6), file.position(4, 2)) == (2, 7)
    assert file.position(3, 1) == 0
