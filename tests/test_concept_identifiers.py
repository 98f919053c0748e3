"""Which concept identifiers are well formed, and what is said of the others.

The well-formed ones are forms that published corpora and tools really write; a complaint about one
of them is a false alarm.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annolint_rules.concepts import _identifiers
from annolint_rules.concepts._identifiers import judge, namespace_of

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "extract_namespaces.py"
TABLE = Path(_identifiers.__file__).with_name("namespaces.json")

WELL_FORMED = (
    # bare
    "D002117",
    "C535662",
    "D000086382",
    "C000657245",
    "C0010674",
    "5594",
    "9606",
    "215600",
    "rs763780",
    "NM_007294.3",
    "NP_000537.3",
    "4q12",
    "Xp22.3",
    "11q13-q14",
    "*9606",
    "rs662",
    "CVCL_1452",
    "CVCL_TT54",
    "P04637",
    "P04637-2",
    "A0A023GPI8",
    "Q42",
    "ENSG00000141510",
    "ENSMUSG00000051951.5",
    "CHEMBL25",
    "DB00001",
    "FBgn0000017",
    "HMDB0000122",
    "MONDO_0005148",
    "1234(Tax:9606)",
    # with a prefix, in the spellings that people use
    "MESH:D002117",
    "MeSH:C535662",
    "mesh:D000086382",
    "msh:D002117",
    "OMIM:215600",
    "MIM:215600",
    "OMIM:PS214100",
    "OMIM:601728.0001",
    "UMLS:C0010674",
    "umls_cui:C0010674",
    "CUI:C0010674",
    "NCBIGene:5594",
    "ncbigene:5594",
    "EntrezGene:5594",
    "NCBI Gene:5594",
    "NCBIGene:5594(Tax:9606)",
    "NCBITaxon:65561",
    "taxonomy:9606",
    "NCBI Taxonomy:9606",
    "CHEBI:29036",
    "CVCL:0062",
    "CVCL:CVCL_0062",
    "Cellosaurus:CVCL_0062",
    "dbSNP:rs763780",
    "dbSNP:763780",
    "RSID:2234671",
    "RS:762551",
    "HP:0001250",
    "MONDO:0005148",
    "DOID:9352",
    "GO:0005634",
    "GO:GO:0005634",
    "CL:0002322",
    "UniProt:P04637",
    "UniProtKB:P04637-2",
    "HGNC:11998",
    "HGNC:HGNC:11998",
    "MGI:97490",
    "SNOMEDCT_US:73211009",
    "ICD10:E11.65",
    "EC:1.14.14.1",
    "miRBase:MIMAT0000062",
    "Wikidata:Q42",
    "Wikipedia:Barack Obama",
    "http://purl.obolibrary.org/obo/MONDO_0005148",
    # of the project itself
    "ACME:whatever-1",
    "Gene:BRCA1",
    "MESHX:anything",
    "HomeOMIM:115470",
    "MSEH:heart",
    "MXYH:D012640",
    "MEXXSH:D012640",
    # variants
    "c|SUB|G|Ex2+860|C",
    "c|SUB|G|1138|A,C",
    "c|SUB|G||A",
    "c|SUB|A|IVS8-2|G",
    "c|DEL|436_436+1|AG",
    "c|DEL|1314_1328|",
    "c|DEL||32",
    "c|DUP||CAG|",
    "c|DUP|1978|TATC|1-2",
    "c|INS|7916_7917|T",
    "c|INDEL|2153_2155|TCCTGGTTTA",
    "c|Allele|GG|IVS9+459",
    "g|DEL|99367_102002|",
    "m|SUB|A|3243|G",
    "|DEL|202_203|AG",
    "p|SUB|R|140|Q",
    "p|SUB|E|177|K|44",
    "p|FS|I|359|L|III",
    "p|FS|P|12815|T|37",
    "p|SUB|P|799|L;CorrespondingGene:59341;RS#:121912637;VariantGroup:1",
    "tmVar:p|SUB|H|1975|R;HGVS:p.H1975R;VariantGroup:1;CorrespondingGene:1956",
    "tmVar:p|SUB|Q|192|R;RS#:662;CorrespondingSpecies:9606;CA#:123411",
    "tmVar:rs642961;VariantGroup:0;RS#:642961",
    "tmVar:<150fs;VariantGroup:0;RS#:150f",
    "rs121913529;CorrespondingGene:3845",
    "RS#:662;HGVS:p.Q192R;CorrespondingGene:5444",
    "HGVS:p.H1975R;CorrespondingGene:1956",
    "HGVS:c.-3279C>A",
    "p.G593S",
    "c.35delG",
    "m.3243A>G",
    "NM_000546.5:c.215C>G",
    "NM_004006.2(DMD):c.93+1G>T",
    # no identifier at all, which is another rule's affair
    "",
    "-",
    "-1",
    "-111",
    "NIL",
    "CUI-less",
    # padding, which FMT010 reports
    " D015862",
    "OMIM:106210 ",
)


@pytest.mark.parametrize("identifier", WELL_FORMED)
def test_well_formed(identifier: str) -> None:
    assert judge(identifier) is None


MESH_SHAPE = "what follows the prefix is not MeSH: C or D, then 6 or 9 digits"
BARE = f"no prefix, and no identifier of {_identifiers.BARE_NAMES}"
NOT_A_GENE = "what follows the prefix is not NCBI Gene: digits without a leading zero"
IS_MESH = "; MESH:D012640 is probably meant"

MALFORMED = (
    # a slip in the identifier
    ("MESH:D0126a40", MESH_SHAPE),
    ("MESH:D01264", MESH_SHAPE),
    ("MESH:D0126400", MESH_SHAPE),
    ("MESH:012640", MESH_SHAPE),
    ("MESH:DO12640", MESH_SHAPE + IS_MESH),
    ("MESH:D01264O", MESH_SHAPE + IS_MESH),
    ("MESH:D0l2640", MESH_SHAPE + IS_MESH),
    ("MESH:d012640", MESH_SHAPE + IS_MESH),
    ("MESH:D012 640", MESH_SHAPE + IS_MESH),
    ("MESH::D012640", MESH_SHAPE + IS_MESH),
    ("MESH:D012640.", MESH_SHAPE),
    ("MESH:D012640|MESH:D012641", MESH_SHAPE),
    ("MESH:٠١٢", MESH_SHAPE),
    ("D0126a40", BARE),
    ("D01264", BARE),
    ("D0126400", BARE),
    ("DD012640", BARE),
    ("DO12640", BARE + "; D012640 is probably meant"),
    ("D01264O", BARE + "; D012640 is probably meant"),
    ("d012640", BARE + "; D012640 is probably meant"),
    ("D0126 40", BARE + "; D012640 is probably meant"),
    ("c0010674", BARE + "; C0010674 is probably meant"),
    ("C00106745", BARE),
    ("l2O34", BARE + "; 12034 is probably meant"),
    ("012345", BARE),
    ("0", BARE),
    ("-5", BARE),
    ("5594.0", BARE),
    ("1234(Tax:9606", BARE),
    ("(Tax:9606)", BARE),
    ("CVCL_062", BARE),
    ("CVLC_0062", BARE),
    ("seizures", BARE),
    ("TF2B", BARE),
    ("UNKNOWN1", BARE),
    ("MESH", BARE),
    # a slip in the prefix, or beside it
    ("MSEH:D012640", "the prefix 'MSEH' is unknown" + IS_MESH),
    ("MESHH:D012640", "the prefix 'MESHH' is unknown" + IS_MESH),
    ("MES:D012640", "the prefix 'MES' is unknown" + IS_MESH),
    ("MEZH:D012640", "the prefix 'MEZH' is unknown" + IS_MESH),
    ("OMMI:215600", "the prefix 'OMMI' is unknown; OMIM:215600 is probably meant"),
    # A namespace so obscure that it has no pattern proves nothing.
    ("OIM:215600", "the prefix 'OIM' is unknown; OMIM:215600 is probably meant"),
    ("C535918OMIM:115470", "C535918 and OMIM:115470 run together"),
    ("CHEBl:29036", "the prefix 'CHEBl' is unknown; CHEBI:29036 is probably meant"),
    ("MESH;D012640", BARE + IS_MESH),
    ("MESH D012640", BARE + IS_MESH),
    ("MESHD012640", BARE + IS_MESH),
    ("CHEBI29036", BARE + "; CHEBI:29036 is probably meant"),
    ("MESH:", "nothing follows the prefix"),
    ("ACME:", "nothing follows the prefix"),
    ("MESH: D012640", "a blank beside the colon" + IS_MESH),
    ("ACME :1", "a blank beside the colon; ACME:1 is probably meant"),
    ("MESH :D012640", "a blank beside the colon" + IS_MESH),
    # other namespaces
    ("OMIM:21560", "what follows the prefix is not OMIM: 6 digits, the first from 1 to 6"),
    (
        "OMIM:21560O",
        (
            "what follows the prefix is not OMIM: 6 digits, the first from 1 to 6; OMIM:215600 is "
            "probably meant"
        ),
    ),
    ("UMLS:C001067", "what follows the prefix is not UMLS: C, then 7 digits"),
    ("CVCL:062", "what follows the prefix is not Cellosaurus: 4 capitals or digits"),
    ("CVCL:CVCL_062", "what follows the prefix is not Cellosaurus: 4 capitals or digits"),
    ("NCBIGene:BRCA1", NOT_A_GENE),
    ("NCBI Gene:BRCA1", NOT_A_GENE),
    ("NCBI_Gene:BRCA1", NOT_A_GENE),
    ("Entrez gene:BRCA1", NOT_A_GENE),
    ("NCBITaxon:x", "what follows the prefix is not NCBI Taxonomy: digits without a leading zero"),
    ("CUI:C001067", "what follows the prefix is not UMLS: C, then 7 digits"),
    ("RSID:x1", "what follows the prefix is not dbSNP: rs, then digits"),
    ("GO:005634", "what follows the prefix is not GO: 7 digits"),
    ("CHEBI:x", "what follows the prefix is not CHEBI: digits"),
    ("DrugBank:DB1", r"what follows the prefix is not drugbank: the pattern DB\d{5}"),
    ("MESH:MESH:D012640", MESH_SHAPE),
    # variants
    ("c|SUP|G|1138|A", BARE),
    ("x|SUB|G|1138|A", BARE),
    ("c|SUB", BARE),
    ("c|SUB|G|1|A|2|3", BARE),
    ("c|SUB|G|11 38|A", BARE),
    ("p|SUB|P|799|L;CorespondingGene:59341", BARE),
    ("foo;CorrespondingGene:59341", BARE),
    ("p|SUB|P|799|L;RS#:", BARE),
    ("p|SUB|P|799|L;RS#", BARE),
)


@pytest.mark.parametrize(("identifier", "reason"), MALFORMED)
def test_malformed(identifier: str, reason: str) -> None:
    assert judge(identifier) == reason


LOCAL_IDENTIFIERS = {
    "MESH": "D012640",
    "OMIM": "215600",
    "UMLS": "C0010674",
    "NCBIGene": "5594",
    "EntrezGene": "5594",
    "NCBITaxon": "9606",
    "Taxonomy": "9606",
    "CHEBI": "29036",
    "CVCL": "0062",
    "Cellosaurus": "0062",
    "dbSNP": "rs763780",
    "UniProt": "P04637",
    "UniProtKB": "P04637",
    "HGNC": "11998",
    "MONDO": "0005148",
    "DOID": "9352",
    "Ensembl": "ENSG00000141510",
    "SNOMEDCT": "73211009",
    "DrugBank": "DB00001",
    "CHEMBL": "CHEMBL25",
    "Wikidata": "Q42",
}


@pytest.mark.parametrize("prefix", _identifiers.CORPUS_PREFIXES)
def test_misspelt_prefixes_are_recognised(prefix: str) -> None:
    local = LOCAL_IDENTIFIERS[prefix]
    swapped = prefix[1] + prefix[0] + prefix[2:]
    reason = f"the prefix {swapped!r} is unknown; {prefix}:{local} is probably meant"
    assert judge(f"{prefix}:{local}") is None
    assert judge(f"{swapped}:{local}") == reason


@pytest.mark.parametrize(
    ("identifier", "namespaces", "reason"),
    [
        ("D012640", ("MESH",), None),
        ("215600", ("MESH", "OMIM"), None),
        ("CVCL_0062", ("Cellosaurus",), None),
        (
            "CVCL_0062",
            ("MESH",),
            None,
        ),  # has a prefix, so whether it may be here is CID006's affair
        ("MESH:D012640", ("UMLS",), None),
        ("p.H1975R", ("dbSNP",), None),
        ("PF00001", ("pfam",), None),
        ("heart", ("house",), None),
        ("heart", ("MESH", "house"), None),
        ("MSEH:D012640", ("mseh",), None),
        ("anything", ("HGVS",), None),
        # Well formed, and of another namespace: CID006.
        ("D012640", ("NCBIGene",), None),
        ("D012640", ("UMLS",), None),
        ("rs763780", ("NCBIGene", "UMLS"), None),
        ("P04637", ("MESH",), None),
        ("CHEMBL25", ("MESH",), None),
        ("7157", ("MESH",), None),
        ("7157", ("MESH", "OMIM"), None),
        ("7157(Tax:9606)", ("MESH", "OMIM"), None),
        ("7157", ("dbSNP",), None),
        # A digit too many or too few.
        ("7157", ("OMIM",), "no prefix, and not OMIM: 6 digits, the first from 1 to 6"),
        ("C0010674", ("MESH",), "no prefix, and not MeSH: C or D, then 6 or 9 digits"),
        ("C010674", ("UMLS",), "no prefix, and not UMLS: C, then 7 digits"),
        ("C010674", ("OMIM",), None),
        ("07157", ("MESH",), "no prefix, and not MeSH: C or D, then 6 or 9 digits"),
        ("4q12", ("MESH",), "no prefix, and not MeSH: C or D, then 6 or 9 digits"),
        (
            "heart",
            ("MESH", "OMIM"),
            (
                "no prefix, and not MeSH: C or D, then 6 or 9 digits or OMIM: 6 digits, the first "
                "from 1 to 6"
            ),
        ),
        (
            "d012640",
            ("OMIM", "MESH"),
            (
                "no prefix, and not OMIM: 6 digits, the first from 1 to 6 or MeSH: C or D, then 6 "
                "or 9 digits; D012640 is probably meant"
            ),
        ),
        ("D01264", ("MESH",), "no prefix, and not MeSH: C or D, then 6 or 9 digits"),
    ],
)
def test_schema(identifier: str, namespaces: tuple[str, ...], reason: str | None) -> None:
    assert judge(identifier, namespaces) == reason


def test_long_identifiers_are_judged_by_our_own_patterns_alone() -> None:
    longest = json.loads(TABLE.read_bytes())["longest"]
    assert judge("GO:" + "x" * longest) is not None
    assert judge("GO:" + "x" * (longest + 1)) is None
    assert judge("MESH:" + "x" * (longest + 1)) == MESH_SHAPE


@pytest.mark.parametrize(
    "hostile",
    [
        "1" * 200_000 + "!",
        "MESH:" + "D" * 200_000,
        "a" * 200_000 + ":" + "1" * 200_000,
        "(Tax:1" * 50_000,
        "c|" * 100_000,
        "p.;" * 100_000,
        "CVCL_" * 50_000,
        "A0" * 100_000,
        "loinc:" + "1" * 99,
    ],
    ids=lambda hostile: hostile[:12],
)
def test_hostile_input_takes_no_time(hostile: str) -> None:
    started = time.perf_counter()
    judge(hostile)
    assert time.perf_counter() - started < 1


def test_patterns_of_the_table_compile_and_are_fast_on_hostile_input() -> None:
    table = json.loads(TABLE.read_bytes())
    namespaces = table["namespaces"]
    assert len(namespaces) > 2000
    for prefix, namespace in namespaces.items():
        pattern = re.compile(namespace.get("pattern", ""), re.ASCII)
        started = time.perf_counter()
        for unit in ("1", "a", "A1", "a-", "1.", "/", "_"):
            pattern.fullmatch((unit * table["longest"])[: table["longest"] - 1] + "!")
        assert time.perf_counter() - started < 1, prefix


def test_namespaces_are_found_in_any_case_and_spelling() -> None:
    assert namespace_of("MeSH") is namespace_of("mesh") is namespace_of("MSH")
    assert namespace_of(" NCBI  gene") is namespace_of("NCBIGene")
    assert namespace_of("CVCL") is namespace_of("cellosaurus")
    assert namespace_of("no such thing") is None


def test_table_is_fresh() -> None:
    """In a process of its own: importing bioregistry takes 96 MB and warns of its own affairs."""
    pytest.importorskip("bioregistry")
    run = subprocess.run(
        [sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_stale_table_is_reported_with_the_command_that_repairs_it(tmp_path: Path) -> None:
    pytest.importorskip("bioregistry")
    stale = tmp_path / "namespaces.json"
    code = (
        "import runpy, sys, pathlib; module = runpy.run_path(sys.argv[1]);"
        "module['main'].__globals__.update(ROOT=pathlib.Path(sys.argv[2]),"
        "TABLE=pathlib.Path(sys.argv[2], 'namespaces.json')); sys.argv[1:] = ['--check'];"
        "sys.exit(module['main']())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, SCRIPT, tmp_path], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stderr == (
        "namespaces.json is out of date; repair it with: python scripts/extract_namespaces.py\n"
    )
    assert not stale.exists()
