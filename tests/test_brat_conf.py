"""What `annotation.conf` states, as a schema."""

import pytest

from annolint import MentionType, RelationType
from annolint.testing import lint
from annolint_formats._brat_conf import schema

CONF = """\
# Types of the project
[entities]
!Thing
\tDrug
\t\tOpioid
\tEnzyme | enzyme
Sign

[relations]
Eases\tArg1:Drug, Arg2:Sign
Eases\tArg1:Sign, Arg2:Sign
Near\tArg1:<ENTITY>, Arg2:<ANY>
With\tArg1:Drug, Arg2:Enzyme, <REL-TYPE>:symmetric
Equiv\tArg1:Drug, Arg2:Drug
<OVERLAP>\tArg1:Enzyme, Arg2:Drug, <OVL-TYPE>:contain
<OVERLAP>\tArg1:Sign, Arg2:Sign, <OVL-TYPE>:cross|equal

[events]
<WHO>=Drug|Enzyme
Binding|GO:0005488\tTheme+:<WHO>
Inhibition\tTheme:Enzyme, Cause?:<EVENT>
\tBlock\tTheme{2}:Enzyme

[attributes]
Negation\tArg:<EVENT>
Confidence\tArg:<EVENT>, Value:low|high
Brand\tArg:Drug
Noted\tArg:<ANY>
Weak\tArg:<RELATION>, Value:yes
"""


def test_types() -> None:
    found = schema(CONF.encode())
    assert found is not None
    assert list(found.mentions) == [
        *("Drug", "Opioid", "Enzyme", "Sign"),
        *("Binding", "Inhibition", "Block"),
    ]
    assert set(found.relations) == {
        *("Eases", "Near", "With", "Equiv"),
        *("Binding", "Inhibition", "Block"),
    }


def test_signatures() -> None:
    found = schema(CONF.encode())
    assert found is not None
    signatures = {name: kind.arguments for name, kind in found.relations.items()}
    assert signatures["Eases"] == (("Drug", "Sign"), ("Opioid", "Sign"), ("Sign", "Sign"))
    assert signatures["Near"] == signatures["Equiv"] == signatures["Binding"] == ()
    assert set(signatures["Inhibition"]) == {
        ("Enzyme",),
        *(("Enzyme", event) for event in ("Binding", "Inhibition", "Block")),
        *((event, "Enzyme") for event in ("Binding", "Inhibition", "Block")),
    }
    assert signatures["Block"] == (("Enzyme", "Enzyme"),)
    assert {name for name, kind in found.relations.items() if kind.symmetric} == {"With", "Equiv"}


def test_overlaps() -> None:
    found = schema(CONF.encode())
    assert found is not None
    assert found.mentions["Drug"].contains == ("Enzyme",)
    assert found.mentions["Enzyme"].contains == ()
    assert found.mentions["Sign"].crosses == ("Sign",)
    assert found.mentions["Sign"].contains == ()
    assert found.mentions["Sign"].coincides == ("Sign",)
    assert found.mentions["Drug"].coincides == ()


def test_any_overlap() -> None:
    line = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n"
    found = schema(f"[entities]\nDrug\nSign\n[relations]\n{line}".encode())
    assert found is not None
    both = ("Drug", "Sign")
    assert found.mentions["Drug"] == MentionType(contains=both, crosses=both, coincides=both)


def test_attributes() -> None:
    found = schema(CONF.encode())
    assert found is not None
    assert found.mentions["Drug"].attributes == {"Brand": (), "Noted": ()}
    assert found.mentions["Sign"].attributes == {"Noted": ()}
    assert found.relations["Binding"].attributes == {
        "Negation": (),
        "Confidence": ("low", "high"),
        "Noted": (),
    }
    assert found.relations["Eases"].attributes == {"Noted": (), "Weak": ("yes",)}


@pytest.mark.parametrize(
    "conf",
    [
        "",
        "[entities]\n",
        "no section\n",
        "[labels]\nDrug | drug\n",
        "[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n",
    ],
)
def test_what_states_nothing(conf: str) -> None:
    assert schema(conf.encode()) is None


@pytest.mark.parametrize(
    "line",
    [
        *("Eases", "Eases Arg1:Drug", "Eases Arg1:Drug Arg2:Drug", "Eases Arg1:Drug; Arg2:Drug"),
        *("Eases Arg1:<WHO>, Arg2:Drug", "Eases Arg1:, Arg2:Drug", "Eases A:Drug, B:Drug, C:Drug"),
    ],
)
def test_arguments_that_are_not_understood_are_not_ruled(line: str) -> None:
    found = schema(f"[entities]\nDrug\n[relations]\n{line}\n".encode())
    assert found is not None
    assert found.relations["Eases"] == RelationType()


def test_very_many_signatures_are_not_ruled() -> None:
    types = "".join(f"Type{n}\n" for n in range(200))
    found = schema(f"[spans]\n{types}[relations]\nIs Arg1:<ENTITY>, Arg2:<ENTITY>\n".encode())
    assert found is not None
    assert len(found.mentions) == 200
    assert found.relations["Is"] == RelationType()


def test_macros_that_grow_end() -> None:
    macros = "".join(
        f"<{c}>=<{d}>|<{d}>\n" for c, d in zip("abcdefghijklm", "bcdefghijklmn", strict=True)
    )
    found = schema(
        f"[entities]\nDrug\n[relations]\n<n>=Drug\n{macros}Is Arg1:<a>, Arg2:<a>\n".encode()
    )
    assert found is not None
    assert "Is" in found.relations


def test_equivalences_need_no_declaration() -> None:
    found = schema(b"[entities]\nDrug\n[relations]\nEases Arg1:Drug, Arg2:Drug\n")
    assert found is not None
    assert found.relations["Equiv"] == RelationType(symmetric=True)
    without = schema(b"[entities]\nDrug\n")
    assert without is not None
    assert without.relations == {}


def test_names_are_those_that_brat_writes() -> None:
    found = schema(b"[entities]\nDrug/Remedy\n")
    assert found is not None
    assert found.mentions == {"Drug_Remedy": MentionType()}


def test_the_nearest_configuration_rules_a_document_and_a_project_has_the_last_word() -> None:
    text = {"1.txt": "Aspirin, opium\n", "1.ann": "T1\tDrgu 0 7\tAspirin\nT2\tPlant 9 14\topium\n"}
    files = {**text, "annotation.conf": "[entities]\nDrug\n"}
    wrong = [(each.code, each.line) for each in lint(files, format="brat") if each.code == "TYP001"]
    assert wrong == [("TYP001", 1), ("TYP001", 2)]
    more = "[schema.mentions.Plant]"
    found = lint(files, format="brat", settings_text=more)
    assert [each.line for each in found if each.code == "TYP001"] == [1]
    assert not [each for each in lint(text, format="brat") if each.code == "TYP001"]
