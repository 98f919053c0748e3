"""A wrong concept identifier explains what follows from it, and hides no other fault."""

import pytest

from annolint.testing import lint, registry

_GENES = '[schema.mentions.Gene]\nnamespaces = ["NCBIGene"]\n[schema.mentions.Sign]'


def codes(source: str, settings_text: str = "") -> list[tuple[int, int, str]]:
    rules = [registry().rules[name] for name in ("CID001", "CID003", "CID006", "CID012")]
    rules.append(registry().rules["REL001"])
    found = lint(source, rules, settings_text=settings_text)
    return sorted((each.line, each.column, each.code) for each in found)


@pytest.mark.parametrize(
    ("other", "code"),
    [("MESH:D016158", "CID006"), ("7157|7157", "CID012"), ("71S7", "CID003")],
)
def test_another_mention_of_the_same_words_speaks_for_itself(other: str, code: str) -> None:
    source = f"[p53](Gene {other}), [p53](Gene 7157x), [p21](Gene 1026)"
    found = codes(source, _GENES)
    assert [each for _, _, each in found] == [code, "CID003"]


def test_another_mention_of_the_same_words_is_right() -> None:
    for other in ("7157", "-", "7157|1026"):
        source = f"[p53](Gene {other}), [p53](Gene 7157x), [p21](Gene 1026)"
        assert codes(source, _GENES) == [(1, 6, "CID003")]


@pytest.mark.parametrize("settings_text", ["", _GENES])
def test_an_argument_that_cannot_be_what_was_meant_speaks_for_itself(settings_text: str) -> None:
    genes = "[p53](Gene p53), [p21](Gene 1026)"
    if not settings_text:
        genes = "[p53](Gene 7157x), [p21](Gene 1026)"
    # A slip of another identifier, and an identifier of another namespace.
    for sign in ("[pain](Sign D005334)", "[pain](Sign D010146)"):
        found = codes(f"{genes}, {sign}\n{{Is D005335 1026}}", settings_text)
        assert found == [(1, 1, "CID003"), (2, 1, "REL001")]


def test_an_argument_that_may_have_been_meant_is_explained() -> None:
    pain = "[pain](Sign D010146)"
    for gene, target in (("p53", "7157"), ("7157x", "7157"), ("p53", "7156")):
        source = f"[p53](Gene {gene}), [p21](Gene 1026), [p73](Gene 7161), {pain}\n"
        assert codes(f"{source}{{Is {target} D010146}}", _GENES) == [(1, 1, "CID003")]


def test_an_identifier_in_the_place_of_another_explains_what_that_may_have_been() -> None:
    source = "[p53](Gene D010145), [p21](Gene 1026), [pain](Sign D010146)\n"
    assert codes(f"{source}{{Is 7157 1026}}", _GENES) == [(1, 1, "CID006")]
    assert codes(f"{source}{{Is D005335 1026}}", _GENES) == [(1, 1, "CID006"), (2, 1, "REL001")]


@pytest.mark.parametrize(
    ("inner", "outer", "code"),
    [
        ("Gene 7157", "Gene 7157x", "CID003"),
        ("Gene 7157x", "Gene 7157", "CID003"),
        ("Gene 7157", "Gene D010146", "CID006"),
        ("Gene D010146", "Gene 7157", "CID006"),
        ("Gene D010146", "Sign D010146", "CID006"),
        ("Sign D010146", "Gene 7157x", "CID003"),
        ("Gene 7157", "Sign D010146", "OVL003"),
        ("Gene 7157", "Gene 1026", "OVL004"),
    ],
)
def test_of_two_mentions_at_one_place_that_with_a_wrong_identifier_is_wrong(
    inner: str, outer: str, code: str
) -> None:
    rules = [registry().rules[name] for name in ("CID003", "CID006", "OVL003", "OVL004")]
    found = lint(f"[[p53]({inner})]({outer})", rules, settings_text=_GENES)
    assert [each.code for each in found] == [code]


def test_two_mentions_at_another_place_speak_for_themselves() -> None:
    rules = [registry().rules[name] for name in ("CID003", "OVL004")]
    found = lint("[p53](Gene 7157x), [[p53](Gene 7157)](Gene 1026)", rules, settings_text=_GENES)
    assert [each.code for each in found] == ["CID003", "OVL004"]


def test_an_identifier_that_is_padded_is_not_repeated_as_well() -> None:
    rules = [registry().rules[name] for name in ("CID012", "FMT010")]
    source = "1|t|p53\n1|a|\n1\t0\t3\tp53\tGene\t7157, 7157\n1\t0\t3\tp53\tGene\t7157,7157\n"
    found = lint(source, rules, format="pubtator")
    assert [(each.line, each.code) for each in found] == [(3, "FMT010"), (4, "CID012")]


def test_a_sign_for_no_concept_is_not_related_to_itself_as_well() -> None:
    rules = [registry().rules[code] for code in ("REL001", "REL002", "REL005")]
    found = lint("[Aspirin](Drug -)\n{Cures - -}", rules)
    assert [(each.line, each.code) for each in found] == [(2, "REL001")]
