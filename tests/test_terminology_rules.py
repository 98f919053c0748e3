"""What rules make of terminologies: how identifiers are looked up, and a slip is one finding."""

import pytest

from annolint import Finding, Project, Term, Terminology
from annolint.testing import documents, lint
from annolint_rules.concepts._identity import comparable
from annolint_rules.concepts._terms import doubts, read, species_of
from annolint_rules.concepts.inconsistent_concept_id import InconsistentConceptId
from annolint_rules.concepts.malformed_concept_id import MalformedConceptId
from annolint_rules.concepts.obsolete_concept_id import ObsoleteConceptId
from annolint_rules.concepts.unknown_concept_id import UnknownConceptId
from annolint_rules.relations.relation_without_mention import RelationWithoutMention

TOGETHER = (
    InconsistentConceptId,
    MalformedConceptId,
    ObsoleteConceptId,
    UnknownConceptId,
    RelationWithoutMention,
)


class Known:
    """A terminology in memory."""

    def __init__(self, file: str, *identifiers: str, **terms: Term) -> None:
        self.file = file
        self.asked = 0
        self._terms = dict.fromkeys(identifiers, Term()) | terms

    def term(self, identifier: str) -> Term | None:
        self.asked += 1
        return self._terms.get(identifier)

    def named(self, name: str) -> tuple[str, ...]:
        return tuple(key for key, term in self._terms.items() if name and term.name == name)


def project(**terminologies: Known) -> Project:
    known: dict[str, Terminology] = dict(terminologies)
    return Project(terminologies=known)


def verdict(about: Project, identifier: str, *namespaces: str) -> bool | None:
    """Return whether an identifier is known, None where nothing can be said."""
    reading = read(about, identifier, namespaces)
    if reading is None:
        return None
    if reading.find(reading.local) is not None:
        return True
    return False if reading.settled else None


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("MESH:D012640", True),
        ("mesh:D012640", True),
        ("MSH:D012640", True),
        (" MeSH:D012640 ", True),
        ("D012640", True),
        ("D012641", False),
        ("MESH:D012641", False),
        ("C012640", False),
        ("UMLS:C0012640", None),
        ("C0012640", None),
        ("OMIM:100100", None),
        ("100100", None),
        ("pain", None),
        ("nobody:D012640", None),
        ("", None),
        ("-", None),
        ("-1", None),
        ("NIL", None),
        ("c|SUB|G|1138|A", None),
        ("tmVar:p|SUB|H|1975|R;HGVS:p.H1975R;CorrespondingGene:1", None),
        ("p.H1975R", None),
        ("RS#:662", None),
    ],
)
def test_mesh(identifier: str, expected: bool | None) -> None:
    assert verdict(project(MESH=Known("m", "D012640")), identifier) is expected


@pytest.mark.parametrize(
    ("namespace", "stored", "identifier", "expected"),
    [
        ("Cellosaurus", "CVCL_0062", "CVCL_0062", True),
        ("Cellosaurus", "CVCL_0062", "CVCL:CVCL_0062", True),
        ("Cellosaurus", "CVCL_0062", "Cellosaurus:CVCL_0062", True),
        ("CVCL", "CVCL_0062", "CVCL:0062", True),
        ("CVCL", "0062", "CVCL_0062", True),
        ("CVCL", "0062", "CVCL_0063", False),
        ("MONDO", "0005148", "MONDO_0005148", True),
        ("MONDO", "0005148", "MONDO:0005148", True),
        ("HGNC", "5", "HGNC:HGNC:5", True),
        ("HGNC", "HGNC:5", "HGNC:5", True),
        ("NCBIGene", "1234", "EntrezGene:1234", True),
        ("EntrezGene", "1234", "NCBIGene:1234(Tax:9606)", True),
        ("NCBIGene", "1234", "NCBIGene:1235(Tax:9606)", False),
        ("NCBIGene", "1234", "1234", True),
        ("NCBIGene", "1234", "1235", None),
        ("dbSNP", "rs662", "rs662", True),
        ("dbSNP", "662", "rs662", True),
        ("dbSNP", "rs662", "dbSNP:662", True),
        ("dbSNP", "rs662", "rs663", False),
        ("Ensembl", "ENSG00000139618", "ENSG00000139618", True),
        ("Ensembl", "ENSG00000139618", "ENSG00000139618.15", True),
        ("Ensembl", "ENSG00000139618", "ENSG00000139619.15", False),
        ("RefSeq", "NM_000546", "NM_000546.6", True),
        ("UMLS", "C0012640", "C0012640", True),
        ("UMLS", "C0012640", "C0012641", False),
        ("UniProt", "P04637", "P04637-2", True),
        ("UniProt", "P04637", "UniProtKB:P04638", False),
        ("Wikidata", "Q18216", "Q18216", True),
        ("Wikidata", "Q18216", "Q1821", False),
        # Also an accession of UniProt, for all we know.
        ("Wikidata", "Q18216", "Q18217", None),
        ("house", "pain-1", "house:pain-1", True),
        ("House", "pain-1", "HOUSE:pain-2", False),
        ("house", "pain-1", "pain-1", None),
    ],
)
def test_spellings(namespace: str, stored: str, identifier: str, expected: bool | None) -> None:
    assert verdict(project(**{namespace: Known("k", stored)}), identifier) is expected


@pytest.mark.parametrize(
    ("namespaces", "identifier", "expected"),
    [
        (("NCBIGene",), "1234", True),
        (("EntrezGene",), "1235", False),
        (("NCBIGene",), "rs1", None),
        (("MESH", "NCBIGene"), "1235", False),
        (("MESH", "NCBIGene"), "D012640", True),
        (("OMIM",), "100100", None),
        # It may be one of OMIM, which has no terminology.
        (("NCBIGene", "OMIM"), "100100", None),
        (("NCBIGene", "OMIM"), "1235", False),
        # The registry's pattern of Ensembl fits whatever has letters and digits.
        (("NCBIGene", "Ensembl"), "1235", False),
        (("house",), "pain-1", None),
        (("MESH", "ward"), "D012641", False),
        (("ward",), "ache-1", True),
        (("ward",), "ache-2", False),
        # What stands for no concept, and variants, are never looked up.
        (("ward",), "Nil", None),
        (("ward",), "c|SUB|G|1138|A", None),
        (("ward",), "p.H1975R", None),
    ],
)
def test_the_schema_says_what_is_bare(
    namespaces: tuple[str, ...], identifier: str, expected: bool | None
) -> None:
    known = project(
        MESH=Known("m", "D012640"), NCBIGene=Known("g", "1234"), Ward=Known("w", "ache-1")
    )
    assert verdict(known, identifier, *namespaces) is expected


def test_several_terminologies_of_one_namespace() -> None:
    both = project(NCBIGene=Known("a", "1"), EntrezGene=Known("b", "2"))
    assert verdict(both, "NCBIGene:1") is verdict(both, "NCBIGene:2") is True
    assert verdict(both, "NCBIGene:3") is False
    (doubt,) = doubts(documents("[TP53](Gene NCBIGene:3)")[0], both)
    assert doubt.files == "a or b"


def test_what_is_current_anywhere_is_not_obsolete() -> None:
    old, new = Known("a", **{"1": Term(obsolete=True)}), Known("b", "1")
    for known in (project(NCBIGene=old, Entrez=new), project(NCBIGene=new, Entrez=old)):
        assert doubts(documents("[TP53](Gene NCBIGene:1)")[0], known) == ()


def test_what_is_well_is_looked_up_once() -> None:
    mesh = Known("m", "D012640")
    about = project(MESH=mesh)
    document = documents("[Fits](Sign D012640) [fits](Sign D012640) [fits](Sign -)")[0]
    assert [doubts(document, about) for _ in range(3)] == [(), (), ()]
    assert mesh.asked == 1
    assert doubts(document, project(MESH=Known("m"))) != ()
    assert doubts(document, about) == ()


def test_the_memory_of_what_is_well_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annolint_rules.concepts._terms._MOST_SETTLED", 1)
    mesh = Known("m", "D012640", "D012641")
    about = project(MESH=mesh)
    document = documents("[Fits](Sign D012640) [fits](Sign D012641)")[0]
    assert doubts(document, about) == doubts(document, about) == ()
    assert mesh.asked == 4


def found(source: str, **files: str) -> list[str]:
    """Lint with the rules that look at the same things; return line, column, code, message."""
    settings = "".join(f"terminologies.{name} = '{name}.tsv'\n" for name in files)
    findings = lint(
        source,
        TOGETHER,
        format="pubtator" if "\t" in source else "inline",
        settings_text=settings,
        files={f"{name}.tsv": text for name, text in files.items()},
    )
    return [shown(each) for each in findings]


def shown(finding: Finding) -> str:
    return f"{finding.line}:{finding.column} {finding.code} {finding.message}"


MESH = "D012640\tSeizures\nD001241\tAspirin\nD003110\tColonic Neoplasms\nD009101\nD009102\n"
FITS = "concept identifier 'D012641' is not in MESH.tsv: 'D012640' ('Seizures') is probably meant"


def test_a_slip_is_one_finding() -> None:
    # The surface has the right identifier elsewhere, and a relation names the right one.
    assert found(
        "[fits](Sign D012641), [fits](Sign D012640), [aspirin](Drug D001241)\n{Is D012640 D001241}",
        MESH=MESH,
    ) == [f"1:1 CID007 {FITS}"]
    assert found(
        "[Fits](Sign D012641) of [aspirin](Drug D001241)\n{Is D012640 D001241}", MESH=MESH
    ) == [f"1:1 CID007 {FITS}"]
    # In a relation it is no mention's.
    assert found(
        "[Fits](Sign D012640) of [aspirin](Drug D001241)\n{Is D012641 D001241}", MESH=MESH
    ) == ["2:1 REL001 argument 1 'D012641' names no mention: 'D012640' is probably meant"]
    # In both.
    assert found(
        "[Fits](Sign D012641) of [aspirin](Drug D001241)\n{Is D012641 D001241}", MESH=MESH
    ) == [f"1:1 CID007 {FITS}"]
    assert found("[Fits](Sign D01264)", MESH=MESH)[0].startswith("1:1 CID003 ")
    assert len(found("[Fits](Sign MESH:D01264)", MESH=MESH)) == 1


def test_an_obsolete_identifier_is_one_finding() -> None:
    # The surface has the current identifier elsewhere; relations name it, and another that nobody
    # has, so that it is not the only one.
    old = "id\tname\treplaced-by\nD012640\tSeizures\nD001241\tAspirin\nD777777\tFits\tD012640\n"
    obsolete = "concept identifier 'D777777' is obsolete, replaced by 'D012640' ('Seizures')"
    assert found(
        "[fits](Sign D777777), [fits](Sign D012640), [aspirin](Drug D001241)", MESH=old
    ) == [f"1:1 CID008 {obsolete}"]
    for prefix in ("", "MESH:"):
        assert found(
            f"[fits](Sign D777777), [aspirin](Drug D001241)\n{{Is {prefix}D012640 D001241}}\n"
            "{Is D001241 C535516}",
            MESH=old,
        ) == [
            f"1:1 CID008 {obsolete}",
            "3:1 REL001 argument 2 'C535516' names no mention: correct it, or annotate the mention",
        ]


def test_the_place_is_that_of_the_identifier() -> None:
    source = "1|t|Fits, fits\n1|a|\n" + "".join(
        f"1\t{place}\tSign\tD012640|D012641\n" for place in ("0\t4\tFits", "6\t10\tfits")
    )
    message = FITS.replace(" is", " (and in 1 more mention) is", 1)
    assert found(source, MESH=MESH) == [f"3:25 CID007 {message}"]


def meant(source: str, **files: str) -> str:
    (message,) = (each for each in found(source, **files) if " CID007 " in each)
    return message.partition(": ")[2]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # A name, before what is one slip away.
        ("[aspirin](Drug D012641)", "'D001241' ('Aspirin') is probably meant"),
        ("[Aspirin](Drug MeSH:D999999)", "'MeSH:D001241' ('Aspirin') is probably meant"),
        # What the document has, before what the terminology has.
        ("[a](Sign D009103), [b](Sign D009102)", "'D009102' is probably meant"),
        ("[a](Sign D009103), [b](Sign MESH:D009102)", "'D009102' is probably meant"),
        # Neighbours swapped, before other slips.
        ("[a](Sign D001214)", "'D001241' ('Aspirin') is probably meant"),
        ("[a](Sign D090102)", "'D009102' is probably meant"),
        # One digit exchanged; two that it may be; nothing near.
        ("[a](Sign D003119)", "'D003110' ('Colonic Neoplasms') is probably meant"),
        ("[a](Sign D009103)", "correct it, or get a newer terminology"),
        ("[a](Sign D777777)", "correct it, or get a newer terminology"),
        ("[a](Sign C003110)", "'D003110' ('Colonic Neoplasms') is probably meant"),
    ],
)
def test_what_is_meant(source: str, expected: str) -> None:
    assert meant(source, MESH=MESH) == expected


def test_what_is_meant_in_other_namespaces() -> None:
    assert meant("[a](Cell CVCL_0026)", CVCL="CVCL_0062\n") == "'CVCL_0062' is probably meant"
    assert meant("[a](Cell CVCL_0026)", CVCL="CVCL:0062\n") == "'CVCL_0062' is probably meant"
    assert meant("[a](Cell CVCL:0026)", CVCL="CVCL_0062\n") == "'CVCL:0062' is probably meant"
    assert (
        meant("[a](Cell CVCL:ABCD)", CVCL="CVCL_0062\ta\n") == "'CVCL:0062' ('a') is probably meant"
    )
    gene = meant("1|t|a\n1|a|\n1\t0\t1\ta\tGene\tNCBIGene:71577(Tax:9606)\n", NCBIGene="7157\n")
    assert gene == "'NCBIGene:7157(Tax:9606)' is probably meant"
    assert meant("[a](Gene NCBIGene:757)", NCBIGene="7157\n") == "'NCBIGene:7157' is probably meant"
    assert meant("[a](Gene NCBIGene:71257)", NCBIGene="7157\n").startswith("'NCBIGene:7157'")
    assert meant("[a](Gene NCBIGene:715)", NCBIGene="7157\n") == "'NCBIGene:7157' is probably meant"
    assert meant("[a](X house:Pain)", house="pain\n") == "'house:pain' is probably meant"
    assert meant("[a](X house:pain)", house="PAIN\n") == "'house:PAIN' is probably meant"
    assert meant("[a](X house:p-1)", house="p+1\nq-1\n") == "'house:q-1' is probably meant"
    assert meant("[a](X house:P-1)", house="Q-1\n") == "'house:Q-1' is probably meant"
    assert meant("[a](X house:p-1)", house="pX1\npXX1\n").startswith("correct it")
    long = "1" * 23
    assert meant(f"[a](X house:{long}1)", house=f"{long}2\n").endswith("is probably meant")
    assert meant(f"[a](X house:{long}11)", house=f"{long}12\n").startswith("correct it")


def test_what_is_obsolete_is_not_meant() -> None:
    terms = "id\tname\treplaced-by\nD012640\tFits\t-\n"
    assert meant("[fits](Sign D012641)", MESH=terms).startswith("correct it")
    assert meant("[a](Sign D012641), [b](Sign D012640)", MESH=terms).startswith("correct it")
    assert meant("[a](Sign D012604)", MESH=terms).startswith("correct it")


def test_the_name_of_a_component_is_its_own() -> None:
    start = "1|t|Fits and aspirin\n1|a|\n1\t0\t16\tFits and aspirin\tSign\tD012640|D999999"
    assert meant(f"{start}\tFits|Aspirin\n", MESH=MESH) == "'D001241' ('Aspirin') is probably meant"
    assert meant(f"{start}\n", MESH=MESH).startswith("correct it")
    named = "D012640\nD001241\tFits and aspirin\n"
    assert meant(f"{start}\n", MESH=named).startswith("correct it")


def test_two_of_one_name_are_no_answer() -> None:
    assert meant("[ache](Sign D777777)", MESH="D1\tAche\nD2\tAche\n").startswith("correct it")


def test_what_may_be_right_instead() -> None:
    mesh = Known("m", "D2", D1=Term(obsolete=True, consider=("D2", "MONDO:3")))
    document = documents("[Ache](Sign MESH:D1), [ache](Sign MESH:D1), [ache](Sign MESH:D1)")[0]
    (diagnostic,) = ObsoleteConceptId().check(document, project(MESH=mesh))
    assert diagnostic.message == (
        "concept identifier 'MESH:D1' (and in 2 more mentions) is obsolete: 'MESH:D2' or "
        "'MONDO:3' may be right instead, decide which is"
    )
    assert [each.record for each in diagnostic.related] == list(document.mentions[1:])
    assert {(each.message, each.field) for each in diagnostic.related} == {("here too", "concept")}


def test_related_and_covered() -> None:
    document = documents(
        "[Ache](Sign D000001), [ache](Sign D000002), [ouch](Sign D000001), [ow](Sign D000003)\n"
        "{Is D000011 D000002}\n{Is D000002 D000003}"
    )[0]
    (diagnostic,) = UnknownConceptId().check(
        document, project(MESH=Known("m", "D000002", "D000003"))
    )
    ache, same_words, same_identifier, _ = document.mentions
    assert diagnostic.record is ache
    assert [(each.record, each.message, each.field) for each in diagnostic.related] == [
        (same_identifier, "here too", "concept")
    ]
    assert {id(each) for each in diagnostic.covers} == {
        id(each) for each in (ache, same_words, same_identifier, document.relations[0])
    }


def test_species() -> None:
    genes = Known("g", **{"1": Term(species="9606"), "2": Term()})
    about = project(NCBIGene=genes)
    assert species_of(about, "1", ()) == "9606"
    assert species_of(about, "NCBIGene:1", ()) == "9606"
    assert species_of(about, "1", ("NCBIGene",)) == "9606"
    assert species_of(about, "1", ("NCBITaxon",)) == ""
    assert species_of(about, "2", ()) == species_of(about, "3", ()) == ""
    assert species_of(about, "rs1", ()) == ""


def test_genes_of_one_species_are_compared() -> None:
    genes = Known("g", **{"1": Term(species="9606"), "2": Term(species="9606"), "3": Term()})
    about = project(NCBIGene=genes)

    def compared(*identifiers: str) -> tuple[str, frozenset[str]] | None:
        return comparable(identifiers, (), across_species=False, project=about)

    assert compared("1") == compared("NCBIGene:1") == ("9606", frozenset({"1"}))
    assert compared("4(Tax:9606)") == ("9606", frozenset({"4"}))
    assert compared("1", "2") == ("9606", frozenset({"1", "2"}))
    assert compared("1", "5(Tax:10090)") == ("10090 9606", frozenset({"1", "5"}))
    assert compared("3") is compared("4") is None
    assert comparable(("1",), (), across_species=False, project=Project()) is None
