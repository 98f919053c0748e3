"""The loop of repairs: what is made together, what waits, and what is taken back."""

import io
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annolint import (
    Change,
    CorpusRule,
    Diagnostic,
    Document,
    Edit,
    Fix,
    Format,
    LineEnds,
    Place,
    Problem,
    ReaderRule,
    Record,
    Rule,
    Safety,
    Source,
    Span,
    TextChange,
)
from annolint.fixer import MAX_PASSES, Fixer, Repairs
from annolint.inline import Inline
from annolint.plan import Input, Plan
from annolint_formats.pubtator import PubTator
from tests.toys import config

HEAD = "1|t|Lead and TIN in rats\n1|a|Zinc rose.\n"
LEAD = "1\t0\t4\tLead\tMetal\tD1\n"
TIN = "1\t9\t12\tTIN\tMetal\tD2\n"
ZINC = "1\t21\t25\tZinc\tMetal\tD3\n"
PLAIN = HEAD + LEAD + TIN + ZINC
LEFT = "document 1 is left as it was, repairs"
OTHERWISE = "the repaired file would read otherwise than was meant"


def numbered(name: int) -> str:
    return PLAIN.replace("1|", f"{name}|").replace("\n1\t", f"\n{name}\t")


class Retyping(Rule, frozen=True):
    """A mention has a type that another one should take the place of."""

    code = "XFX001"
    name = "retyping"

    old: ClassVar[str] = "Metal"
    new: ClassVar[str] = "Element"
    safety: ClassVar[Safety] = Safety.SAFE

    def check(self, document: Document) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            if mention.type == self.old:
                change = Change(mention, replace(mention, type=self.new, types=(self.new,)))
                yield self.diagnostic(mention, "type", "old", fix=Fix((change,), self.safety))


class Back(Retyping, frozen=True):
    """Undoes what the other one does."""

    code = "XFX002"
    name = "back"
    old = "Element"
    new = "Metal"


class Unsafe(Retyping, frozen=True):
    """The same, unsafely."""

    code = "XFX003"
    name = "unsafe"
    safety = Safety.UNSAFE


class Complaining(Rule, frozen=True):
    """Finds something in what the fix made of it."""

    code = "XFX004"
    name = "complaining"

    def check(self, document: Document) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            if mention.type == "Element" and mention.text == "TIN":
                yield self.diagnostic(mention, "type", "now this")


class Shrinking(Rule, frozen=True):
    """A mention of a letter more than it needs; one goes at a time."""

    code = "XFX005"
    name = "shrinking"

    def check(self, document: Document) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            if len(mention.text) > 1:
                (span,) = mention.spans
                less = replace(
                    mention, spans=(Span(span.start, span.end - 1),), text=mention.text[:-1]
                )
                yield self.diagnostic(mention, "text", "long", fix=Fix((Change(mention, less),)))


class Common(CorpusRule, frozen=True):
    """The type is not the one that most mentions of the corpus have."""

    code = "XFX006"
    name = "common"

    def collect(self, document: Document) -> dict[str, int]:
        types = [mention.type for mention in document.mentions]
        return {kind: types.count(kind) for kind in types}

    def merge(self, into: dict[str, int], part: dict[str, int]) -> dict[str, int]:
        for kind, count in part.items():
            into[kind] = into.get(kind, 0) + count
        return into

    def judge(self, part: dict[str, int]) -> str | None:
        return max(part, key=lambda kind: part[kind]) if part else None

    def check(self, document: Document, verdict: str) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            if mention.type != verdict:
                change = Change(mention, replace(mention, type=verdict, types=(verdict,)))
                yield self.diagnostic(mention, "type", f"not {verdict}", fix=Fix((change,)))


class Hyphenless(Rule, frozen=True):
    """The text has a hyphen."""

    code = "XFX007"
    name = "hyphenless"

    def check(self, document: Document) -> Iterator[Diagnostic]:
        for at, letter in enumerate(document.text):
            if letter == "-":
                change = TextChange(at, at + 1, "")
                yield self.diagnostic(None, "record", f"at {at}", fix=Fix((change,), Safety.UNSAFE))


class Ends(ReaderRule, frozen=True):
    """What the toy format below reports."""

    code = "XFX008"
    name = "ends"


def run(
    sources: str | dict[str, str | bytes],
    *rules: type[Rule],
    file_format: Format | None = None,
    **options: Any,
) -> tuple[dict[str, str], Repairs]:
    """Repair PubTator files in memory; return what the changed ones are, and all that is known."""
    given = sources if isinstance(sources, dict) else {"a": sources}
    inputs = []
    for name, text in given.items():
        data = text if isinstance(text, bytes) else text.encode()
        inputs.append(Input(name, name, file_format or PubTator(), len(data), io.BytesIO(data)))
    made = config('select = ["ALL"]', rules)
    repairs = Fixer(made, Plan(tuple(inputs)), **options).run()
    return {each.shown: each.after.decode() for each in repairs.files}, repairs


def failures(repairs: Repairs) -> list[str]:
    return [
        f"{each.path}:{each.line} {each.code} {each.message}" for each in repairs.outcome.failures
    ]


def test_what_can_be_fixed_is_fixed_and_nothing_else_changes() -> None:
    changed, repairs = run(PLAIN, Retyping)
    assert changed == {"a": PLAIN.replace("Metal", "Element")}
    assert repairs.findings == ()
    assert repairs.inputs[0].fixes == {"XFX001": 3}
    assert repairs.files[0].before == PLAIN.encode()
    assert failures(repairs) == []


def test_a_file_without_fixes_is_not_touched() -> None:
    changed, repairs = run({"a": PLAIN, "b": PLAIN.replace("Metal", "Element")}, Retyping)
    assert list(changed) == ["a"]
    changed, repairs = run(PLAIN, Complaining)
    assert changed == {}
    assert repairs.outcome.summary.files == 1


def test_unsafe_fixes_are_made_on_demand() -> None:
    changed, repairs = run(PLAIN, Unsafe)
    assert changed == {}
    assert len(repairs.findings) == 3
    changed, repairs = run(PLAIN, Unsafe, unsafe=True)
    assert changed == {"a": PLAIN.replace("Metal", "Element")}


def test_fixes_of_one_record_wait_for_each_other() -> None:
    changed, repairs = run(PLAIN, Retyping, Shrinking)
    expected = (
        HEAD + "1\t0\t1\tL\tElement\tD1\n1\t9\t10\tT\tElement\tD2\n1\t21\t22\tZ\tElement\tD3\n"
    )
    assert changed == {"a": expected}
    assert repairs.inputs[0].fixes == {"XFX001": 3, "XFX005": 8}


def test_there_is_an_end_of_passes() -> None:
    text = "A" * (MAX_PASSES + 5)
    changed, repairs = run(f"1|t|{text}\n1|a|\n1\t0\t{len(text)}\t{text}\tMetal\n", Shrinking)
    assert changed == {"a": f"1|t|{text}\n1|a|\n1\t0\t5\tAAAAA\tMetal\n"}
    assert [each.message for each in repairs.findings] == ["long"]
    assert failures(repairs) == []


def test_fixes_that_undo_each_other_are_taken_back() -> None:
    changed, repairs = run(PLAIN, Retyping, Back)
    assert changed == {}
    assert len(repairs.findings) == 3
    assert failures(repairs) == [
        f"a:1 ANN905 {LEFT} by XFX001, XFX002 were not made: they undo each other"
    ]


def test_a_fix_that_brings_up_something_is_taken_back() -> None:
    other = "\n" + PLAIN.replace("1|", "2|").replace("1\t", "2\t", 1).replace(
        "\n1\t", "\n2\t"
    ).replace("TIN", "Tin")
    changed, repairs = run(PLAIN + other, Retyping, Complaining)
    assert changed == {"a": PLAIN + other.replace("Metal", "Element")}
    assert len(repairs.findings) == 3
    assert failures(repairs) == [
        f"a:1 ANN905 {LEFT} by XFX001 were not made: they would bring up XFX004"
    ]


def test_what_corpus_rules_find_is_fixed_too() -> None:
    odd = PLAIN.replace("TIN\tMetal", "TIN\tMeta")
    changed, repairs = run({"a": PLAIN, "b": odd}, Common)
    assert changed == {"b": PLAIN}
    assert repairs.findings == ()


def test_a_document_that_was_changed_waits_for_what_corpus_rules_find() -> None:
    odd = PLAIN.replace("TIN\tMetal", "TIN\tMeta")
    changed, repairs = run({"a": PLAIN, "b": odd}, Common, Retyping)
    assert changed == {name: PLAIN.replace("Metal", "Element") for name in ("a", "b")}
    assert repairs.findings == ()


def test_changes_of_the_text_are_made_in_one_pass() -> None:
    text = "-".join("A" * (MAX_PASSES + 5))
    source = f"1|t|{text}\n1|a|\n1\t0\t{len(text)}\t{text}\tMetal\n"
    short = text.replace("-", "")
    changed, _repairs = run(source, Hyphenless, unsafe=True)
    assert changed == {"a": f"1|t|{short}\n1|a|\n1\t0\t{len(short)}\t{short}\tMetal\n"}
    assert run(source, Hyphenless)[0] == {}


def test_each_fix_is_asked_for_once() -> None:
    asked: list[str] = []

    def approve(found: Any, document: Any) -> bool:
        finding = found.finding
        assert document.id == "1"
        asked.append(f"{finding.code} {finding.mention}")
        return bool(finding.mention != "TIN")

    changed, repairs = run(PLAIN, Retyping, approve=approve)
    assert changed == {"a": PLAIN.replace("Metal", "Element").replace("TIN\tElement", "TIN\tMetal")}
    assert asked == ["XFX001 Lead", "XFX001 TIN", "XFX001 Zinc"]
    assert [each.mention for each in repairs.findings] == ["TIN"]


def test_the_same_question_in_two_places_is_asked_twice() -> None:
    asked: list[int] = []

    def approve(found: Any, _: Any) -> bool:
        asked.append(found.finding.line)
        return False

    run(PLAIN + LEAD, Retyping, approve=approve)
    assert sorted(asked) == [3, 4, 5, 6]


# Formats that go wrong: the document is left as it was.


class Careless(PubTator):
    """Writes something that is not what was asked for."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.edits = list(edits)

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:  # noqa: ARG002
        return self.edits


class Raising(PubTator):
    """Cannot write more than some changes."""

    def __init__(self, most: int) -> None:
        self.most = most

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:
        if len(changes) > self.most:
            raise RuntimeError("no ink")
        return super().render(document, changes)


START = len(HEAD)


def test_a_format_that_writes_nothing_has_no_way_to_say_it() -> None:
    changed, repairs = run(PLAIN, Retyping, file_format=Careless([]))
    assert changed == {}
    assert failures(repairs) == []
    assert [each.fix for each in repairs.findings] == [None, None, None]


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ([Edit(START, START + 1, b"2")], OTHERWISE),
        ([Edit(0, len(PLAIN), b"")], "they touch other records"),
        ([Edit(4, 8, b"Gold")], "they touch other records"),
        ([Edit(START, START + 4, b""), Edit(START + 3, START + 5, b"")], "they overlap"),
        ([Edit(0, len(PLAIN) + 1, b"")], "they lie outside of the document"),
        ([Edit(5, 4, b"")], "they lie outside of the document"),
    ],
)
def test_a_format_that_writes_something_else(edits: Sequence[Edit], why: str) -> None:
    changed, repairs = run(PLAIN, Retyping, file_format=Careless(edits))
    assert changed == {}
    assert len(repairs.findings) == 3
    (failure,) = failures(repairs)
    assert failure.startswith("a:1 ANN905 document 1 is left as it was")
    assert failure.endswith(f": {why}")


def test_a_format_that_cannot_write_a_fix() -> None:
    changed, repairs = run(PLAIN, Retyping, file_format=Raising(0))
    assert changed == {}
    assert [each.fix for each in repairs.findings] == [None, None, None]
    (failure,) = failures(repairs)
    assert "a:0 ANN901 format pubtator could not write a repair: RuntimeError: no ink" in failure


def test_a_format_that_cannot_write_fixes_together() -> None:
    changed, repairs = run(PLAIN, Retyping, file_format=Raising(1))
    assert changed == {}
    assert len(repairs.findings) == 3
    (failure,) = failures(repairs)
    assert f"{LEFT} by XFX001 were not made: format pubtator raised RuntimeError: no ink" in failure


def test_a_file_with_many_bad_documents_is_left_alone() -> None:
    source = "\n".join(
        PLAIN.replace("1|", f"{n}|").replace("\n1\t", f"\n{n}\t") for n in range(10, 30)
    )
    changed, repairs = run(source, Retyping, Complaining)
    assert changed == {}
    assert len(failures(repairs)) == 20


class Marked(Format):
    """A line a document; the file ends with a mark that it should not have, lines with what not."""

    name = "marked"
    title = "Marked"
    suffixes = (".marked",)

    def sniff(self, head: bytes) -> bool:  # noqa: ARG002
        return True

    def read(self, source: Source) -> Iterator[Document | Problem]:
        data = source.stream.read()
        yield from Inline().read(Source(source.path, io.BytesIO(data.replace(b"\r", b""))))
        place = Place(source.path, 1, 1, 1, 2)
        if b"\r" in data:
            yield Problem("XFX008", "line ends", place, fix=Fix((LineEnds(b"\n"),)))
        if data.startswith(b"#"):
            yield Problem("XFX008", "mark", place, fix=Fix((Edit(0, 1, b""),)))

    def locate(
        self, document: Document, record: Record | None, field: Any, item: Any = None
    ) -> Place:
        return Inline().locate(document, record, field, item)

    def render(self, document: Document, changes: Sequence[Change]) -> list[Edit]:  # noqa: ARG002
        return []


def test_what_is_wrong_with_a_file_as_a_whole_is_fixed() -> None:
    changed, repairs = run({"a": "one\r\ntwo\n"}, Ends, file_format=Marked())
    assert changed == {"a": "one\ntwo\n"}
    assert repairs.inputs[0].fixes == {"XFX008": 1}
    assert repairs.findings == ()


def test_a_fix_of_the_file_that_changes_a_document_is_taken_back() -> None:
    changed, repairs = run({"a": "#one\r\ntwo\n"}, Ends, file_format=Marked())
    assert changed == {}
    assert failures(repairs) == [
        "a:1 ANN905 the file is left as it was, repairs by XFX008 were not made: " + OTHERWISE
    ]
    assert len(repairs.findings) == 2


# Whatever the file.

LINES = st.sampled_from([LEAD, TIN, ZINC, LEAD.replace("Metal", "Element"), "1\tr\tD1\tD2\n"])


@given(st.lists(LINES, max_size=8), st.permutations(["a", "b", "c"]))
def test_fixing_is_idempotent_and_the_same_for_any_order(
    lines: list[str], order: list[str]
) -> None:
    source = HEAD + "".join(lines)
    changed, _ = run(dict.fromkeys(order, source), Retyping, Common)
    assert set(changed) in (set(), set(order))
    (once,) = set(changed.values()) or {source}
    assert run(dict.fromkeys(order, once), Retyping, Common)[0] == {}
    assert [line for line in once.splitlines(True) if "D" not in line] == HEAD.splitlines(True)
    assert len(once.splitlines()) == len(source.splitlines())
