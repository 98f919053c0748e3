"""Rules that fail, rules that yield to each other, and what a finding is made of."""

import io
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, cast

import pytest

from annolint import (
    CorpusRule,
    Diagnostic,
    Document,
    Field,
    Finding,
    Format,
    Mention,
    Place,
    Problem,
    Project,
    Question,
    ReaderRule,
    Record,
    Related,
    Rule,
    Severity,
    Source,
    Span,
)
from annolint.diagnostic import Excerpt, RelatedPlace
from annolint.errors import PluginError
from annolint.inline import Inline
from annolint.plan import Input, Plan
from annolint.plugins import in_order
from annolint.runner import Outcome, Runner
from annolint.testing import check_parts, documents
from tests.toys import Brief, Shouting, Whispering, config

struct: Any = type(Rule)
"""Makes rule classes, as `type` makes classes."""

TEXT = "--- 1\n[A](Word) and [b](Word)\n--- 2\n[C](Word)\n--- 3\n[D](Word)\n"


def lint(
    rules: Iterable[type[Rule]],
    text: str | dict[str, str] = TEXT,
    *,
    file_format: Format | None = None,
    settings: str = 'select = ["ALL"]',
    **options: Any,
) -> tuple[list[str], list[str], list[Finding], Outcome]:
    """Lint files with rules; return findings and failures as lines, and as they are."""
    reader = file_format or Inline()
    made = config(settings, tuple(rules), formats=(reader,))
    files = text if isinstance(text, dict) else {"x": text}
    inputs = [
        Input(name, name, reader, len(content), io.BytesIO(content.encode()))
        for name, content in files.items()
    ]
    findings: list[Finding] = []
    outcome = Runner(made, Plan(tuple(inputs)), findings.append, **options).run()
    return (
        [f"{each.path}:{each.line}:{each.column} {each.code} {each.message}" for each in findings],
        [f"{each.path}:{each.line} {each.code} {each.message}" for each in outcome.failures],
        findings,
        outcome,
    )


def rule(
    check: Callable[..., Any], code: str = "XAA009", *, name: str = "", yields_to: str = ""
) -> type[Rule]:
    """Return a rule class around a function of the rule and the document."""
    made: type[Rule] = struct(
        f"Rule{code}",
        (Rule,),
        {
            "code": code,
            "name": name or f"rule-{code.lower()}",
            "check": check,
            "yields_to": tuple(yields_to.split()),
        },
        frozen=True,
    )
    return made


def everywhere(code: str, *, yields_to: str = "", **more: Any) -> type[Rule]:
    """Return a rule with a finding at every mention."""

    def check(self: Rule, document: Document) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            yield self.diagnostic(mention, "text", mention.text, **more)

    return rule(check, code, yields_to=yields_to)


GOOD = ["x:2:1 XAA008 A", "x:2:7 XAA008 b", "x:4:1 XAA008 C", "x:6:1 XAA008 D"]
HERE = "test_engine.py"


# Rules that raise


def raising(error: BaseException, when: str = "123") -> type[Rule]:
    def check(self: Rule, document: Document) -> Iterator[Diagnostic]:
        yield self.diagnostic(document.mentions[0], "text", "before")
        if document.id in when:
            raise error

    return rule(check, "XAA007")


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (ValueError("boom"), "ValueError: boom"),
        (KeyError("k"), "KeyError: 'k'"),
        (SystemExit(0), "SystemExit: 0"),
        (RecursionError(), "RecursionError"),
        (BrokenPipeError(32, "Broken pipe"), "BrokenPipeError: [Errno 32] Broken pipe"),
    ],
)
def test_a_rule_that_raises_is_named_once_and_the_others_go_on(
    error: BaseException, shown: str
) -> None:
    lines, failures, _, outcome = lint([raising(error), everywhere("XAA008")])
    assert [line for line in lines if "XAA008" in line] == GOOD
    # What it said before it raised counts.
    assert [line for line in lines if "XAA007" in line] == [
        "x:2:1 XAA007 before",
        "x:4:1 XAA007 before",
        "x:6:1 XAA007 before",
    ]
    (failure,) = failures
    line = raising.__code__.co_firstlineno + 4
    assert failure == (
        f"x:2 ANN902 rule XAA007 rule-xaa007 raised {shown} ({HERE}:{line}), first in document 1 "
        "(3 times)"
    )
    assert "raise error" in outcome.failures[0].detail
    assert outcome.failures[0].name == "rule-crashed"


def test_a_rule_that_raises_once() -> None:
    _, failures, _, _ = lint([raising(ValueError("boom"), when="2")])
    (failure,) = failures
    assert failure.startswith("x:4 ANN902 rule XAA007 rule-xaa007 raised ValueError: boom (")
    assert failure.endswith("first in document 2")


def test_an_error_that_cannot_be_shown() -> None:
    class Rude(Exception):  # noqa: N818 - it is no error of ours
        def __str__(self) -> str:
            raise ValueError

    _, failures, _, _ = lint([raising(Rude())])
    assert "<exception str() failed>" in failures[0]


def test_ctrl_c_in_a_rule_ends_the_run() -> None:
    with pytest.raises(KeyboardInterrupt):
        lint([raising(KeyboardInterrupt())])


@pytest.mark.parametrize("profile", [False, True])
def test_profiling_changes_nothing_but_the_times(profile: bool) -> None:
    rules = [raising(ValueError("boom")), everywhere("XAA008")]
    lines, failures, _, outcome = lint(rules, profile=profile)
    assert len(lines) == 7
    assert len(failures) == 1
    assert set(outcome.seconds) == ({"XAA007", "XAA008"} if profile else set())
    assert all(seconds > 0 for seconds in outcome.seconds.values())


# Rules that yield garbage


FOREIGN = Mention(0, 1, "Word", ("Word",), (), "A")
NOT_IN_DOCUMENT = "named a record that is not in the document"


@pytest.mark.parametrize(
    ("garbage", "fault", "times"),
    [
        (["text"], "yielded str, not a Diagnostic", 3),
        ([None], "yielded NoneType, not a Diagnostic", 3),
        ("ab", "yielded str, not a Diagnostic", 6),
        (3, "returned int, not diagnostics", 3),
        (Diagnostic("m"), "returned Diagnostic, not diagnostics", 3),
        ([Diagnostic("")], "yielded a diagnostic without a message", 3),
        ([Diagnostic(cast(str, 3))], "yielded a diagnostic without a message", 3),
        (
            [Diagnostic("m", field=cast(Field, "colour"))],
            (
                "named the field 'colour'; fields are argument, attribute, components, concept, "
                "document-id, end, id, kind, record, span, start, text, trigger, type"
            ),
            3,
        ),
        ([Diagnostic("m", item=cast(int, "x"))], "named the item 'x', not a number from 0", 3),
        (
            [Diagnostic("m", at=cast(int, "x"))],
            "named the character 'x', not a number from 0",
            3,
        ),
        ([Diagnostic("m", at=-1)], "named the character -1, not a number from 0", 3),
        ([Diagnostic("m", FOREIGN)], NOT_IN_DOCUMENT, 3),
        ([Diagnostic("m", cast(Mention, Span(0, 1)))], NOT_IN_DOCUMENT, 3),
        ([Diagnostic("m", covers=(FOREIGN,))], NOT_IN_DOCUMENT, 3),
        ([Diagnostic("m", related=(Related("r", FOREIGN),))], NOT_IN_DOCUMENT, 3),
    ],
)
def test_garbage_is_named_once_and_the_others_go_on(garbage: Any, fault: str, times: int) -> None:
    broken = rule(lambda self, document: garbage, "XAA007")  # noqa: ARG005 - as a rule has them
    lines, failures, _, outcome = lint([broken, everywhere("XAA008")])
    assert lines == GOOD
    assert failures == [
        f"x:2 ANN903 rule XAA007 rule-xaa007 {fault}, first in document 1 ({times} times)"
    ]
    assert outcome.failures[0].name == "invalid-finding"


def test_a_record_of_another_document() -> None:
    kept: list[Mention] = []

    def check(self: Rule, document: Document) -> Iterator[Diagnostic]:
        kept.extend(document.mentions)
        yield self.diagnostic(kept[0], "text", "m")

    lines, failures, _, _ = lint([rule(check)])
    assert lines == ["x:2:1 XAA009 m"]
    assert failures == [
        f"x:4 ANN903 rule XAA009 rule-xaa009 {NOT_IN_DOCUMENT}, first in document 2 (2 times)"
    ]


def test_a_character_of_a_field() -> None:
    def check(self: Rule, document: Document) -> Iterator[Diagnostic]:
        yield self.diagnostic(document.mentions[0], "text", "m", at=2)

    _, _, (finding,), _ = lint([rule(check)], "--- 1\nTake [water](Drug)\n")
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (2, 8, 2, 9)
    assert finding.excerpt is not None
    assert (finding.excerpt.start, finding.excerpt.length) == (7, 1)


def test_several_characters_of_a_field() -> None:
    def check(self: Rule, document: Document) -> Iterator[Diagnostic]:
        yield self.diagnostic(document.mentions[0], "text", "m", at=2, length=3)

    _, _, (finding,), _ = lint([rule(check)], "--- 1\nTake [water](Drug)\n")
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (2, 8, 2, 11)


@pytest.mark.parametrize("nothing", [None, [], (), iter(())])
def test_rules_may_return_nothing(nothing: Any) -> None:
    lines, failures, _, _ = lint([rule(lambda self: nothing)])  # noqa: ARG005 - as a rule has it
    assert (lines, failures) == ([], [])


def test_rules_may_return_a_list() -> None:
    lines, failures, _, _ = lint(
        [rule(lambda self, document: [self.diagnostic(None, "record", document.id)])]
    )
    assert lines == ["x:2:1 XAA009 1", "x:4:1 XAA009 2", "x:6:1 XAA009 3"]
    assert failures == []


def test_arguments_are_given_by_name() -> None:
    seen: list[object] = []

    def check(self: Rule, project: Project, document: Document) -> None:
        seen.append((self.code, type(project).__name__, document.id))

    lint([rule(check)], "--- 1\nx\n")
    assert seen == [("XAA009", "Project", "1")]


def test_a_rule_that_wants_what_the_hook_has_not() -> None:
    with pytest.raises(PluginError) as caught:
        lint([rule(lambda self, config: config)])  # noqa: ARG005 - as a rule has them
    assert str(caught.value) == (
        "rule XAA009 rule-xaa009: Plugin 'rule-xaa009' for hook 'annolint_check' hookimpl "
        "definition: <lambda>(config) Argument(s) {'config'} are declared in the hookimpl but can "
        "not be found in the hookspec"
    )


# yields_to


@pytest.mark.parametrize(("strong", "weak_lines"), [("XAA001", []), ("XAA009", ["A", "b"])])
def test_yielding(strong: str, weak_lines: list[str]) -> None:
    rules = [everywhere("XAA002", yields_to=strong), everywhere("XAA001")]
    _, _, findings, _ = lint(rules, "--- 1\n[A](Word) and [b](Word)\n")
    assert [each.message for each in findings if each.code == "XAA001"] == ["A", "b"]
    assert [each.message for each in findings if each.code == "XAA002"] == weak_lines


def test_yielding_only_at_the_same_record() -> None:
    text = "--- 1\n[STOP](Word) and [x](Word) and [Q](Word)\n"
    weak = everywhere("XAA009", yields_to="XAA001 XAB001")
    lines, _, _, _ = lint([weak, Shouting, Brief], text)
    assert lines == ["x:2:1 XAA001 'STOP' shouts", "x:2:10 XAB001 'x' is brief",
                     "x:2:16 XAB001 'Q' is brief"]  # fmt: skip
    lines, _, _, _ = lint([weak, Shouting], text)
    assert lines == ["x:2:1 XAA001 'STOP' shouts", "x:2:10 XAA009 x", "x:2:16 XAA009 Q"]


def test_a_rule_that_is_off_silences_nobody() -> None:
    weak = everywhere("XAA009", yields_to="XAA001")
    lines, _, _, _ = lint([weak, Shouting], "--- 1\n[STOP](Word)\n", settings='select = ["XAA009"]')
    assert lines == ["x:2:1 XAA009 STOP"]


def test_a_suppressed_finding_silences() -> None:
    weak = everywhere("XAA009", yields_to="XAA001")
    entry = '\n[[suppress]]\nrule = "shouting"\nmention = "STOP"\nreason = "meant"\n'
    lines, _, _, _ = lint([weak, Shouting], "--- 1\n[STOP](Word)\n",
                          settings='select = ["ALL"]' + entry)  # fmt: skip
    assert lines == []


def test_covered_records() -> None:
    def check(self: Rule, document: Document) -> Iterator[Diagnostic]:
        first, *others = document.mentions
        yield self.diagnostic(first, "text", "all of them", covers=tuple(others[:1]))

    rules = [rule(check, "XAA001"), everywhere("XAA002", yields_to="XAA001"), everywhere("XAA003")]
    lines, _, _, _ = lint(rules, "--- 1\n[A](W) [B](W) [C](W)\n")
    assert lines == [
        "x:2:1 XAA001 all of them",
        "x:2:1 XAA003 A",
        "x:2:3 XAA003 B",
        "x:2:5 XAA002 C",
        "x:2:5 XAA003 C",
    ]


def test_a_covered_document() -> None:
    def check(self: Rule, document: Document) -> Iterator[Diagnostic]:
        if document.id == "2":
            yield self.diagnostic(None, "record", "all of it", covers_document=True)

    rules = [rule(check, "XAA001"), everywhere("XAA002", yields_to="XAA001"), everywhere("XAA003")]
    lines, _, _, _ = lint(rules)
    assert [line for line in lines if "XAA003" not in line] == [
        "x:2:1 XAA002 A",
        "x:2:7 XAA002 b",
        "x:4:1 XAA001 all of it",
        "x:6:1 XAA002 D",
    ]


def test_yielding_is_about_what_was_said_not_about_what_is_left() -> None:
    # The middle one yields to the strong one; the weak one yields to it nevertheless.
    rules = [
        everywhere("XAA003", yields_to="XAA002"),
        everywhere("XAA002", yields_to="XAA001"),
        everywhere("XAA001"),
    ]
    lines, _, _, _ = lint(rules, "--- 1\n[A](Word)\n")
    assert lines == ["x:2:1 XAA001 A"]


def test_findings_about_the_document_share_a_record() -> None:
    strong = rule(lambda self: [self.diagnostic(None, "record", "strong")], "XAA001")
    weak = rule(
        lambda self: [self.diagnostic(None, "document-id", "weak")], "XAA002", yields_to="XAA001"
    )
    lines, _, _, _ = lint([weak, strong, everywhere("XAA003", yields_to="XAA001")],
                          "--- 1\n[A](Word)\n")  # fmt: skip
    assert lines == ["x:2:1 XAA001 strong", "x:2:1 XAA003 A"]


def test_order_of_rules() -> None:
    rules = [
        everywhere("XAA001", yields_to="XAA003"),
        everywhere("XAA002", yields_to="XAA001 XAA009"),
        everywhere("XAA003"),
    ]
    assert [each.code for each in in_order(rules)] == ["XAA003", "XAA001", "XAA002"]


# Readers


class Unreadable(ReaderRule, frozen=True):
    """A line begins with an exclamation mark."""

    code = "XRD001"
    name = "loud-line"


class Reading(Inline):
    """The bracket notation; a document whose id is a name of `faults` goes wrong."""

    faults: ClassVar[dict[str, Callable[[Document], Any]]] = {}

    def read(self, source: Source) -> Iterator[Document | Problem]:
        for thing in super().read(source):
            assert isinstance(thing, Document)
            fault = self.faults.get(thing.id)
            yield fault(thing) if fault else thing


def problem(code: str, document: Document, **more: Any) -> Document:
    place = Place(document.path, document.line, 1, document.line, 2)
    found = Problem(code, "loud", place, source="the line", **more)
    return Document(
        id=document.id,
        text=document.text,
        passages=document.passages,
        mentions=document.mentions,
        relations=document.relations,
        files=document.files,
        problems=(found,),
    )


def reading(**faults: Callable[[Document], Any]) -> Format:
    kind = type("Faulty", (Reading,), {"faults": {key[1:]: value for key, value in faults.items()}})
    made: Format = kind()
    return made


def test_problems_of_a_reader_are_findings() -> None:
    reader = reading(_2=lambda d: problem("XRD001", d))
    lines, failures, findings, _ = lint([Unreadable, Shouting], file_format=reader)
    assert (lines, failures) == (["x:4:1 XRD001 loud"], [])
    assert findings[0] == Finding(
        path="x",
        line=4,
        column=1,
        code="XRD001",
        name="loud-line",
        severity=Severity.WARNING,
        message="loud",
        end_line=4,
        end_column=2,
        document="2",
        excerpt=Excerpt("the line", 0, 1),
    )


def test_other_places_of_a_problem() -> None:
    others = (("the first", Place("x", 2, 5)), ("elsewhere", Place("y", 7, 8)))
    reader = reading(_2=lambda d: problem("XRD001", d, related=others))
    _, _, findings, _ = lint([Unreadable], file_format=reader)
    assert findings[0].related == (
        RelatedPlace("the first", "x", 2, 5),
        RelatedPlace("elsewhere", "y", 7, 8),
    )


def test_problems_of_a_file() -> None:
    place = Place("x", 9, 3, 9, 4)
    reader = reading(_2=lambda _: Problem("XRD001", "loud", place))
    lines, failures, findings, _ = lint([Unreadable, everywhere("XAA008")], file_format=reader)
    assert lines == [GOOD[0], GOOD[1], GOOD[3], "x:9:3 XRD001 loud"]
    assert failures == []
    assert (findings[3].document, findings[3].excerpt) == (None, None)


def test_a_problem_whose_rule_is_off_is_silent() -> None:
    reader = reading(_2=lambda d: problem("XRD001", d))
    settings = 'select = ["ALL"]\nignore = ["XRD001"]'
    lines, failures, _, _ = lint([Unreadable], file_format=reader, settings=settings)
    assert (lines, failures) == ([], [])


def test_a_problem_that_no_rule_declares() -> None:
    reader = reading(_2=lambda d: problem("XRD009", d), _3=lambda d: problem("XRD009", d))
    lines, failures, _, _ = lint([Unreadable, everywhere("XAA008")], file_format=reader)
    assert lines == GOOD
    assert failures == ["x:4 ANN903 the reader reported XRD009, which no rule declares (2 times)"]


def test_rules_yield_to_problems_of_the_reader() -> None:
    reader = reading(
        _1=lambda d: problem("XRD001", d, record=d.mentions[1]),
        _2=lambda d: problem("XRD001", d, covers_document=True),
        _3=lambda d: problem("XRD001", d, covers_document=True, folded=True),
    )
    weak = everywhere("XAA008", yields_to="XRD001")
    lines, _, findings, _ = lint([Unreadable, weak], file_format=reader)
    assert lines == ["x:2:1 XAA008 A", "x:2:1 XRD001 loud", "x:4:1 XRD001 loud"]
    assert [each.mention for each in findings if each.code == "XRD001"] == ["b", None]


def test_a_folded_problem_alone_is_silent() -> None:
    reader = reading(_3=lambda d: problem("XRD001", d, folded=True))
    lines, failures, _, _ = lint([Unreadable], file_format=reader)
    assert (lines, failures) == ([], [])


# Formats that fail


def broken(_: Document) -> Any:
    raise ValueError("boom")


def test_a_format_that_raises() -> None:
    files = {"x": TEXT, "y": TEXT.replace("2", "9"), "z": TEXT}
    lines, failures, _, outcome = lint(
        [everywhere("XAA008")], files, file_format=reading(_2=broken)
    )
    line = broken.__code__.co_firstlineno + 1
    # What was read until then counts; the other files are read whole.
    assert lines == [
        "x:2:1 XAA008 A",
        "x:2:7 XAA008 b",
        *(each.replace("x:", "y:", 1) for each in GOOD),
        "z:2:1 XAA008 A",
        "z:2:7 XAA008 b",
    ]
    assert failures == [
        f"{path}:0 ANN901 format inline raised ValueError: boom ({HERE}:{line})"
        for path in ("x", "z")
    ]
    assert outcome.failures[0].name == "plugin-failed"
    assert "boom" in outcome.failures[0].detail


def test_a_format_that_yields_garbage() -> None:
    lines, failures, _, _ = lint([everywhere("XAA008")], file_format=reading(_2=lambda _: 3))
    assert lines == [GOOD[0], GOOD[1], GOOD[3]]
    assert failures == ["x:0 ANN901 format inline yielded int, not a Document"]


def test_a_format_that_cannot_locate() -> None:
    class Lost(Inline):
        def locate(
            self, document: Document, record: Record | None, field: Field, item: int | None = None
        ) -> Place:
            if document.id == "2":
                raise IndexError("lost")
            return super().locate(document, record, field, item)

    lines, failures, _, _ = lint([everywhere("XAA008")], file_format=Lost())
    assert lines == [GOOD[0], GOOD[1], GOOD[3]]
    line = Lost.locate.__code__.co_firstlineno + 4
    assert failures == [
        (
            "x:0 ANN901 format inline could not say where a finding stands: IndexError: lost "
            f"({HERE}:{line})"
        )
    ]


# Corpus rules that fail


class Counting(CorpusRule, frozen=True):
    """Finds every document, where the corpus has at least two; fails where it is told to."""

    code = "XCC001"
    name = "counting"
    fails_in: ClassVar[str] = ""

    def _may_fail(self, step: str, document: Document | None = None) -> None:
        if self.fails_in in (step, f"{step} {document.id if document else ''}"):
            raise ValueError(step)

    def collect(self, document: Document) -> int:
        self._may_fail("collect", document)
        return 1

    def merge(self, into: int, part: int) -> int:
        self._may_fail("merge")
        return into + part

    def judge(self, part: int) -> int | None:
        self._may_fail("judge")
        return part if part > 1 else None

    def touches(self, part: int, verdict: int) -> bool:
        self._may_fail("touches")
        return part <= verdict

    def check(self, document: Document, verdict: int) -> Iterator[Diagnostic]:
        self._may_fail("check", document)
        yield self.diagnostic(None, "record", f"one of {verdict}")


def counting(fails_in: str) -> type[Rule]:
    made: type[Rule] = struct("Fails", (Counting,), {"fails_in": fails_in}, frozen=True)
    return made


CORPUS = {"x": TEXT, "y": "--- 4\n[E](Word)\n"}
COUNTED = ["x:2:1 XCC001 one of 4", "x:4:1 XCC001 one of 4", "x:6:1 XCC001 one of 4",
           "y:2:1 XCC001 one of 4"]  # fmt: skip


def test_a_corpus_rule() -> None:
    lines, failures, _, _ = lint([Counting], CORPUS)
    assert (lines, failures) == (COUNTED, [])


@pytest.mark.parametrize(
    ("step", "place", "found"),
    [
        ("collect", "x:2 ANN902 rule XCC001 counting raised ValueError: collect", []),
        ("collect 2", "x:4 ANN902 rule XCC001 counting raised ValueError: collect", []),
        ("merge", "x:4 ANN902 rule XCC001 counting raised ValueError: merge", []),
        ("judge", ":0 ANN902 rule XCC001 counting raised ValueError: judge", []),
        ("touches", ":0 ANN902 rule XCC001 counting raised ValueError: touches", []),
        ("check", "x:2 ANN902 rule XCC001 counting raised ValueError: check", []),
        ("check 2", "x:4 ANN902 rule XCC001 counting raised ValueError: check",
         [COUNTED[0], *COUNTED[2:]]),
    ],
)  # fmt: skip
def test_a_corpus_rule_that_raises(step: str, place: str, found: list[str]) -> None:
    lines, failures, _, _ = lint([counting(step), everywhere("XAA008")], CORPUS)
    assert [line for line in lines if "XAA008" in line] == [*GOOD, "y:2:1 XAA008 E"]
    assert [line for line in lines if "XCC001" in line] == found
    (failure,) = failures
    assert failure.startswith(place)
    times = {"collect": 4, "merge": 2, "touches": 2, "check": 4}.get(step)
    assert failure.endswith(f"({times} times)") is (times is not None)


class Asking(CorpusRule, frozen=True):
    """Asks as often as it is told to, each time with the number of documents and questions."""

    code = "XCC002"
    name = "asking"
    times: ClassVar[int] = 1

    def collect(self, document: Document, question: tuple[int, int] | None) -> tuple[int, int]:
        assert document.id
        return (1, question[1] if question else 0)

    def merge(self, into: tuple[int, int], part: tuple[int, int]) -> tuple[int, int]:
        return (into[0] + part[0], into[1])

    def judge(self, part: tuple[int, int]) -> Question | tuple[int, int]:
        count, asked = part
        return Question((count, asked + 1)) if asked < self.times else part

    def check(self, document: Document, verdict: tuple[int, int]) -> Iterator[Diagnostic]:
        yield self.diagnostic(None, "record", f"{document.id} of {verdict}")


def test_a_corpus_rule_may_ask_for_another_reading() -> None:
    lines, failures, _, _ = lint([Asking, Counting], CORPUS)
    assert failures == []
    assert [line for line in lines if "XCC002" in line] == [
        "x:2:1 XCC002 1 of (4, 1)",
        "x:4:1 XCC002 2 of (4, 1)",
        "x:6:1 XCC002 3 of (4, 1)",
        "y:2:1 XCC002 4 of (4, 1)",
    ]
    assert [line for line in lines if "XCC001" in line] == COUNTED
    corpus = documents(CORPUS["x"])
    assert len(corpus) == 3
    assert check_parts(Asking(), corpus) == []


def test_a_corpus_rule_that_asks_for_ever_is_stopped() -> None:
    endless = struct("Endless", (Asking,), {"times": 99}, frozen=True)
    lines, (failure,), _, _ = lint([endless, Counting], CORPUS)
    assert lines == COUNTED
    assert failure.startswith(
        ":0 ANN902 rule XCC002 asking raised RuntimeError: asked for more than 4 readings"
    )
    assert check_parts(endless(), documents(CORPUS["x"])) == [
        "asks for one reading of the corpus after the other"
    ]


def test_a_rule_that_raises_in_both_readings_is_counted_once() -> None:
    strong = raising(ValueError("boom"))
    weak = struct("Weak", (Counting,), {"yields_to": ("XAA007",)}, frozen=True)
    for scope in ("all", "corpus"):
        _, failures, _, _ = lint([strong, weak], scope=scope)
        (failure,) = failures
        assert failure.endswith("first in document 1 (3 times)")


def test_a_format_that_raises_in_both_readings_is_named_once() -> None:
    lines, failures, _, _ = lint([Counting], TEXT, file_format=reading(_3=broken))
    assert lines == ["x:2:1 XCC001 one of 2", "x:4:1 XCC001 one of 2"]
    (failure,) = failures
    assert failure.startswith("x:0 ANN901 format inline raised ValueError: boom (")


def test_both_readings_of_a_corpus_rule_are_measured() -> None:
    class Sleepy(Counting, frozen=True):
        def collect(self, document: Document) -> int:
            time.sleep(0.02)
            return super().collect(document)

    _, _, _, outcome = lint([Sleepy], profile=True)
    assert outcome.seconds["XCC001"] > 0.06


def test_problems_nobody_declares_are_counted_once_in_two_readings() -> None:
    reader = reading(_2=lambda d: problem("XRD009", d))
    _, failures, _, _ = lint([Counting], file_format=reader)
    assert failures == ["x:4 ANN903 the reader reported XRD009, which no rule declares"]


def test_a_corpus_rule_yields_to_document_rules() -> None:
    def check(self: Rule, document: Document) -> Iterator[Diagnostic]:
        if document.id in "13":
            yield self.diagnostic(None, "record", "strong")

    weak = struct("Weak", (Counting,), {"yields_to": ("XAA001",)}, frozen=True)
    lines, _, _, _ = lint([rule(check, "XAA001"), weak])
    assert lines == ["x:2:1 XAA001 strong", "x:6:1 XAA001 strong", "x:4:1 XCC001 one of 3"]
    lines, _, _, _ = lint([rule(check, "XAA001"), weak], scope="corpus")
    assert lines == ["x:4:1 XCC001 one of 3"]


# Findings


def test_what_a_finding_is_made_of() -> None:
    def check(self: Rule, document: Document) -> Iterator[Diagnostic]:
        first, second = document.mentions
        related = (
            Related("the first", first, "text"),
            Related("elsewhere", place=Place("y", 7, 8)),
        )
        yield self.diagnostic(second, "text", "twice", related=related)

    _, _, findings, outcome = lint(
        [rule(check)],
        "--- 1\n[A](Word) and [b](Word C1)\n",
        settings='select = ["ALL"]\n[rules.XAA009]\nseverity = "error"',
    )
    assert findings == [
        Finding(
            path="x",
            line=2,
            column=7,
            code="XAA009",
            name="rule-xaa009",
            severity=Severity.ERROR,
            message="twice",
            end_line=2,
            end_column=8,
            document="1",
            annotation=None,
            mention="b",
            related=(RelatedPlace("the first", "x", 2, 1), RelatedPlace("elsewhere", "y", 7, 8)),
            excerpt=Excerpt("A and b", 6, 1),
        )
    ]
    assert (outcome.summary.errors, outcome.summary.warnings, outcome.failing) == (1, 0, 1)


def test_a_document_with_very_many_findings_takes_linear_time() -> None:
    text = "--- 1\n" + "[a](Word)\n" * 20_000
    lines, _, _, _ = lint([Whispering], text)
    assert len(lines) == 20_000
    assert lines[-1] == "x:20001:1 XAA002 'a' whispers"
