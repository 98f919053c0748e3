"""How identifiers are written, what is rare in a file, and whose findings a rule explains."""

from typing import Any

import pytest

from annolint import CorpusRule, Document, Question
from annolint.corpus import merged
from annolint.testing import documents, lint, registry
from annolint_rules._latest import latest
from annolint_rules.concepts import _forms
from annolint_rules.concepts._forms import (
    NUMBER,
    VARIANT,
    Form,
    Habit,
    composites,
    form_of,
    habit_from,
    habit_of,
    habits,
    habits_of_mentions,
)
from annolint_rules.concepts._minority import Minority, minorities
from annolint_rules.concepts._prefixes import ARGUMENT, owners, resolved
from annolint_rules.concepts.foreign_namespace import ForeignNamespace
from annolint_rules.concepts.inconsistent_prefix import InconsistentPrefix
from annolint_rules.concepts.mixed_id_separator import MixedIdSeparator
from annolint_rules.types.misspelt_type import MisspeltType


def codes(source: str, settings_text: str = "", preset: str = "recommended") -> list[str]:
    """Lint with all rules of a preset; return `LINE CODE` of each finding."""
    rules = [rule for rule in registry().rules.values() if rule.preset.value in _UP_TO[preset]]
    found = lint(source, rules, format="pubtator", settings_text=settings_text)
    return [f"{each.line} {each.code}" for each in found]


_UP_TO = {"recommended": ("minimal", "recommended"), "strict": ("minimal", "recommended", "strict")}


@pytest.mark.parametrize(
    ("identifier", "form"),
    [
        ("D012640", Form("MeSH", "")),
        ("C0010674", Form("UMLS", "")),
        ("MESH:D012640", Form("MeSH", "MESH:")),
        ("Mesh:D012640", Form("MeSH", "Mesh:")),
        ("CVCL_0062", Form("Cellosaurus", "CVCL_")),
        ("CVCL:0062", Form("Cellosaurus", "CVCL:")),
        ("CVCL:CVCL_0062", Form("Cellosaurus", "CVCL:CVCL_")),
        ("HGNC:HGNC:5", Form("HGNC", "HGNC:HGNC:")),
        ("MONDO_0005148", Form("MONDO", "MONDO_")),
        ("NM_007294.3", Form("refseq", "")),
        ("CHEMBL25", Form("chembl", "")),
        ("7157", Form(NUMBER, "")),
        ("7157(Tax:9606)", Form(NUMBER, "")),
        ("NCBIGene:7157(Tax:9606)", Form("NCBI Gene", "NCBIGene:")),
        ("ACME:x:y", Form("acme", "ACME:")),
        ("c|SUB|G|1|A", Form(VARIANT, "")),
        ("4q12", None),
        ("D01264", None),
        ("MSEH:D012640", None),
        ("NIL", None),
        ("", None),
    ],
)
def test_forms(identifier: str, form: Form | None) -> None:
    assert form_of(identifier) == form


def document(*mentions: tuple[str, str]) -> Document:
    lines = "".join(f"1\t0\t4\tPain\t{kind}\t{field}\n" for kind, field in mentions)
    return documents(f"1|t|Pain\n1|a|\n{lines}", "pubtator")[0]


def test_habits_of_a_document() -> None:
    found = document(
        ("Sign", "D000001"),
        ("Sign ", " D000002"),
        ("Drug", "MESH:D000001| -1|CHEBI:1;D000003"),
        ("Drug", "-1"),
        ("Drug", "D000001+D000002"),
        ("Gene", "c|DUP||CAG|"),
        ("Gene", "pain, renal"),
        ("Gene", "7157|"),
    )
    sign = Habit("Sign", "", (Form("MeSH", ""),))
    drug = Habit("Drug", ";|", (Form("MeSH", "MESH:"), Form("CHEBI", "CHEBI:"), Form("MeSH", "")))
    both = Habit("Drug", "", (Form("MeSH", ""), Form("MeSH", "")))
    gene = Habit("Gene", "", (Form(VARIANT, ""),))
    assert list(habits_of_mentions(found)) == [sign, sign, drug, both, gene]
    assert {habit_of(words) for words in habits(found)} == {sign, drug, both, gene}
    assert composites(found) == {
        ("Drug", "MESH:D000001| -1|CHEBI:1;D000003"): ("MESH:D000001", "-1", "CHEBI:1", "D000003"),
        ("Drug", "D000001+D000002"): ("D000001", "D000002"),
    }


def test_a_type_may_hold_any_blank() -> None:
    words = habit_from("a\tb  c", [Form("MeSH", "")], "|")
    assert habit_of(words) == Habit("a b c", "|", (Form("MeSH", ""),))


def test_what_is_remembered_of_fields_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_forms, "_MOST_REMEMBERED", 3)
    remembered = _forms._HABITS  # noqa: SLF001 - what it remembers shows in no result
    for each in (remembered, _forms._COMPOSITES, _forms._COMPOSITE_USES):  # noqa: SLF001
        each.clear()
    for number in range(1, 10):
        assert remembered["Gene", str(number)] == "Gene\t\ta bare number\t"
        assert remembered["Gene", f"{number}|5"].startswith("Gene\t|\t")
        assert len(remembered) <= 3
        assert len(_forms._COMPOSITES) == len(_forms._COMPOSITE_USES) <= 3  # noqa: SLF001


def test_the_last_answer_is_remembered() -> None:
    asked = []

    @latest
    def answer(document: Document) -> int:
        asked.append(document)
        return len(asked)

    first, second = document(), document()
    assert [answer(each) for each in (first, first, second, second, first)] == [1, 1, 2, 2, 3]
    assert asked == [first, second, first]


def test_minorities() -> None:
    uses = {("A", "x"): 20, ("A", "y"): 2, ("B", "x"): 1, ("B", "y"): 1, ("C", "y"): 1}
    assert minorities(uses, 7) == [Minority("y", "x", ("A", "B"), 3, 25)]
    assert minorities(uses, 8) == []
    assert minorities({("A", "x"): 1}, 1) == []
    assert minorities({("A", "y"): 5, ("A", "x"): 5}, 1) == [Minority("y", "x", ("A",), 5, 10)]


def habit(kind: str, *identifiers: str) -> str:
    return habit_from(kind, [form for each in identifiers if (form := form_of(each)) is not None])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([habit("A", "D000001"), habit("A", "OMIM:100100")], None),
        ([habit("A", "D000001"), habit("A", "MESH:D000001")], {}),
        ([habit("A", "D000001", "MESH:D000001")], {}),
        ([habit("A", "D000001"), habit("B", "MESH:D000001")], None),
        ([habit("A", "D000001"), habit(ARGUMENT, "D000001")], None),
        ([habit("A", "D000001"), habit(ARGUMENT, "MESH:D000001")], {}),
        ([habit("A", "7157"), habit("B", "OMIM:100100")], None),
        ([habit("A", "7157"), habit("A", "OMIM:100100")], {"A": ("OMIM:",)}),
        (
            [habit("A", "7157", "OMIM:100100"), habit("B", "CHEBI:1", "NCBIGene:1")],
            {"A": ("OMIM:", "NCBIGene:")},
        ),
        ([habit("A", "7157"), habit("B", "NCBIGene:1")], None),
    ],
)
def test_files_that_are_worth_counting(
    written: list[str], expected: dict[str, tuple[str, ...]] | None
) -> None:
    assert owners(written) == expected


def test_a_number_gets_the_namespace_that_it_fits() -> None:
    owned = {"A": ("OMIM:", "NCBIGene:")}
    assert resolved("A", "100100", owned) == Form("OMIM", "")
    assert resolved("A", "7157", owned) == Form("NCBI Gene", "")
    assert resolved("A", "7157(Tax:9606)", {"A": ("NCBIGene:",)}) == Form("NCBI Gene", "")
    assert resolved("B", "7157", owned) == Form(NUMBER, "")
    assert resolved("A", "OMIM:100100", owned) == Form("OMIM", "OMIM:")
    assert resolved("A", "pain", owned) is None


def part_of(rule: CorpusRule, *sources: str) -> Any:
    """Return what a rule collects of documents in the first reading."""
    parts = [rule.collect(each, None) for text in sources for each in documents(text)]  # type: ignore[attr-defined] # each rule has its own
    return merged(rule, [part for part in parts if part is not None])


def test_the_corpus_is_read_again_only_where_something_may_be_wrong() -> None:
    prefix, namespace, separator = InconsistentPrefix(), ForeignNamespace(), MixedIdSeparator()
    assert prefix.judge(part_of(prefix, "[a](Sign D000001) [b](Sign OMIM:100100)")) is None
    mixed = part_of(prefix, "[a](Sign D000001)", "[b](Sign MESH:D000001)")
    assert prefix.judge(mixed) == Question({"example": {}})

    usual = "[a](Gene 7157) " * 999
    assert namespace.judge(part_of(namespace, usual + "[a](Gene D000001)")) is None
    foreign = part_of(namespace, usual, "[a](Gene D000001) [b](Sign D000001)")
    assert namespace.judge(foreign) == Question(about=True)
    few = part_of(namespace, "[a](Gene 7157) " * 400, "[a](Gene D000001) [b](Sign D000001)")
    assert namespace.judge(few) is None

    assert separator.judge(part_of(separator, "[a](Sign 1|2) [b](Gene 1;2)")) is None
    assert separator.judge(part_of(separator, "[a](Sign 1|2)", "[b](Sign 1,2)")) == Question(
        frozenset(("example",))
    )


def test_the_other_lines_of_a_slip() -> None:
    lines = "".join(f"1\t0\t3\tEar\tSign\tD{n:06}\n" for n in range(700))
    wrong = "".join(f"1\t0\t3\tEar\tSign\tMESH:D00{n:04}|D000009\n" for n in range(1, 61))
    source = f"1|t|Ear\n1|a|\n{lines}{wrong}1\t0\t3\tEar\tSign\tMESH:D000001|MESH:D000002\n"
    (found,) = lint(source, [InconsistentPrefix], format="pubtator")
    assert (found.line, found.message[:40]) == (703, "62 of 822 MeSH identifiers in this file ")
    assert [each.line for each in found.related] == list(range(704, 753))
    twice = f"1|t|Ear\n1|a|\n{lines}1\t0\t3\tEar\tSign\tMESH:D000001|MESH:D000002\n"
    (found,) = lint(twice, [InconsistentPrefix], format="pubtator")
    assert (found.line, found.column, found.related) == (703, 16, ())


def test_what_has_thousands_of_types_has_none() -> None:
    def types(number: int) -> str:
        return "".join(f"[a](Kind{n:010b}x) " for n in range(number)).translate(
            str.maketrans("01", "ab")
        )

    often = "[a](Chemical) " * 100 + "[a](Chemcial)"
    assert len(lint(types(998) + often, [MisspeltType])) == 1
    assert lint(types(999) + often, [MisspeltType]) == []


# What follows from a slip is no finding of its own.

FOREIGN = "[schema.mentions.Gene]\nnamespaces = ['NCBIGene']\n[schema.mentions.Sign]\n"


def test_a_foreign_identifier_explains_what_it_breaks() -> None:
    source = (
        "1|t|TP53 and TP53 in pain\n1|a|\n"
        "1\t0\t4\tTP53\tGene\tD010146\n1\t9\t13\tTP53\tGene\t7157(Tax:9606)\n"
        "1\t17\t21\tpain\tSign\tD009133\n"
    )
    assert codes(source, FOREIGN) == ["3 CID006"]
    assert codes(source.replace("7157(Tax:9606)", "D010146"), FOREIGN) == ["3 CID006", "4 CID006"]
    lost = source.replace("7157(Tax:9606)", "D010146") + "1\tIs\t7157\tD009133\n"
    assert codes(lost, FOREIGN) == ["3 CID006", "4 CID006"]
    assert codes(lost, FOREIGN.replace("NCBIGene", "MESH")) == ["6 REL001"]


def test_a_lost_identifier_explains_what_it_breaks() -> None:
    source = (
        "1|t|Renal and hepatic pain, renal and hepatic pain\n1|a|\n"
        "1\t0\t22\tRenal and hepatic pain\tSign\tD007674\tRenal pain|hepatic pain\n"
        "1\t24\t46\trenal and hepatic pain\tSign\tD007674|D010146\trenal pain|hepatic pain\n"
        "1\tIs\tD007674\tD008107\n1\tWas\tD007674\tD008107\n"
    )
    assert codes(source) == ["3 CID010"]
    more = source.replace("D007674\tRenal pain|hepatic", "D007674|D008107\tRenal|and|hepatic")
    assert codes(more) == ["3 CID010"]
    fewer = source.replace("D007674\tRenal pain|hepatic pain", "D007674|D007674|D1\tRenal pain")
    assert "5 REL001" in codes(fewer.replace("|D1\t", "|D010146\t"))


def test_a_mistyped_type_is_one_finding() -> None:
    lines = "".join(f"1\t{4 * n}\t{4 * n + 3}\tTP5\tProtein\t7157\n" for n in range(100))
    source = f"1|t|{'TP5 ' * 101}\n1|a|\n{lines}1\t400\t403\tTP5\tProtien\t7157\n"
    assert codes(source, preset="strict") == ["103 TYP002"]
    schema = "[schema.mentions.Protein]"
    assert codes(source, schema, preset="strict") == ["103 TYP001"]


def test_a_lost_prefix_is_one_finding() -> None:
    lines = "".join(f"1\t{4 * n}\t{4 * n + 3}\tEar\tSign\tMESH:D000001\n" for n in range(10))
    source = (
        f"1|t|{'Ear ' * 11}eye\n1|a|\n{lines}1\t40\t43\tEar\tSign\tD000001\n"
        "1\t44\t47\teye\tSign\tD000002\n1\tIs\tMESH:D000001\tMESH:D000002\n"
    )
    assert codes(source.replace("\tD000002", "\tMESH:D000002"), preset="strict") == ["13 CID005"]
    assert codes(source.replace("\tD000001", "\tMESH:D000001"), preset="strict") == ["14 CID005"]


def test_a_repeated_identifier_is_no_other_separator() -> None:
    lines = "".join(
        f"1\t{4 * n}\t{4 * n + 3}\tEar\tSign\tD00000{n % 5}|D000009\n" for n in range(20)
    )
    source = f"1|t|{'Ear ' * 20}Eye\n1|a|\n{lines}1\t80\t83\tEye\tSign\tD000001;D000001\n"
    assert [each for each in codes(source) if "CID001" not in each] == ["23 CID012"]
