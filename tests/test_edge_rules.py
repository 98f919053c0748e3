"""What SPN007, SPN008 and SPN009 take for a slip at the edge of a mention, and what they do not."""

import pytest

from annolint import Rule
from annolint.testing import documents, lint, registry
from annolint_rules.spans._edges import crossed

RULES = registry().rules
EDGES = [RULES["SPN007"], RULES["SPN008"], RULES["SPN009"]]


def found(text: str, *rules: type[Rule]) -> list[str]:
    return [f"{each.code} {each.mention}" for each in lint(text, rules or EDGES)]


LETTERS_CUT = [
    "Take a[spirin](Drug)",
    "Take [aspiri](Drug)n",
    "Take [aspirin d](Drug)aily",
    "Tak[e aspirin](Drug) daily",
    "Aspirin: [A](Drug)spirin",
    # Inside a word with a capital, and inside one of capitals.
    "In A[spergillus](Species)",
    "In [NSAI](Drug)D",
    "In N[SAID](Drug)",
    "A [mA](Drug)b",
    "On [IL-1](Gene)0",
    "On [IL10](Gene)5",
    # The plural of nothing.
    "With [sepsi](Sign)s",
    "With [lupu](Sign)s",
    "With [antibodie](Sign)s",
    "With [abces](Sign)s",
    "With [diabete](Sign)s",
    "With [syndrom](Sign)es",
    "With [ga](Sign)s",
    "With [TUMOR](Sign)S",
    "With [tumor](Sign)ing",
    # Prefixes that are none, or too short to be told from a slip.
    "With de[pression](Sign)",
    "With di[abetes](Sign)",
    "With pre[gnancy](Sign)",
    "With anti[bi](Sign)",
    "With hype[rtension](Sign)",
    "With coc[aine](Sign)",
    "With neuro[sis](Sign)",
    "With hypo[tensi](Sign)on",
    # Parts that are too short.
    "With [buty](Sign)ricine",
    "With [ph](Sign)enylene",
    # Other scripts with blanks, a letter with a mark.
    "In [\u03b1\u03c3\u03b8](Sign)\u03bc\u03b1",
    "In [\u1f00\u03c3\u03b8](Sign)\u03bc\u1fb6",
    "In [\u1eb6ng](Place)h\u1ef9",
    "In [\u0431\u043e\u043b](Sign)\u044c",
    "In \u0431[\u043e\u043b\u044c](Sign)",
    "In [cafe](Place)\u0301",
    "In [cafe\u0301t](Place)eria",
    "In [H\u00f6h](Place)le",
]


@pytest.mark.parametrize("text", LETTERS_CUT)
def test_edges_inside_words(text: str) -> None:
    surface = text[text.index("[") + 1 : text.index("]")]
    assert found(text) == [f"SPN007 {surface}"]


NOT_CUT = [
    "Take [aspirin](Drug) daily",
    "[Aspirin](Drug)",
    "[aspirin](Drug)-[induced](Sign)",
    "[aspirin](Drug)'s effect",
    "[aspirin](Drug)_x",
    "[aspirin](Drug)/paracetamol",
    # Digits and changes of case.
    "In [p53](Gene)wt and wt[P53](Gene)",
    "In [Ca](Ion)2+ and [HER](Gene)2",
    "In 5[HT](Drug)",
    "In m[TOR](Gene) and [si](Gene)RNA",
    "In acid[A](Gene) and [acid](Gene)A",
    "In [BCR](Gene)produced cells and [GPCR](Gene)s",
    # Other scripts, and where two meet.
    "In [TNF](Gene)\u03b1 and \u03b2[globin](Gene)",
    "In [\u6771\u4eac](Place)\u90fd",
    "In [\uc11c\uc6b8](Place)\uc5d0\uc11c",
    "In \u05d1[\u05d9\u05e8\u05d5\u05e9\u05dc\u05d9\u05dd](Place)",
    "In [\u0e44\u0e17\u0e22](Place)\u0e41\u0e25\u0e30",
    # Plurals.
    "Some [tumor](Sign)s, [kidney](Organ)s and [calorie](Unit) [seizure](Sign)s",
    "Some [virus](Species)es, [abscess](Sign)es, [box](Thing)es, [quartz](Thing)es",
    "Some [patch](Sign)es, [rash](Sign)es, [embryo](Sign)es",
    # Prefixes, combining forms, radicals.
    "Is anti[viral](Sign), Non[toxic](Sign) and super[gas](Thing)",
    "Is cardio[toxic](Sign), [cardio](Organ)toxic",
    "Is [methyl](Chemical)transferase",
    "Is di[methyl](Chemical)amine and Tri[fluoroacetate](Chemical), de[oxygenated](Chemical)",
    "Is bis[acetate](Chemical) and tris[thiol](Chemical), [under](Sign)\u2014[ante](Sign)",
    "Is auto[gene](Sign), [cyto](Sign)gene, ante[room](Sign), under[age](Sign)",
    # A word of the document, an abbreviation in it.
    "Is bi[polar](Sign) or polar, [Toxic](Sign)ity or toxic",
    "Is [AR](Gene)KO or AR",
]


@pytest.mark.parametrize("text", NOT_CUT)
def test_edges_that_may_be_meant(text: str) -> None:
    assert found(text) == []


def test_a_part_must_be_a_word_of_its_own_and_no_short_one() -> None:
    assert found("Is [depres](Sign)sed, depressed, xdepres") == ["SPN007 depres"]
    assert found("Is p[ain](Sign), ain") == ["SPN007 ain"]
    assert found("Is c[old](Sign), old") == ["SPN007 old"]
    assert found("Is [AR](Gene)KO or ar") == ["SPN007 AR"]
    assert found("Is [AR](Gene)K or AR") == ["SPN007 AR"]
    assert found("Is [ARKO](Gene)S or ARKO") == []


def test_where_the_whole_word_is_annotated_its_part_is_a_slip() -> None:
    assert found("Some [tumor](Sign)s or [tumors](Sign)") == ["SPN007 tumor"]
    assert found("Some [tumor](Sign)s or [Tumors](Sign)") == ["SPN007 tumor"]
    assert found("Some [tumor](Sign)s or [tumors](Other)") == []
    assert found("Is anti[viral](Sign), [antiviral](Sign)") == ["SPN007 viral"]
    # At a seam only where the part is annotated nowhere else.
    assert found("In [HER](Gene)2 or [HER2](Gene)") == ["SPN007 HER"]
    assert found("In [HER](Gene)2, [Her](Gene) or [HER2](Gene)") == []
    assert found("In m[TOR](Gene) or [mTOR](Gene)") == ["SPN007 TOR"]


def test_endings_that_a_document_leaves_out_again_and_again() -> None:
    cut = "[Turku](Place)un, [Oulu](Place)ssa, [Espoo](Place)sta"
    assert found(cut) == []
    assert found(f"{cut}, {'[Pori](Place) ' * 9}") == []
    assert len(found(f"{cut}, {'[Pori](Place) ' * 10}")) == 3
    assert len(found("[Turku](Place)un, [Oulu](Place)ssa")) == 2
    # At the start it is no ending.
    assert found("x[turku](Place), [Oulu](Place)ssa, [Espoo](Place)sta, [Pori](Place)in") == [
        "SPN007 turku"
    ]
    assert len(found("x[turk](Place)u, x[oul](Place)u, x[esp](Place)oo")) == 3


def test_words_have_an_end() -> None:
    letters = "a" * 300
    (finding,) = lint(f"{letters}[b](X)", EDGES)
    assert finding.message.startswith("mention 'b' starts inside the word 'aaaaa")
    assert len(lint(f"{letters}[b](X){letters}", EDGES)) == 1


def test_mentions_that_another_rule_speaks_of() -> None:
    title = "1|t|Take aspirin daily\n1|a|\n"
    for line in ("1\t5\t10\taspirin\tDrug\n", "1\t5\t10\tA\tDrug\n", "1\t5\t30\taspirin\tDrug\n"):
        assert lint(title + line, EDGES, format="pubtator") == []


CROSSING = (
    "1|t|Give vitamin D3, zinc\n1|a|\n1\t5\t19\tvitamin D3, zi\tDrug\n1\t17\t21\tzinc\tDrug\n"
)


def test_what_an_edge_crosses_is_explained() -> None:
    overlaps = [RULES["OVL001"], RULES["OVL002"], *EDGES]
    (finding,) = lint(CROSSING, overlaps, format="pubtator")
    assert (finding.code, finding.line) == ("SPN007", 3)
    turned = CROSSING.splitlines(keepends=True)
    (finding,) = lint("".join([*turned[:2], turned[3], turned[2]]), overlaps, format="pubtator")
    assert (finding.code, finding.line) == ("SPN007", 4)
    left = "1|t|Zinc, vitamin D3\n1|a|\n1\t0\t4\tZinc\tDrug\n1\t3\t16\tc, vitamin D3\tDrug\n"
    (finding,) = lint(left, overlaps, format="pubtator")
    assert (finding.code, finding.line) == ("SPN007", 4)
    bracket = "1|t|FU (5-FU), once\n1|a|\n1\t0\t5\tFU (5\tDrug\n1\t4\t8\t5-FU\tDrug\n"
    (finding,) = lint(bracket, overlaps, format="pubtator")
    assert (finding.code, finding.line) == ("SPN009", 3)
    # Others stay.
    more = CROSSING + "1\t0\t12\tGive vitamin\tDrug\n"
    assert [each.code for each in lint(more, overlaps, format="pubtator")] == ["SPN007"]
    apart = CROSSING.replace("zinc\n", "zinc, iron and tin\n").replace("3, zi\t", "3, zi\t")
    apart += "1\t23\t31\tiron and\tDrug\n1\t28\t35\tand tin\tDrug\n"
    assert [each.code for each in lint(apart, overlaps, format="pubtator")] == ["SPN007", "OVL001"]


def test_what_crosses_a_mention() -> None:
    spans = [(4, 8), (0, 4), (0, 5), (0, 8), (0, 9), (4, 6), (5, 7), (6, 8), (7, 9), (8, 9), (4, 9)]
    lines = [f"1\t{start}\t{end}\t{'abcdefghij'[start:end]}\tX\n" for start, end in spans]
    (document,) = documents(f"1|t|abcdefghij\n1|a|\n{''.join(lines)}", "pubtator")
    crossing = [(each.spans[0].start, each.spans[0].end)
                for each in crossed(document, document.mentions[0])]  # fmt: skip
    assert sorted(crossing) == [(0, 5), (7, 9)]
    (other,) = documents("1|t|abcdefghij\n1|a|\n1\t0\t5\tabcde\tX\n", "pubtator")
    assert list(crossed(other, other.mentions[0])) == []


PUNCTUATION = [
    "Take [aspirin,](Drug) daily",
    "Take [aspirin;](Drug) daily",
    "Take [aspirin:](Drug) daily",
    "Call [AT&T;](Firm) daily",
    "Take[, aspirin](Drug) daily",
    "Take[;aspirin](Drug) daily",
    "Take[: aspirin](Drug) daily",
    "Rest[. Aspirin](Drug) daily",
    # Hyphens where the word goes on.
    "An [SLE-](Disease)associated rash",
    "An [SLE\u2010](Disease)associated rash",
    "An [SLE\u2011](Disease)associated rash",
    "An [SLE\u2013](Disease)associated rash",
    "An [IL-](Gene)6 rise",
    "An [HIV-](Disease)positive man",
    "A [vitamin D-](Drug)deficient man",
    "A [protein S-](Drug)deficient man",
    "A [type AI-](Drug)deficient man",
    "An ACE[-inhibitor](Drug)",
    "A 5[-HT](Drug) rise",
    # Full stops.
    "Take [aspirin.](Drug)",
    "Take [aspirin.](Drug) Rest.",
    "Take [aspirin.](Drug) mTOR falls",
    "Take [aspirin.](Drug) (Rest.)",
    "See [pain.](Sign) Rest.",
    "See [pain.](Sign) 3 died.",
    "See [pain.](Sign)",
    "See [pain.](Sign)\nRest.",
    "See [HIV.](Sign) Rest.",
    "Has [hepatitis B.](Sign) Rest.",
    "Has [HIV (AIDS).](Sign) Rest.",
    "In [phase 2.](Time) Rest.",
    "In [BRCA1.](Gene) Rest.",
    "At [0.](Dose)75 mg",
    "At [x0.](Dose)75 mg",
    "In [pain.a.pain.](Sign) Rest.",
    "For [nausea.](Sign), or",
]


@pytest.mark.parametrize("text", PUNCTUATION)
def test_punctuation_at_an_edge(text: str) -> None:
    surface = text[text.index("[") + 1 : text.index("](")]
    assert found(text) == [f"SPN008 {surface}"]


OWN_PUNCTUATION = [
    "Take [aspirin](Drug), daily",
    "Is ['aspirin'](Drug) or [Yahoo!](Firm)",
    "Is [Steve &quot;](Person) or [&#945;](Letter)",
    "Is [.NET](Thing), [.5](Dose) or [:)](Smile) or [-1](Number)",
    # Hyphens at which nothing goes on, charges and alleles.
    "In [hypo-](Sign) and [hyperthyroidism](Sign)",
    "An [I-](Ion)dependent, [Cl-](Ion)dependent [HCO3-](Ion)x or [free O2-](Ion)x or ([F-](Ion)x",
    "An [OH-](Ion)x, [CN-](Ion)x, [NO-](Ion)x or [SCN-](Ion)x",
    "A [G6PD A-](Disease)deficiency and [HLA B-](Gene)x",
    "For TNF/[-alpha](Gene) and [-beta](Gene), x[-924](Gene)",
    # Abbreviations.
    "The [U.S.](Place) and [EE.UU.](Place), [Ph.D.](Title) or [i.v.](Way)",
    "The [U. S.](Place) Army, [William L.](Person) Rest",
    "The [B.](Person) Rest",
    "On [29.](Date) Mai, [4.5.](Date) 2000, [28. \u2013 29.](Date) Mai",
    "Wait [...](Sign)",
    "By [Acme Inc.](Firm) Rest",
    "By [Acme LTD.](Firm) Rest",
    "By [Bacillus sp.](Species) Rest",
    "By [Smith et al.](Person) Rest",
    "In [Mass.](Place) Rest, [Ala.](Place) Rest, [Wyo.](Place) Rest",
    "In [Dec.](Date) Rest, [Salix spp.](Species) Rest",
    "By [Teak ry.](Firm) on",
    "By [Teaks.](Firm) on",
    "By [Teak ry.](Firm), or",
    "By [Teak ry.](Firm) Rest, or ry. on",
    "By [Teak ry.](Firm) Rest, or ry.: on",
    "By [Teak ry.](Firm): on",
]


@pytest.mark.parametrize("text", OWN_PUNCTUATION)
def test_punctuation_of_a_mention(text: str) -> None:
    assert found(text) == []


def test_a_stop_that_other_mentions_do_not_have() -> None:
    assert found("Less [pain.](Sign) on") == []
    assert found("Less [pain.](Sign) on, [Pain](Sign) off") == ["SPN008 pain."]
    assert found("Less [mass.](Sign) On") == ["SPN008 mass."]
    assert found("See [ry.](Sign) Rest, xry. on") == ["SPN008 ry."]


HALVED = [
    "The [Ca(2+](Ion)) level",
    "The [Ca(2](Ion)+) level",
    "The [Ca[2+](Ion)] level".replace("Ca[", "Ca\\["),
    "The [Ca{2+](Ion)} level",
    "The [Ca\uff082+](Ion)\uff09 level",
    "The [Ca\u30102+](Ion)\u3011 level",
    "The [Ca\u300c2+](Ion)\u300d level",
    "The ([aspirin)](Drug) dose",
    "The ([aspirin) acid](Drug) dose",
    "The (in [aspirin)](Drug) dose",
    "The [aspirin (](Drug)and so on) dose",
    "The [(aspirin](Drug) and so on) dose",
    "The ([HL-60) cell lines](Cell)",
    "The (a (b) [c)](Cell)",
    "The [a ((b) c](Cell)) d",
]


@pytest.mark.parametrize("text", HALVED)
def test_half_a_pair_of_brackets(text: str) -> None:
    (finding,) = lint(text, EDGES)
    assert finding.code == "SPN009"


BALANCED = [
    "The [Ca(2+)](Ion) level",
    "The ([aspirin](Drug)) dose",
    "The ([Ca(2+)](Ion)) level",
    "The [1) pain](Sign) or [a) rest](Sign)",
    "The [carcinoma (of the breast](Sign) or lung)",
    "(The [breast) carcinoma](Sign) here",
    "The [Ca(2+](Ion) level",
    "The [Ca(2+](Ion)] level",
    "The [aspirin)](Drug) dose",
    "(The) [aspirin)](Drug) dose",
    "The [aspirin (](Drug) dose",
    "The [aspirin (](Drug) (dose)",
    "The [aspirin (](Drug) dose\nend)",
    "(The\n[aspirin)](Drug) dose",
    f"The [aspirin (](Drug) {'x' * 500})",
    f"({'x' * 500}[ aspirin)](Drug)",
]


@pytest.mark.parametrize("text", BALANCED)
def test_brackets_that_are_not_halved(text: str) -> None:
    assert found(text, RULES["SPN009"]) == []


def test_brackets_far_apart() -> None:
    assert found(f"The [aspirin (](Drug) {'x' * 498})", RULES["SPN009"]) == ["SPN009 aspirin ("]
    assert found(f"({'x' * 498} [aspirin)](Drug)", RULES["SPN009"]) == ["SPN009 aspirin)"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Take [aspirin, d](Drug)aily", "SPN007"),
        ("Take [aspirin (d](Drug)aily)", "SPN007"),
        ("The ([aspirin).](Drug) Rest", "SPN009"),
        ("Take a[spirin ](Drug)daily", "SPN006"),
        ("Take[ aspirin,](Drug) daily", "SPN006"),
    ],
)
def test_one_finding_for_one_mention(text: str, code: str) -> None:
    (finding,) = lint(text, [RULES["SPN006"], *EDGES])
    assert finding.code == code
