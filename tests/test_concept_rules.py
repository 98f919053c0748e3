"""What the examples of the concept rules cannot show: who yields to whom, and bounded work."""

import time

from hypothesis import given
from hypothesis import strategies as st

from annolint import Document, Mention, Passage, Project, Rule, SourceFile, Span
from annolint.testing import lint, registry
from annolint_rules.concepts import malformed_concept_id
from annolint_rules.concepts._identity import comparable, key_of
from annolint_rules.concepts.inconsistent_concept_id import InconsistentConceptId
from annolint_rules.concepts.malformed_concept_id import MalformedConceptId


def codes(source: str, *names: str, settings_text: str = "") -> list[tuple[int, int, str]]:
    rules: list[type[Rule]] = [registry().rules[name] for name in names]
    found = lint(source, rules, settings_text=settings_text)
    return sorted((each.line, each.column, each.code) for each in found)


def document(mentions: list[tuple[str, str]]) -> Document:
    text = "".join(surface for surface, _ in mentions)  # all of four letters
    return Document(
        "1",
        text,
        (Passage(0, 1, "title", 0, text),),
        tuple(
            Mention(
                number,
                number + 2,
                "Sign",
                ("Sign",),
                (Span(4 * number, 4 * number + 4),),
                surface,
                concept,
                (concept,),
            )
            for number, (surface, concept) in enumerate(mentions)
        ),
        (),
        (SourceFile("a", 0, 1, b""),),
    )


def test_a_malformed_identifier_is_not_inconsistent_as_well() -> None:
    for source in (
        "[Pain](Sign D01O146), [pain](Sign D010146)",
        "[pain](Sign D01O146), [Pain](Sign D010146)",
        "[Pain](Sign D010146), [pain](Sign D01O146)",
    ):
        assert [code for _, _, code in codes(source, "CID001", "CID003")] == ["CID003"]
        assert [code for _, _, code in codes(source, "CID001")] == ["CID001"]


def test_a_malformed_identifier_hides_no_other_disagreement() -> None:
    source = "[Pain](Sign D01O146), [ache](Sign D1), [ache](Sign D002)"
    settings_text = 'schema.mentions.Sign.namespaces = ["MESH", "house"]'
    assert codes(source, "CID001", "CID003", settings_text=settings_text) == [(1, 13, "CID001")]


def test_words_that_stand_elsewhere_are_not_compared() -> None:
    text = "1|t|Pain, ache, pain, ache\n1|a|\n1\t0\t4\tPain\tSign\tD010146\n"
    moved = "1\t6\t10\tpain\tSign\tX:1\n"
    same = "1\t12\t16\tpAIN\tSign\tX:1\n"
    for line, expected in ((moved, []), (same, ["CID001"])):
        found = lint(text + line, [registry().rules["CID001"]], format="pubtator")
        assert [each.code for each in found] == expected


def test_a_malformed_identifier_explains_the_argument_that_names_nothing() -> None:
    for concept, second, expected in (
        ("D0010146", "D010146", []),  # one slip
        ("D010146D002", "D010146", []),  # a part of it
        ("pain", "D010146", []),  # the only one
        ("D0010146", "D010146|D1", ["REL001"]),
        ("pain", "D010146|D1", ["REL001", "REL001"]),
    ):
        targets = second.split("|")
        relations = "".join(f"1\tCures\tD001241\t{target}\n" for target in targets)
        source = (
            "1|t|Aspirin for pain\n1|a|\n1\t0\t7\tAspirin\tDrug\tD001241\n"
            f"1\t12\t16\tpain\tSign\t{concept}\n{relations}"
        )
        rules = [registry().rules[code] for code in ("CID003", "REL001")]
        found = [each.code for each in lint(source, rules, format="pubtator")]
        assert found == ["CID003", *expected]


def test_two_identifiers_at_one_place_are_one_finding() -> None:
    source = "[[Pain](Sign D010146)](Sign D059350), [pain](Sign D010146)"
    assert codes(source, "CID001", "OVL004") == [(1, 1, "OVL004")]


@given(
    st.lists(st.tuples(st.sampled_from(["pain", "ache"]), st.sampled_from(["X:1", "X:2", "X:3"]))),
    st.randoms(use_true_random=False),
)
def test_one_finding_for_each_surface_form_whatever_the_order(
    mentions: list[tuple[str, str]], chance: object
) -> None:
    wanted = {
        surface
        for surface in ("pain", "ache")
        if len({concept for other, concept in mentions if other == surface}) > 1
    }
    chance.shuffle(mentions)  # type: ignore[attr-defined] # a random.Random
    found = list(InconsistentConceptId().check(document(mentions), Project()))
    assert sorted(each.record.text for each in found if isinstance(each.record, Mention)) == sorted(
        wanted
    )
    for each in found:
        assert isinstance(each.record, Mention)
        same = [concept for surface, concept in mentions if surface == each.record.text]
        counts = {concept: same.count(concept) for concept in same}
        usual = max(counts, key=lambda concept: counts[concept])  # the first of the most frequent
        assert each.record.index == min(
            number
            for number, (surface, concept) in enumerate(mentions)
            if surface == each.record.text and concept != usual
        )
        others = {related.record.index for related in each.related if related.record}
        reading = each.record.concept_field
        assert others == {
            number
            for number, (surface, concept) in enumerate(mentions)
            if surface == each.record.text and concept != reading
        }


def test_thousands_of_faults_take_no_time() -> None:
    sound = [("pain", f"D{number}") for number in range(100_000, 105_001)]
    wrong = document([("pain", f"D{number}x") for number in range(5000)] + sound)
    started = time.perf_counter()
    assert len(list(MalformedConceptId().check(wrong, Project()))) == 5000
    other = document([("pain", f"X:{number}") for number in range(5000)])
    assert len(list(InconsistentConceptId().check(other, Project()))) == 1
    assert time.perf_counter() - started < 2


def test_what_is_remembered_is_bounded() -> None:
    remembered = malformed_concept_id.WELL_FORMED
    for start in range(0, 200_000, 1000):
        many = document([("pain", str(start + number + 1)) for number in range(1000)])
        assert list(MalformedConceptId().check(many, Project())) == []
        assert len(remembered) <= malformed_concept_id.MOST_REMEMBERED + 1000
    assert list(MalformedConceptId().check(document([("pain", "D01014")]), Project())) != []


def test_ways_of_writing_one_identifier() -> None:
    for one, other in (
        ("MESH:D012640", "mesh:D012640"),
        ("CVCL:0062", "CVCL_0062"),
        ("CVCL:CVCL_0062", "Cellosaurus:0062"),
        ("RS#:662", "dbSNP:rs662"),
        ("RSID:662", "RS:662"),
        ("tmVar:p|SUB|L|55|M", "p|SUB|L|55|M"),
        ("HGVS:p.L55M", "p.L55M"),
        (" 7157(Tax:9606)", "7157"),
    ):
        assert key_of(one) == key_of(other)
    assert key_of("ACME:1") == ("acme", "1")
    assert key_of("heart_1") == ("", "heart_1")
    assert key_of("CVCL_062") == ("", "CVCL_062")
    assert key_of("MESH:D012640") != key_of("D012640")


def test_what_can_be_compared() -> None:
    def compared(*identifiers: str, across_species: bool = False) -> object:
        return comparable(identifiers, (), across_species=across_species, project=Project())

    assert compared("MESH:D1", "D2") == ("", frozenset({"D1", "D2"}))
    assert compared("7157(Tax:9606)", "22059(Tax:10090)") == (
        "10090 9606",
        frozenset({"7157", "22059"}),
    )
    for identifier in (
        "7157",
        "NCBIGene:7157",
        "UniProt:P04637",
        "P04637",
        "NM_000546.5",
        "HGNC:5",
    ):
        assert compared(identifier) is None
        assert compared(identifier, across_species=True) is not None
    for identifier in ("rs662", "p.L55M", "-", "", "NIL"):
        assert compared(identifier, across_species=True) is None
    assert compared() is None
    assert compared("D1", "rs662") is None
    assert compared("D1", "7157") is None
