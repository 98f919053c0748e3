"""`annolint init`: what it proposes, that it can be read, and that linting with it agrees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from annolint import Document, Finding, Observation, Rule, Schema
from annolint.config import resolve
from annolint.errors import PluginError
from annolint.inference import Draft, infer
from annolint.layout import File, layout, split_of
from annolint.proposal import proposal, questions
from annolint.settings import read
from annolint.survey import Survey
from annolint.testing import documents, lint, registry
from annolint_formats import annolint_formats
from tests.conftest import Program
from tests.fuzzing import examples
from tests.toys import write

DATA = Path(__file__).parent / "data" / "init"
FOLDERS = sorted(path.name for path in DATA.iterdir())
ASKED = ("TYP001", "TYP005", "REL003", "REL004", "OVL001", "OVL002", "OVL003", "CID004")
"""Rules that report nothing but questions when the proposal is in force."""

Row = tuple[str, ...]


def block(number: int | str, rows: Iterable[Row], relations: Iterable[Row] = ()) -> str:
    """Return a PubTator document whose title is the surface forms of the mentions, in a row."""
    lines, at, words = [], 0, []
    for surface, *columns in rows:
        lines.append("\t".join((str(number), str(at), str(at + len(surface)), surface, *columns)))
        words.append(surface)
        at += len(surface) + 1
    text = [f"{number}|t|{' '.join(words)}", f"{number}|a|"]
    lines += ["\t".join((str(number), *columns)) for columns in relations]
    return "".join(f"{line}\n" for line in (*text, *lines))


def drafted(source: str) -> Draft:
    survey = Survey(registry().rules.values())
    for document in documents(source, "pubtator", "a.txt"):
        survey.add(document)
    return infer(survey)


def asked(draft: Draft) -> list[str]:
    sections = (*draft.mentions, *draft.relations)
    return [
        *draft.questions,
        *draft.mention_questions,
        *draft.relation_questions,
        *(question for section in sections for question in section.questions),
    ]


def proposed(source: str) -> str:
    survey = Survey(registry().rules.values())
    for document in documents(source, "pubtator", "a.txt"):
        survey.add(document)
    return proposal(survey, infer(survey), layout([File("a.txt", "pubtator")]), "0.1")


def entries(draft: Draft, name: str) -> dict[str, object]:
    sections = {section.name: section for section in (*draft.mentions, *draft.relations)}
    return {entry.key: entry.value for entry in sections[name].entries}


def findings(source: str, text: str, codes: Sequence[str] = ASKED) -> list[Finding]:
    """Lint with the schema of a proposal."""
    kept = "".join(f"{line}\n" for line in text.splitlines() if not line.startswith("required"))
    chosen = [registry().rules[code] for code in codes]
    kept = re.sub(r"(?m)^(preset|extend-select) .*\n", "", kept)
    return lint(source, chosen, format="pubtator", settings_text=kept)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_proposal_for_a_corpus(program: Program, tmp_path: Path, folder: str) -> None:
    for path in (DATA / folder).rglob("*.*"):
        write(tmp_path, {path.relative_to(DATA / folder).as_posix(): path.read_text("utf-8")})
    ran = program("init", "corpus", "--output", "-")
    assert (ran.code, ran.err) == (
        0,
        "annolint: 1 file of no known format passed over\n",
    )
    assert ran.out == (DATA / folder / "expected.toml").read_text("utf-8")
    assert not (tmp_path / ".annolint.toml").exists()


def test_it_writes_a_file_that_linting_finds(program: Program, tmp_path: Path) -> None:
    source = block(1, [("Aspirin", "Chemical", "D001241"), ("pain", "Disease", "D010146")])
    write(tmp_path, {"corpus/a.txt": source, "corpus/notes.md": "", "corpus/old.md": ""})
    assert program("init") == (
        0,
        "",
        (
            "annolint: 2 files of no known format passed over\n"
            "annolint: wrote .annolint.toml, no questions\n"
        ),
    )
    written = tomli.loads((tmp_path / ".annolint.toml").read_text("utf-8"))
    assert written["paths"] == ["corpus"]
    assert written["formats"] == {"corpus/*.txt": "pubtator"}
    ran = program()
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.endswith("0 errors, 0 warnings in 1 file\n")


def test_it_counts_its_questions(program: Program, tmp_path: Path) -> None:
    one = block(1, [("a", "Drug", "D001241")], [("Binds", "D001241", "D001241")])
    write(tmp_path, {"a.pubtator": one})
    assert program("init").err == "annolint: wrote .annolint.toml, 1 question in it\n"
    two = one + "1\tEases\tD001241\tD001241\n"
    write(tmp_path, {"a.pubtator": two})
    ran = program("init", "--output", "b.toml")
    assert ran.err == "annolint: wrote b.toml, 2 questions in it\n"
    assert questions((tmp_path / "b.toml").read_text("utf-8")) == 2


def test_the_order_of_paths_makes_no_difference(program: Program, tmp_path: Path) -> None:
    files = {f"{name}.pubtator": block(name, [(name, "Drug", name)]) for name in ("1", "2", "30")}
    write(tmp_path, files)
    first = program("init", *files, "--output", "-")
    assert program("init", *reversed(files), "30.pubtator", "--output", "-") == first
    assert 'paths = ["1.pubtator", "2.pubtator", "30.pubtator"]\n' in first.out


@pytest.mark.parametrize(
    ("files", "arguments", "message"),
    [
        ({".annolint.toml": "", "a.pubtator": "1|t|A\n1|a|\n"}, [], (
            ".annolint.toml exists already; --output names another file, - shows it"
        )),
        ({"annolint.toml": "", "a.pubtator": "1|t|A\n1|a|\n"}, [], (
            "annolint.toml is the configuration of this folder; --output names another file, - "
            "shows the proposal"
        )),
        ({"b.toml": "x", "a.pubtator": "1|t|A\n1|a|\n"}, ["--output", "b.toml"], (
            "b.toml exists already; --output names another file, - shows it"
        )),
        ({"a.pubtator": "1|t|A\n1|a|\n"}, ["--output", "no/b.toml"], (
            "no/b.toml: cannot be written: there is no such file or folder"
        )),
        ({"a.md": "text"}, [], "no file of a known format in this folder"),
        ({"x/a.md": "text", "y/b": "1"}, ["x", "y"], "no file of a known format in x, y"),
        ({"a.pubtator": ""}, [], "nothing to go by: the files hold no document"),
        ({"a.pubtator": "1|t|A\n1|a|\n", "b": "x"}, ["a.pubtator", "b", "c"], (
            "b: ANN002 no format recognises it (known: {formats}); name its format in [formats] of "
            ".annolint.toml; c: ANN001 there is no such file or folder"
        )),
        ({"a.pubtator.gz": "1|t|A"}, [], (
            "a.pubtator.gz: its compressed data are damaged: not a gzipped file (b'1|')"
        )),
    ],
)  # fmt: skip
def test_what_it_cannot_do(
    program: Program, tmp_path: Path, files: dict[str, str], arguments: list[str], message: str
) -> None:
    write(tmp_path, files)
    before = sorted(tmp_path.rglob("*"))
    ran = program("init", *arguments)
    formats = ", ".join(each.name for each in annolint_formats())
    message = message.replace("{formats}", formats)
    assert (ran.code, ran.out, ran.err) == (2, "", f"annolint: {message}\n")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_that_leads_nowhere_is_not_followed(program: Program, tmp_path: Path) -> None:
    write(tmp_path, {"a.pubtator": "1|t|A\n1|a|\n"})
    (tmp_path / ".annolint.toml").symlink_to("elsewhere.toml")
    assert program("init").code == 2
    assert not (tmp_path / "elsewhere.toml").exists()


def test_standard_input_has_no_place_in_a_configuration(program: Program) -> None:
    ran = program("init", "-", stdin=b"1|t|A\n1|a|\n")
    assert ran.code == 2
    assert "init reads files and folders, not standard input" in ran.err


BROKEN = """\
from annolint import Format, Good, Observation, Preset, Rule, Severity, hookimpl

class Broken(Rule, frozen=True):
    "A rule."
    code = "XAB001"
    name = "broken"
    def check(self, document):
        return ()
    def survey(self, document):
        yield Observation("concept", ("X",), document.mentions[0])
        raise ValueError("no")

class Bad(Format):
    name = "bad"
    title = "Bad"
    suffixes = (".bad",)
    def sniff(self, head):
        return False
    def read(self, source):
        yield "no document"
        raise ValueError("no")
    def locate(self, *arguments):
        raise NotImplementedError
    def render(self, *arguments):
        raise NotImplementedError

@hookimpl
def annolint_rules():
    return [Broken]

@hookimpl
def annolint_formats():
    return [Bad]
"""


def test_a_plugin_that_fails_is_named(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tmp_path, {"broken_plugin.py": BROKEN, "a.pubtator": block(7, [("a", "b")]), "b.bad": "x"}
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    ran = program("init", "a.pubtator", "-p", "broken_plugin")
    assert (ran.code, ran.err) == (
        2,
        "annolint: rule XAB001 broken: survey of document 7 raised ValueError: no\n",
    )
    ran = program("init", "b.bad", "-p", "broken_plugin")
    assert ran.code == 2
    assert ran.err.startswith("annolint: b.bad: format bad raised ValueError: no (broken_plugin.py")


def test_a_corpus_elsewhere_is_named_as_a_whole(program: Program, tmp_path: Path) -> None:
    write(tmp_path, {"data/a.txt": block(1, [("a", "Drug")]), "here/x": ""})
    ran = program("init", "data", "--output", "here/.annolint.toml")
    assert ran.code == 0
    written = tomli.loads((tmp_path / "here/.annolint.toml").read_text("utf-8"))
    assert written["paths"] == [str(tmp_path / "data")]
    shown = program("--config", "here/.annolint.toml", "--show-files").out
    assert shown == "data/a.txt: pubtator\n"
    (glob,) = written["formats"]
    assert glob == f"{str(tmp_path).lstrip('/')}/data/*.txt"


# What is usual, and what is asked.

DRUG, SIGN = ("Aspirin", "Chemical", "D001241"), ("pain", "Disease", "D010146")


def many(count: int, *odd: Row, row: Row = DRUG, relations: Iterable[Row] = ()) -> str:
    """Return a document with a row many times, and then with odd ones."""
    return block(1, [*[row] * count, *odd], relations)


def test_a_misspelt_type_is_asked_for() -> None:
    odd = [("x", "Chemcial", "D001241"), ("y", "chemical", "D001241"), ("z", "Drug", "D001241")]
    draft = drafted(many(60, *odd))
    assert [section.name for section in draft.mentions] == ["Chemical", "Drug"]
    assert draft.mention_questions == [
        (
            "type 'Chemcial' in 1 of 63 mentions (a.txt:63): is 'Chemical' meant? undeclared-type "
            "reports it"
        ),
        (
            "type 'chemical' in 1 of 63 mentions (a.txt:64): is 'Chemical' meant? undeclared-type "
            "reports it"
        ),
    ]


@pytest.mark.parametrize(
    ("usual", "other", "slips"),
    [
        ("Chemical", "Chemicla", True),
        ("Chemical", "Chemicals", True),
        ("Chemical", "CHEMICAL", True),
        ("Chemical", "Chimecal", False),
        ("T0038", "T0039", False),  # digits are no slips
        ("T0038", "U0038", True),
        ("RNAs", "DNAs", False),  # short words differ in a letter
        ("Positive_Correlation", "Negative_Correlation", False),
    ],
)
def test_what_looks_misspelt(usual: str, other: str, slips: bool) -> None:
    draft = drafted(many(60, ("x", other), row=("a", usual)))
    assert bool(draft.mention_questions) is slips
    assert len(draft.mentions) == 2 - slips


def test_a_type_that_is_not_so_rare_is_no_slip() -> None:
    assert drafted(many(60, *[("x", "Chemcial")] * 4)).mention_questions == []
    assert len(drafted(many(60, *[("x", "Chemcial")] * 3)).mention_questions) == 1


def test_a_very_rare_type_is_asked_for() -> None:
    draft = drafted(many(6000, *[("x", "Drug")] * 3))
    assert draft.mention_questions == [
        (
            "type 'Drug' in 3 of 6,003 mentions (a.txt:6003, 6004, 6005): add it to "
            "schema.mentions if it is meant; undeclared-type reports it"
        )
    ]
    assert drafted(many(5996, *[("x", "Drug")] * 3)).mention_questions == []
    assert drafted(many(9000, *[("x", "Drug")] * 4)).mention_questions == []


def test_a_type_that_toml_cannot_hold_is_asked_for() -> None:
    rows = [("Inhibits", "D001241", "D001241")] * 2 + [("Dr?g", "D001241", "D001241")]
    source = many(2, relations=rows).encode().replace(b"?", b"\xff")
    survey = Survey(registry().rules.values())
    for document in documents(source, "pubtator", "a.txt"):
        survey.add(document)
    draft = infer(survey)
    assert [section.name for section in draft.relations] == ["Inhibits"]
    text = proposal(survey, draft, layout([]), "0.1")
    assert text.endswith(
        "# question: type 'Dr\\xffg' in 1 of 3 relations (a.txt:7): it is not UTF-8; "
        "undeclared-type reports\n#   it\n"
    )


def test_types_of_relations_are_asked_for_likewise() -> None:
    rows = [("Inhibits", "D001241", "D001241")] * 40
    draft = drafted(many(1, relations=[*rows, ("inhibits", "D001241", "D001241")]))
    assert draft.relation_questions == [
        (
            "type 'inhibits' in 1 of 41 relations (a.txt:44): is 'Inhibits' meant? undeclared-type "
            "reports it"
        )
    ]


@pytest.mark.parametrize(
    ("count", "times", "is_asked"),
    [(399, 1, True), (199, 1, False), (4500, 20, True), (9000, 21, False)],
)
def test_what_is_rare(count: int, times: int, is_asked: bool) -> None:
    draft = drafted(many(count, *[("x", "Chemical", "OMIM:100100")] * times))
    namespaces = ["MESH"] if is_asked else ["MESH", "OMIM"]
    assert entries(draft, "Chemical")["namespaces"] == namespaces
    assert len(asked(draft)) == is_asked


def test_a_rare_namespace_is_asked_for() -> None:
    odd = [("x", "Chemical", "OMIM:100100"), ("y", "Chemical", "p|SUB|A|118|G")]
    (question,) = asked(drafted(many(500, *odd)))
    assert question == (
        "OMIM in 1 of 501 identifiers (a.txt:503): add it to namespaces if it is meant; "
        "foreign-namespace reports it"
    )


def test_identifiers_of_no_known_namespace_are_asked_for() -> None:
    odd = [("x", "Chemical", "heart-1")] * 2
    draft = drafted(many(500, *odd))
    assert entries(draft, "Chemical")["namespaces"] == ["MESH"]
    assert asked(draft) == [
        (
            "2 of 502 identifiers fit no known namespace (a.txt:503, 504): correct them, or add "
            "theirs; malformed-concept-id reports them"
        )
    ]
    draft = drafted(many(10, *odd))
    assert "namespaces" not in entries(draft, "Chemical")
    assert asked(draft) == [
        (
            "2 of 12 identifiers fit no known namespace (a.txt:13, 14): from which are they? then: "
            'namespaces = ["MESH", …]'
        )
    ]
    assert asked(drafted(many(1, row=("x", "Chemical", "heart-1")))) == [
        (
            "1 of 1 identifiers fit no known namespace (a.txt:3): from which are they? then: "
            "namespaces = […]"
        )
    ]


@pytest.mark.parametrize(
    ("identifier", "kind", "namespace"),
    [
        ("D001241", "X", "MESH"),
        ("MESH:D001241", "X", "MESH"),
        ("mesh:D001241", "X", "MESH"),
        ("C0010674", "X", "UMLS"),
        ("rs763780", "X", "dbSNP"),
        ("7157", "Gene", "NCBIGene"),
        ("7157(Tax:9606)", "GeneOrGeneProduct", "NCBIGene"),
        ("9606", "OrganismTaxon", "NCBITaxon"),
        ("147430", "Disease", "OMIM"),
        ("2244", "Chemical", None),
        ("14743", "Disease", None),
        ("CVCL_0062", "CellLine", "CVCL"),
        ("CVCL:0062", "CellLine", "CVCL"),
        ("CHEMBL25", "X", "chembl"),
        ("P04637", "X", "UniProt"),
        ("A0A024R1R8", "X", "UniProt"),
        ("NM_000546.5", "X", "RefSeq"),
        ("ENSG00000141510", "X", "Ensembl"),
        ("Q42", "X", "Wikidata"),
        ("acme:7", "X", "acme"),
        ("MSEH:D001241", "X", None),
        ("heart-1", "X", None),
        ("no_0062", "X", None),
        ("HGVS:p.H1975R;CorrespondingGene:1956", "X", ""),
        ("12p13", "X", None),
    ],
)
def test_namespaces(identifier: str, kind: str, namespace: str | None) -> None:
    source = block(1, [("x", kind, identifier)])
    survey = Survey(registry().rules.values())
    for document in documents(source, "pubtator", "a.txt"):
        survey.add(document)
    assert list(survey.seen("namespaces")) == [(kind, namespace)]


def test_whether_an_identifier_is_required() -> None:
    bare = ("x", "Chemical")
    assert entries(drafted(many(10)), "Chemical")["concept"] == "required"
    assert "concept" not in entries(drafted(many(9)), "Chemical")
    assert entries(drafted(many(10, bare)), "Chemical")["concept"] == "optional"
    draft = drafted(many(300, bare))
    assert entries(draft, "Chemical")["concept"] == "required"
    assert asked(draft) == [
        (
            "1 of 301 mentions have no identifier (a.txt:303): add it, or leave concept out; "
            "missing-concept-id reports them"
        )
    ]


def test_what_stands_for_no_concept() -> None:
    draft = drafted(many(10, *[("x", "Chemical", "NOID")] * 3, ("y", "Chemical", "n/a")))
    assert [(e.key, e.value, e.note) for e in draft.entries[1:]] == [
        ("sentinels", ["NOID"], "NOID 3")
    ]
    assert draft.questions == [
        (
            "'n/a' for an identifier once (a.txt:16): add it to sentinels if it stands for no "
            "concept; malformed-concept-id reports it"
        )
    ]


def nested(count: int, outer: str, inner: str, more: int = 0) -> str:
    """Return a document with one mention inside another many times."""
    rows = []
    for number in range(count):
        at = 14 * number
        rows.append(f"1\t{at}\t{at + 13}\trenal failure\t{outer}")
        rows.append(f"1\t{at}\t{at + 5}\trenal\t{inner}")
    text = " ".join(["renal failure"] * count + ["bone"] * more)
    for number in range(more):
        at = 14 * count + 5 * number
        rows.append(f"1\t{at}\t{at + 4}\tbone\tOrgan\tD1")
    return "".join(f"{line}\n" for line in (f"1|t|{text}", "1|a|", *rows))


def test_what_may_stand_inside() -> None:
    draft = drafted(nested(3, "Disease", "Organ"))
    assert entries(draft, "Disease")["contains"] == ["Organ"]
    assert asked(drafted(nested(2, "Disease", "Organ"))) == [
        (
            "Organ inside Disease twice (a.txt:4, 6): add it to contains if it is meant; "
            "nested-mentions reports it"
        )
    ]
    rare = drafted(nested(3, "Disease", "Organ", more=600))
    assert "contains" not in entries(rare, "Disease")
    assert "Organ inside Disease 3 times (a.txt:4, 6, 8)" in asked(rare)[0]
    several = drafted(nested(2, "T1,T2", "T3") + "\n" + nested(1, "T1", "T3"))
    assert entries(several, "T1")["contains"] == ["T3"]
    assert asked(several) == []


def test_what_may_cross_and_what_one_place_may_be() -> None:
    def crossing(count: int) -> str:
        rows = []
        for at in range(0, 20 * count, 20):
            rows.append(f"1\t{at}\t{at + 11}\tacute renal\tOrgan")
            rows.append(f"1\t{at + 6}\t{at + 19}\trenal failure\tDisease")
        text = " ".join(["acute renal failure"] * count)
        return "".join(f"{line}\n" for line in (f"1|t|{text}", "1|a|", *rows))

    draft = drafted(crossing(5))
    assert entries(draft, "Disease")["crosses"] == ["Organ"]
    assert (
        "Disease and Organ partly overlap 4 times (a.txt:4, 6, 8 and 1 more): add it to crosses "
        "if it is meant; crossing-mentions reports it"
    ) in asked(drafted(crossing(4)))
    both = [("x", "Gene"), ("y", "Gene")]
    source = block(1, both * 3).replace("\tGene\n", "\tGene\n") + "".join(
        f"1\t{at}\t{at + 1}\t{'xy'[number % 2]}\tProtein\n"
        for number, at in enumerate(range(0, 12, 2))
    )
    assert drafted(source).together == [("Gene", "Protein")]
    assert proposed(source).count('allow = [["Gene", "Protein"]]') == 1
    few = source.rsplit("\n", 3)[0] + "\n"
    assert drafted(few).together == []
    assert drafted(few).mention_questions == [
        (
            "one place is Gene and Protein 4 times (a.txt:9, 10, 11 and 1 more): conflicting-types "
            "reports it; its option allow can allow it"
        )
    ]


def related(*relations: tuple[Row, int]) -> Draft:
    """Return the draft of a document with relations, each so many times in one of its own."""
    rows = [DRUG, SIGN, ("TP53", "Gene", "7157"), ("MDM2", "Gene", "4193")]
    number, blocks = 0, []
    for relation, times in relations:
        for _ in range(times):
            number += 1
            blocks.append(block(number, rows, [relation]))
    return drafted("\n".join(blocks))


CD, DC = ("R", "D001241", "D010146"), ("R", "D010146", "D001241")
GG, CG = ("R", "7157", "4193"), ("R", "D001241", "7157")
CHEMICAL_DISEASE, DISEASE_CHEMICAL = ["Chemical", "Disease"], ["Disease", "Chemical"]


def test_signatures_in_order() -> None:
    draft = related((CD, 19), (CG, 2))
    assert entries(draft, "R") == {"arguments": [CHEMICAL_DISEASE, ["Chemical", "Gene"]]}
    assert asked(draft) == []
    assert draft.relations[0].entries[0].note == "19\n2"


def test_padding_of_a_type_is_none_of_it() -> None:
    draft = related((("R ", *CD[1:]), 5), (("R", *DC[1:]), 5))
    assert entries(draft, "R") == {"arguments": [CHEMICAL_DISEASE], "symmetric": True}


def test_signatures_in_either_order() -> None:
    draft = related((DC, 19), (CD, 1))
    assert entries(draft, "R") == {"arguments": [DISEASE_CHEMICAL], "symmetric": True}
    assert (
        draft.relations[0].entries[1].note
        == "1 of 20 the other way round; if the order counts, list both"
    )


def test_a_swapped_relation_is_asked_for() -> None:
    draft = related((CD, 300), (DC, 1))
    assert entries(draft, "R") == {"arguments": [CHEMICAL_DISEASE]}
    assert asked(draft) == [
        (
            "Disease and Chemical (the other way round elsewhere) once (a.txt:2407): add it to "
            "arguments if it is meant; undeclared-signature reports it"
        )
    ]
    draft = related((CD, 300), (GG, 1))
    assert asked(draft) == [
        (
            "Gene and Gene once (a.txt:2407): add it to arguments if it is meant; "
            "undeclared-signature reports it"
        )
    ]


def test_an_order_that_cannot_be_told_is_asked_for() -> None:
    question = "does the order of the arguments mean nothing? symmetric = true"
    assert asked(related((GG, 9))) == [question]
    assert asked(related((CD, 4))) == [question]
    assert asked(related((CD, 5))) == []
    assert asked(related((("R", "D001241", "D999999"), 1))) == []


def test_both_orders_of_the_same_two_say_something_each() -> None:
    rows = [DRUG, SIGN]
    both = "\n".join(block(number, rows, [CD, DC]) for number in range(1, 7))
    draft = drafted(both)
    assert entries(draft, "R") == {"arguments": [CHEMICAL_DISEASE, DISEASE_CHEMICAL]}
    once = "\n".join(
        block(number, rows, [CD, DC] if number == 1 else [(CD, DC)[number % 2]])
        for number in range(1, 400)
    )
    draft = drafted(once)
    assert entries(draft, "R")["symmetric"] is True
    assert asked(draft) == [
        "the same two stand in both orders once (a.txt:6): duplicate-relation reports it"
    ]


def test_an_identifier_of_two_types_is_taken_for_the_usual_one() -> None:
    rows = [("cat", "Species", "9685"), ("cat", "Gene", "9685"), SIGN, ("p53", "Gene", "7157")]
    source = "\n".join(
        block(number, rows, [("R", ("9685", "7157")[number > 2], "D010146")])
        for number in range(1, 9)
    )
    assert entries(drafted(source), "R")["arguments"] == [["Gene", "Disease"]]


def test_opposites() -> None:
    draft = related((("Positive_Link", *CD[1:]), 3), (("Negative_Link", *CD[1:]), 3))
    assert entries(draft, "Positive_Link")["excludes"] == ["Negative_Link"]
    assert "excludes" not in entries(draft, "Negative_Link")
    both = [("Positive_Link", *CD[1:]), ("Negative_Link", *DC[1:])]
    draft = drafted(block(1, [DRUG, SIGN], both))
    assert asked(draft)[-1] == (
        "Positive_Link and Negative_Link hold of the same two once (a.txt:6): "
        "contradictory-relations reports it"
    )


def test_attributes_and_their_values() -> None:
    novel, old, odd = (*CD, "Novel"), (*CD, "No"), (*CD, "novel")
    other = ("S", *CD[1:], "Novel")
    draft = related((novel, 300), (old, 3), (odd, 1), (other, 1))
    for kind in ("R", "S"):  # the types share the values
        assert entries(draft, kind)["attributes.novelty"] == ["No", "Novel"]
    assert asked(draft)[0] == (
        "novelty is 'novel' in 1 of 304 (a.txt:2431): add it if it is meant; undeclared-attribute "
        "reports it"
    )


def test_values_are_listed_while_they_are_few() -> None:
    rows = [("v", "SNP", "rs1", f"RSID:{number % 12}") for number in range(24)]
    listed = entries(drafted(block(1, rows)), "SNP")["attributes.RSID"]
    assert listed == sorted({str(number) for number in range(12)})
    rows = [("v", "SNP", "rs1", f"RSID:{number % 13}") for number in range(60)]
    assert entries(drafted(block(1, rows)), "SNP")["attributes.RSID"] == []
    rows = [("v", "SNP", "rs1", f"RSID:{number}") for number in range(70)]
    draft = drafted(block(1, rows))
    assert entries(draft, "SNP")["attributes.RSID"] == []
    assert [e.note for e in draft.mentions[0].entries if e.key == "attributes.RSID"] == [
        "70 of 70; any value"
    ]
    rare = [("v", "SNP", "rs1", "RSID:7")] * 399 + [("v", "SNP", "rs1", "RSID:8")]
    assert asked(drafted(block(1, rare))) == [
        (
            "RSID is '8' in 1 of 400 (a.txt:402): add it if it is meant; undeclared-attribute "
            "reports it"
        )
    ]
    once = [("v", "SNP", "rs1")] * 399 + [("v", "SNP", "rs1", "RSID:8")]
    assert asked(drafted(block(1, once))) == [
        (
            "attribute 'RSID' in 1 of 400 (a.txt:402): add it to attributes if it is meant; "
            "undeclared-attribute reports it"
        )
    ]


@pytest.mark.parametrize(
    ("ids", "pattern"),
    [
        (["1", "12345678"], "[0-9]{1,8}"),
        (["1", "123456789"], "[0-9]+"),
        (["PMC12", "PMC3"], "PMC[0-9]+"),
        (["a.1-2", "a.3-44"], r"a\.[0-9]+-[0-9]+"),
        (["PMC12", "7"], "[0-9]{1,8}|PMC[0-9]+"),
        (["one", "two"], None),
        (["a1", "b1", "c1", "d1"], None),
        ([f"{chr(65 + number)}1" for number in range(21)], None),
    ],
)
def test_the_pattern_of_document_ids(ids: list[str], pattern: str | None) -> None:
    draft = drafted("\n".join(block(each, [("a", "Drug")]) for each in ids))
    found = [entry.value for entry in draft.entries if entry.key == "document-id"]
    assert found == ([pattern] if pattern else [])
    if pattern:
        assert all(re.fullmatch(pattern, each) for each in ids)


def test_another_kind_of_document_id_is_asked_for() -> None:
    ids = [*range(1, 400), "PMC7"]
    draft = drafted("\n".join(block(each, [("a", "Drug")]) for each in ids))
    assert draft.questions == [
        (
            "1 document of 400 with another kind of id (a.txt:1597): add it to document-id if it "
            "is meant; malformed-document-id reports it"
        )
    ]


def test_records_with_faults_are_not_counted() -> None:
    source = block(1, [DRUG, SIGN]).replace("\t0\t7", "\tx\t7")
    text = proposed(source)
    assert "# Not counted are 1 records with a fault in their line" in text
    assert "[schema.mentions.Chemical]" not in text
    assert "[schema.mentions.Disease]  # 1 mention, 1 different text" in text


# The text.


def test_many_types_take_a_line_each() -> None:
    rows = [("x", f"T{number:03}", "C0010674", "RSID:7") for number in range(13)]
    source = block(1, rows * 10)
    text = proposed(source)
    assert (
        '[schema.mentions]\nT000 = { namespaces = ["UMLS"], concept = "required", '
        'attributes.RSID = ["7"] }  # 10 mentions, 1 different text\n'
    ) in text
    schema = tomli.loads(text)["schema"]
    assert len(schema["mentions"]) == 13
    twelve = proposed(block(1, rows[:12]))
    assert "[schema.mentions.T000]" in twelve


def test_many_questions_are_cut() -> None:
    odd = [("x", "Chemical", f"acme{chr(97 + number)}:7") for number in range(12)]
    text = proposed(many(3000, *odd))
    assert questions(text) == 10
    assert "# 2 more cases like these: annolint reports them.\n" in text


def test_strict_rules_are_on_as_far_as_the_schema_speaks_of_them() -> None:
    assert 'extend-select = ["nested-mentions", "missing-concept-id"]\n' in proposed(many(10))
    assert 'extend-select = ["nested-mentions"]\n' in proposed(many(1))
    assert "extend-select" not in proposed("1|t|Nothing\n1|a|\n")


STRANGE = [
    'D"rug',
    "Médicament",
    "薬",
    "دواء",
    "a\\b",
    "a'b\\c",
    "x.y",
    "a b",
    "#",
    "]",
    "=",
    "💊",
    "\u200bx",
    "a\x7f\x85b",
]


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_names_can_be_read_back(kind: str) -> None:
    source = block(
        1, [("x", kind, "D001241", "RSID:7")] * 2, [(kind, "D001241", "D001241", kind)] * 2
    )
    text = proposed(source)
    schema = tomli.loads(text)["schema"]
    assert list(schema["mentions"]) == list(schema["relations"]) == [kind]
    assert schema["relations"][kind]["attributes"] == {"novelty": [kind]}
    assert schema["relations"][kind]["arguments"] == [[kind, kind]]
    assert all(each.isprintable() for line in text.splitlines() for each in line)


# Files.


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("Train.PubTator", "train"),
        ("NCBItrainset_corpus.txt", "train"),
        ("CDR_DevelopmentSet.PubTator.txt", "dev"),
        ("corpus_pubmed_test1.txt", "test"),
        ("TEST.txt", "test"),
        ("trainingData.txt", "train"),
        ("x.valid", "validation"),
        ("corpus/devel/1.txt", "dev"),
        ("train/test.txt", "test"),
        ("test/notes/1.txt", "test"),
        ("train_dev.txt", ""),
        ("latest.txt", ""),
        ("tests/1.txt", ""),
        ("device.txt", ""),
        ("testament.txt", ""),
    ],
)
def test_words_for_splits(name: str, split: str) -> None:
    assert split_of(name)[0] == split


def files(*names: str, told: bool = True) -> list[File]:
    return [File(name, "pubtator", told) for name in names]


def test_splits() -> None:
    found = layout(
        files("c/train/1.txt", "c/train/2/3.txt", "c/dev.txt", "c/test/x.txt", "c/y.txt")
    )
    assert found.splits == {
        "train": ("c/train/**",),
        "dev": ("c/dev.txt",),
        "test": ("c/test/**",),
    }
    assert found.unplaced == ("c/y.txt",)
    assert layout(files("train.txt", "more.txt")).splits == {}
    assert layout(files("train.txt", "more.txt")).unplaced == ()
    mixed = layout(files("train/1.txt", "train/test.txt")).splits
    assert mixed == {"train": ("train/1.txt",), "test": ("train/test.txt",)}
    assert layout(files("train.txt", "test.txt")).splits["train"] == ("/train.txt",)


def test_files_without_a_split_are_asked_for() -> None:
    survey = Survey([])
    names = ["train.txt", "test.txt", *(f"{each}.txt" for each in "abcde")]
    text = proposal(survey, Draft(), layout(files(*names)), "0.1")
    assert "# question: to which split do a.txt, b.txt, c.txt and 2 more belong?\n" in text
    text = proposal(survey, Draft(), layout(files(*names[:5])), "0.1")
    assert "# question: to which split do a.txt, b.txt, c.txt belong?\n" in text


def test_globs_of_formats() -> None:
    known = files("a/1.txt", "a/2.txt", "b/3.txt", "b/x[1].txt", "c/4", told=False)
    found = layout([*known, File("b/README.txt"), File("a/x.md"), *files("a/n.pubtator")])
    assert found.formats == {
        "a/*.txt": "pubtator",
        "b/3.txt": "pubtator",
        r"b/x\[1\].txt": "pubtator",
        "c/4": "pubtator",
    }
    assert found.ungrouped == ()
    assert layout(files("1.txt", told=False)).formats == {"/*.txt": "pubtator"}
    assert layout(files("1.txt")).formats == {}


def test_globs_of_many_folders() -> None:
    known = files(*(f"c/{number}/x.txt" for number in range(9)), told=False)
    assert layout(known).formats == {"c/**/*.txt": "pubtator"}
    apart = files(*(f"{number}/x.txt" for number in range(9)), told=False)
    assert layout(apart).formats == {"/**/*.txt": "pubtator"}
    assert len(layout([*known, File("c/1/y.txt")]).formats) == 9
    many_files = files(*(f"c/{number}/x.txt" for number in range(21)), told=False)
    found = layout([*many_files, File("c/1/y.txt")])
    assert found.formats == {}
    assert len(found.ungrouped) == 21
    text = proposal(Survey([]), Draft(), found, "0.1")
    assert "# question: the format of 21 files was told by what is in them, and no glob" in text


def test_paths() -> None:
    assert layout(files("a/1.txt", "b/2/3.txt")).paths == ("a", "b")
    assert layout(files("a/1.txt", "2.txt")).paths == (".",)
    assert layout(files(*(f"{number}/1.txt" for number in range(9)))).paths == (".",)
    assert layout(files("a/1.txt"), ["a/1.txt"]).paths == ("a/1.txt",)


# What is proposed agrees with what the rules report.

KINDS = ["Chemical", "Chemcial", "Disease", "T1,T2", "T2", 'a"b', "Médicament"]
IDS = [
    "D001241",
    "MESH:D010146",
    "OMIM:100100",
    "7157",
    "rs7",
    "-",
    "",
    "NOID",
    "D1|D001241",
    "p|SUB|A|118|G",
]
WORDS = ["renal", "failure", "acute", "TP53"]
mentions = st.tuples(
    st.integers(0, 5), st.integers(1, 3), st.sampled_from(KINDS), st.sampled_from(IDS)
)
relations_of = st.tuples(
    st.sampled_from(["Positive_R", "Negative_R", "Positive_Correlation", "Negative_Correlation"]),
    st.sampled_from(IDS[:5]),
    st.sampled_from(IDS[:5]),
    st.sampled_from(["", "Novel", "No"]),
)


@st.composite
def corpora(draw: st.DrawFn) -> str:
    blocks = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        words = [WORDS[(number + at) % 4] for at in range(8)]
        starts = [sum(map(len, words[:at])) + at for at in range(9)]
        lines = [f"{number}|t|{' '.join(words)}", f"{number}|a|"]
        for first, count, kind, concept in draw(st.lists(mentions, max_size=12)):
            start, end = starts[first], starts[first + count] - 1
            surface = " ".join(words[first : first + count])
            lines.append(f"{number}\t{start}\t{end}\t{surface}\t{kind}\t{concept}")
        for kind, one, other, novelty in draw(st.lists(relations_of, max_size=8)):
            lines.append("\t".join(filter(None, (f"{number}\t{kind}\t{one}\t{other}", novelty))))
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


@settings(max_examples=examples(80), deadline=None, database=None)
@given(corpora(), st.sampled_from([1, 60]))
def test_linting_with_a_proposal_reports_what_it_asks(
    tmp_path_factory: pytest.TempPathFactory, source: str, times: int
) -> None:
    usual = "".join(
        f"\n{block(f'9{n}', [DRUG, SIGN], [('Positive_R', *CD[1:], 'No')])}" for n in range(times)
    )
    source = f"{source}{usual}"
    text = proposed(source)
    file = tmp_path_factory.mktemp("proposal") / ".annolint.toml"
    file.write_text(text, encoding="utf-8")
    config = resolve(read(file, "0.1.0"), registry())
    assert config.project.schema != Schema() or "Chemical" not in source
    rules = {each.code: each.name for each in registry().rules.values()}
    found = findings(source, text)
    comments = " ".join(line.removeprefix("#").strip() for line in text.splitlines())
    for finding in found:
        assert rules[finding.code] in comments, finding


def test_a_survey_that_fails_names_the_rule() -> None:
    class Broken(Rule, frozen=True):
        code = "XAB001"
        name = "broken"

        def survey(self, document: Document) -> Iterable[Observation]:
            raise ValueError(document.id)

    (document,) = documents("1|t|A\n1|a|\n", "pubtator")
    with pytest.raises(PluginError, match="rule XAB001 broken: survey of document 1 raised"):
        Survey([Broken]).add(document)


def test_the_schema_in_the_documentation_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(\[schema\]\n.*?)```", page, re.DOTALL)
    write(tmp_path, {".annolint.toml": example})
    schema = resolve(read(tmp_path / ".annolint.toml", "0.1.0"), registry()).project.schema
    assert schema.relations["Association"].symmetric
    types = {kind for each in schema.relations.values() for s in each.arguments for kind in s}
    types |= {kind for each in schema.mentions.values() for kind in (*each.contains, *each.crosses)}
    assert types <= schema.mentions.keys()
