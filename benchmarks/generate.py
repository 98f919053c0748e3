"""Seeded PubTator corpora of any size in which a linter has nothing to find.

Knows: how abstracts about drugs, diseases, genes, variants, species and cell lines look in BC5CDR
and BioRED (length, mentions and relations in a document, composite and missing concept
identifiers, relations of four and of five columns), and what makes such a file clean: a surface
form has one type and one concept identifier in the whole corpus, every occurrence of it is a
mention, offsets count code points of title, one character and abstract.

Does not know: medicine. Every name, identifier and sentence is made up; a likeness to a real drug,
gene or record is chance. It makes no mistakes on purpose either: who wants a broken file breaks a
clean one.

The lexicon is the same for every seed, so corpora of two seeds agree with each other, and two seeds
below 97 share no document id. Only `random.Random.random` is drawn from, which Python promises to
repeat from version to version: same seed, same bytes.

    python benchmarks/generate.py OUT --size 100MB --seed 1 [--documents N] [--unicode]
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")
_Draw = Callable[[], float]  # a number in [0, 1)

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
_UNITS |= {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_DEFAULT_SIZE = 10**6

_LEXICON_SEED = 20240229
_FIRST_PMID = 10_000_000
_PMID_STRIDE = 97  # prime; the seed modulo the stride picks the residue

_PLAIN_SENTENCES = 0.58  # sentences without a mention
_SHORT_FORMS = 0.75  # of the later mentions, once the short form has been introduced
_NOVEL = 0.7

_MIN_RELATIONS, _MAX_RELATIONS = 2, 12
_MIN_WORDS, _MAX_WORDS = 155, 262  # the last sentence may add some thirty words

# Kinds are the letters that templates use for their slots.
_CHEMICAL, _DISEASE, _GENE, _SPECIES, _VARIANT, _CELL_LINE = "CDGSVL"


class Concept(NamedTuple):
    """What one or two surface forms stand for.

    `forms` holds the long form and, if there is one, the short form. `components` holds, for a
    composite, one text for each part of `identifier`, as the seventh column wants it; it is empty
    otherwise. `arguments` are the identifiers that a relation may use: none where the identifier is
    a sentinel, several for a composite.
    """

    kind: str
    type: str
    identifier: str
    forms: tuple[str, ...]
    components: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


class _Mention(NamedTuple):
    start: int  # code points from the first character of the title
    text: str
    concept: Concept


# ------------------------------------------------------------------------------------- the lexicon


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ONSETS = _words(
    "bal bel bor bri cal cer cor dal del dor dra fal fen flo gal gel gor hal hel hor jal jen kal"
    " kel kor lam len lor mal mel mir nal nel nor pal pel por quil ral rel rov sal sel sor tal tel"
    " tor tril val vel vor wal wen xal xen yal zal zel zor"
)
_MIDDLES = _words(
    "ba bi da de do fi ga go ka ki la lo ma mi na no pa pe ra ri sa se ta to va vi za zo"
)
_CHEMICAL_ENDINGS = _words(
    "xidine tamol zepane statil mycetin pramine floxane grelide curone zolate"
)
_CHEMICAL_AFFIXES = ("N-acetyl-", "5-hydroxy-", "desmethyl-", "(+)-", "(-)-", "3,4-dichloro-")
_DISEASE_ENDINGS = _words("nitis nopathy rosis lgia nemia nuria plegia roma lectasia dynia")
_DISEASE_HEADS = ("syndrome", "disease", "disorder", "deficiency", "carcinoma")
_GENE_HEADS = ("kinase", "receptor", "transporter", "ligase", "phosphatase")
_SURNAME_ENDINGS = ("berg", "sen", "kova", "mann", "quist", "nides")
_ORGANS = ("hepatic", "renal", "cardiac", "pulmonary", "retinal", "cochlear", "splenic", "gastric")
_COMPOSITE_HEADS = ("impairment", "injury", "necrosis")
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"
_AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"
_BASES = "ACGT"
_CVCL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"

# Names of species are few, and their identifiers known to everybody: these are real.
_SPECIES_FORMS = {
    "9606": "patients women men children volunteers participants outpatients",
    "10090": "mice",
    "10116": "rats",
    "9986": "rabbits",
    "9615": "dogs",
    "9823": "pigs",
    "9940": "sheep",
    "9544": "macaques",
    "7955": "zebrafish",
    "9031": "chickens",
}

_GREEK = tuple(
    "\N{GREEK SMALL LETTER ALPHA}\N{GREEK SMALL LETTER BETA}\N{GREEK SMALL LETTER GAMMA}"
    "\N{GREEK SMALL LETTER DELTA}\N{GREEK SMALL LETTER KAPPA}\N{GREEK SMALL LETTER LAMDA}"
    "\N{GREEK SMALL LETTER OMEGA}"
)
# Pairs without a composed form, so that the text is NFC and still has combining marks.
_COMBINED = ("m\u0303", "q\u0307", "x\u0304", "v\u030c", "g\u0331", "l\u0302")
_ACCENTED = ("\u00f8", "\u00e9", "\u00e5", "\u0159", "\u0142", "\u00f6")
_CJK_FIRST, _CJK_SECOND = "清玄赤白紫灵", "芝藤芩菊莲参"
_CJK_CHEMICAL, _CJK_DISEASE = "素碱苷", "症炎癌"
_HEBREW_FIRST, _HEBREW_SECOND = ("גל", "דר", "מב", "רז", "נק"), ("ומין", "יטול", "אזן", "ולית")
_ARABIC_FIRST, _ARABIC_SECOND = ("بر", "كل", "سم", "در", "نض"), ("وفين", "يدول", "امات", "وزيل")
_SPECIES_UNICODE = {"10090": "🐁 小鼠", "10116": "🐀 大鼠", "9606": "患者 患儿", "9986": "🐇"}


def _pick(draw: _Draw, values: Sequence[_T]) -> _T:
    return values[int(draw() * len(values))]


def _often_first(draw: _Draw, values: Sequence[_T]) -> _T:
    """Some values are common and most are rare, as names in a literature are."""
    number = draw()
    return values[int(number * number * len(values))]


def _shuffled(draw: _Draw, values: Sequence[_T]) -> list[_T]:
    return [value for _, value in sorted(((draw(), value) for value in values), key=_first)]


def _first(pair: tuple[float, object]) -> float:
    return pair[0]


def _numbers(draw: _Draw, low: int, high: int) -> Iterator[str]:
    """Numbers from `low` up to `high`, each at most once, without order, as text."""
    taken: set[int] = set()
    while True:
        number = low + int(draw() * (high - low))
        if number not in taken:
            taken.add(number)
            yield str(number)


def _mesh_ids(draw: _Draw, letter: str) -> Iterator[str]:
    return (letter + number.zfill(6) for number in _numbers(draw, 1, 70_000))


def _letter_words(draw: _Draw) -> Iterator[str]:
    """Upper-case words of three or four consonants, each once: none is an English word."""
    taken: set[str] = set()
    while True:
        word = "".join(_pick(draw, _CONSONANTS) for _ in range(3 + int(draw() * 2)))
        if word not in taken:
            taken.add(word)
            yield word


def _simple(kind: str, type_: str, identifier: str, *forms: str) -> Concept:
    return Concept(kind, type_, identifier, forms, arguments=(identifier,))


def _or_sentinel(draw: _Draw, concept: Concept) -> Concept:
    """About one name in sixty was looked for in the terminology in vain."""
    if draw() < 1 / 60:
        return concept._replace(identifier=_pick(draw, ("-", "-1")), arguments=())
    return concept


def _chemicals(
    draw: _Draw, stems: Sequence[str], codes: Iterator[str], mesh: Sequence[Iterator[str]]
) -> Iterator[Concept]:
    for stem in stems:
        name = stem + _pick(draw, _CHEMICAL_ENDINGS)
        if draw() < 1 / 12:
            name = _pick(draw, _CHEMICAL_AFFIXES) + name
        forms = (name, next(codes)) if draw() < 1 / 4 else (name,)
        identifier = next(mesh[draw() < 1 / 5])
        yield _or_sentinel(draw, _simple(_CHEMICAL, "Chemical", identifier, *forms))


def _diseases(
    draw: _Draw, stems: Sequence[str], codes: Iterator[str], mesh: Sequence[Iterator[str]]
) -> Iterator[Concept]:
    for stem in stems:
        short: tuple[str, ...] = ()
        if draw() < 1 / 2:
            name = stem + _pick(draw, _DISEASE_ENDINGS)
        else:
            if draw() < 1 / 2:
                name = f"{stem}ric {_pick(draw, _DISEASE_HEADS)}"
            else:
                surname = (stem + _pick(draw, _SURNAME_ENDINGS)).capitalize()
                name = f"{surname} {_pick(draw, _DISEASE_HEADS)}"
            short = (next(codes),) if draw() < 1 / 2 else ()
        identifier = next(mesh[draw() < 1 / 6])
        yield _or_sentinel(draw, _simple(_DISEASE, "Disease", identifier, name, *short))


def _composites(mesh: Iterator[str]) -> Iterator[Concept]:
    """`hepatic or renal injury`: the parts stand in the seventh column and nowhere in the text."""
    part = {pair: next(mesh) for pair in product(_ORGANS, _COMPOSITE_HEADS)}
    for index, (one, head) in enumerate(part):
        for other in _ORGANS[_ORGANS.index(one) + 1 :: 4]:
            link = ("and", "or", "and/or")[index % 3]
            ids = (part[one, head], part[other, head])
            texts = (f"{one} {head}", f"{other} {head}")
            form = f"{one} {link} {other} {head}"
            yield Concept(_DISEASE, "Disease", "|".join(ids), (form,), texts, ids)


def _genes(
    draw: _Draw, stems: Sequence[str], codes: Iterator[str], ids: Iterator[str]
) -> Iterator[Concept]:
    for stem in stems:
        code = next(codes)
        members = [next(ids) for _ in range(1 + int(draw() * 3))]
        for number, identifier in enumerate(members, start=1):
            forms: tuple[str, ...] = (f"{code}{number}",)
            if number == 1 and draw() < 1 / 2:
                forms = (f"{stem}rin {_pick(draw, _GENE_HEADS)}", *forms)
            yield _simple(_GENE, "Gene", identifier, *forms)
        if len(members) > 1 and draw() < 1 / 3:
            arguments = tuple(members)
            yield Concept(_GENE, "Gene", ",".join(members), (f"{code} family",), (), arguments)


def _species(forms_of: dict[str, str]) -> Iterator[Concept]:
    for taxon, forms in forms_of.items():
        for form in forms.split():
            yield _simple(_SPECIES, "Species", taxon, form)


def _variants(draw: _Draw, count: int) -> Iterator[Concept]:
    places = _numbers(draw, 11, 2400)  # no place twice: no form twice
    rs = _numbers(draw, 1_000_000, 200_000_000)
    for _ in range(count):
        place = int(next(places))
        old, new = _shuffled(draw, _AMINO_ACIDS)[:2]
        base, other = _shuffled(draw, _BASES)[:2]
        number = f"rs{next(rs)}"
        kind, identifier, form = _pick(
            draw,
            (
                ("ProteinMutation", f"p|SUB|{old}|{place}|{new}", f"{old}{place}{new}"),
                ("ProteinMutation", f"p|SUB|{old}|{place}|{new}", f"p.{old}{place}{new}"),
                ("ProteinMutation", f"p|FS|{old}|{place}||", f"p.{old}{place}fs"),
                ("DNAMutation", f"c|SUB|{base}|{place}|{other}", f"c.{place}{base}>{other}"),
                ("DNAMutation", f"c|DEL|{place}|{base}", f"c.{place}del{base}"),
                ("DNAMutation", f"c|DEL|{place}_{place + 3}|", f"c.{place}_{place + 3}del"),
                ("SNP", number, number),
                ("SNP", number, number),
            ),
        )
        yield _simple(_VARIANT, kind, identifier, form)


def _cell_lines(draw: _Draw, codes: Iterator[str], count: int) -> Iterator[Concept]:
    numbers = _numbers(draw, 0, len(_CVCL) ** 3)
    for _ in range(count):
        number = int(next(numbers))
        digits = ""
        for _ in range(3):
            number, digit = divmod(number, len(_CVCL))
            digits += _CVCL[digit]
        form = f"{next(codes)}-{2 + int(draw() * 97)}"
        yield _simple(_CELL_LINE, "CellLine", f"CVCL_{_pick(draw, _CVCL)}{digits}", form)


def _foreign_chemicals(
    draw: _Draw, stems: Sequence[str], mesh: Sequence[Iterator[str]]
) -> Iterator[Concept]:
    forms = [f"{_pick(draw, _GREEK)}-{stem}{_pick(draw, _CHEMICAL_ENDINGS)}" for stem in stems]
    forms += map("".join, product(_CJK_FIRST, _CJK_SECOND, _CJK_CHEMICAL))
    forms += map("".join, product(_ARABIC_FIRST, _ARABIC_SECOND))
    for form in forms:
        yield _simple(_CHEMICAL, "Chemical", next(mesh[0]), form)


def _foreign_diseases(
    draw: _Draw, stems: Sequence[str], mesh: Sequence[Iterator[str]]
) -> Iterator[Concept]:
    half = len(stems) // 2
    forms = [f"{stem[:3]}{_pick(draw, _COMBINED)}{stem[3:]}osis" for stem in stems[:half]]
    for stem in stems[half:]:
        surname = f"{stem[:3].capitalize()}{_pick(draw, _ACCENTED)}{stem[3:]}sen"
        forms.append(f"{surname} {_pick(draw, _DISEASE_HEADS)}")
    forms += map("".join, product(_CJK_FIRST, _CJK_SECOND, _CJK_DISEASE))
    forms += map("".join, product(_HEBREW_FIRST, _HEBREW_SECOND))
    for form in forms:
        yield _simple(_DISEASE, "Disease", next(mesh[0]), form)


def _foreign_genes(
    draw: _Draw, codes: Iterator[str], ids: Iterator[str], count: int
) -> Iterator[Concept]:
    for _ in range(count):
        greek = _pick(draw, _GREEK)
        form = _pick(draw, (f"{next(codes)}-{greek}", f"{next(codes)}{greek}2"))
        yield _simple(_GENE, "Gene", next(ids), form)


@cache
def lexicon(*, unicode: bool = False) -> dict[str, tuple[Concept, ...]]:
    """Every concept that a document may mention, by kind.

    No surface form occurs twice, whatever its case, and none is a whole word of another, so that
    what a document means is never in doubt. The concepts of plain text are the same with `unicode`
    and without.

    Args:
        unicode: Add names with Greek letters, combining marks, emoji, CJK and right-to-left script.

    Returns:
        From the letter that templates use (`C` chemical, `D` disease, `G` gene, `S` species, `V`
        variant, `L` cell line) to some thousand concepts, the more frequent ones first.
    """
    draw = Random(_LEXICON_SEED).random  # noqa: S311  # no secret: it must repeat
    stems = _shuffled(draw, list(map("".join, product(_ONSETS, _MIDDLES))))
    codes = _letter_words(draw)
    mesh = (_mesh_ids(draw, "D"), _mesh_ids(draw, "C"))
    genes = _numbers(draw, 12_000, 99_999)  # above the taxa, which are bare numbers too
    diseases = [*_diseases(draw, stems[600:1300], codes, mesh), *_composites(mesh[0])]
    words = {
        _CHEMICAL: list(_chemicals(draw, stems[:600], codes, mesh)),
        _DISEASE: _shuffled(draw, diseases),
        _GENE: list(_genes(draw, stems[1300:1500], codes, genes)),
        _SPECIES: list(_species(_SPECIES_FORMS)),
        _VARIANT: list(_variants(draw, 900)),
        _CELL_LINE: list(_cell_lines(draw, codes, 200)),
    }
    if unicode:
        foreign = {
            _CHEMICAL: list(_foreign_chemicals(draw, stems[1500:1600], mesh)),
            _DISEASE: list(_foreign_diseases(draw, stems[1600:1720], mesh)),
            _GENE: list(_foreign_genes(draw, codes, genes, 150)),
            _SPECIES: list(_species(_SPECIES_UNICODE)),
        }
        for kind, concepts in foreign.items():
            words[kind] = _shuffled(draw, words[kind] + concepts)
    return {kind: tuple(concepts) for kind, concepts in words.items()}


# ----------------------------------------------------------------------------------- the sentences
#
# `[a|b]` is one of several wordings, `{C}` a mention (an upper-case slot may bring its short form
# in brackets, a lower-case one stands beside a hyphen and may not), `{n}` and its like a number. No
# wording uses a word of the lexicon: a surface form without a mention would be a missed one.
# Mentions never touch each other, nor a letter, except in Chinese, which sets no blanks.

_TITLES = """
{C} [attenuates|aggravates|delays] {D} [by way of|through] {G} signalling in {S}: a
  [pilot|controlled|blinded] study.
[Severe|Reversible|Late-onset] {D} during [long-term|low-dose|combined] treatment with {C} in {S}.
{c}-induced {D} in {S}: [observations|lessons] from {i} consecutive [admissions|cases|referrals].
[Role|Loss|Silencing] of {G} in {D} and its [response|resistance] to {C} in
  [adult|young|untreated] {S}.
[Effects|Influence] of {C} and {C} on {D} in {S}: a [randomised|prospective|crossover] comparison.
[Protection|Recovery] from {c}-associated {D} by [early|repeated|oral] administration of {C} in
  {S}.
[Association|Interplay] between {G} and {D} in {S} [exposed to|receiving|pretreated with] {C}.
Does {C} [worsen|prevent|unmask] {D} in {S} with [established|incipient|recurrent] {D}?
{D} [complicated by|following|preceding] {D}: [a possible|an unexpected|a dose-dependent] effect
  of {C} in {S}.
[Altered|Reduced|Excessive] expression of {G} [predicts|accompanies] {D} after [prolonged|brief]
  exposure to {C}.
"""

_BACKGROUND = """
{D} is [a common|a rare|an underestimated] [cause of morbidity|reason for withdrawal] in {S}
  [treated with|given] {C}.
{C} is [widely|increasingly] prescribed for {D}, [but|although] its [long-term safety|mode of
  action] remains [poorly understood|a matter of debate].
Previous [reports|surveys] [linked|attributed] {D} to {C}, yet the [pathway|underlying mechanism]
  [was never established|is still unclear].
{G} [regulates|modulates] the [uptake|turnover|clearance] of {C} and [may contribute|has been
  thought to contribute] to {D}.
[Little|Almost nothing] is known about the [interaction|balance] between {C} and {G} in the
  [course|onset] of {D}.
Since {D} [often|occasionally] precedes {D}, [early recognition|careful monitoring] of {S} at risk
  is [desirable|of great value].
[Animal experiments|Case series] suggest that {C} [lowers|raises] the threshold for {D} in {S}.
The present [study|work] was designed to [examine|clarify] whether {C} [prevents|modifies]
  {c}-induced {D}.
We [investigated|set out to determine] the contribution of {G} to {D} in {S} with a history of
  {D}.
Both {C} and {C} have been [proposed|advocated] for {D}, but [head-to-head data|direct
  comparisons] are lacking.
Several [lines of evidence|independent groups] point to {G} as a [mediator|marker] of {D}.
[Genetic studies|Linkage studies] have [mapped|traced] susceptibility to {D} to a region close to
  {G}.
{D} and {D} have [several|many] clinical features in common, and [a common origin|overlap] has been
  [suspected|postulated].
"""

_METHODS = """
[We enrolled|The trial included] {n} {S} with {D} who [received|had received] {C} ({d} mg daily)
  for {i} [weeks|months].
{n} {S} were [assigned at random|allocated] to {C} or [placebo|vehicle], and {D} was
  [scored|assessed] by two [observers|blinded readers].
[Serum|Plasma] concentrations of {C} were measured [before|after] dosing and again when {D}
  [appeared|had resolved].
{D} was [induced|provoked] in {S} by a single [injection|infusion] of {C} ({d} mg/kg).
Expression of {G} was [quantified|followed] in {L} cells [exposed to|incubated with] {C} for {n}
  hours.
{L} cells [carrying|transfected with] {V} were compared with [controls|parental cultures] in the
  presence of {C}.
All coding exons of {G} were sequenced in {n} {S} with {D}, and {V} was [typed|confirmed] in their
  relatives.
Carriers of {V} and [matched|unrelated] controls were [followed|observed] for {i} years with
  regard to {D}.
[Records|Charts] of {n} {S} [seen|admitted] with {D} between two [audits|surveys] were reviewed
  for use of {C}.
The [dose|schedule] of {C} was [doubled|halved] every {i} days until {D} [subsided|became
  apparent].
[Samples|Biopsies] were stained for {G} and [graded|classified] according to the extent of {D}.
Animals [pretreated with|depleted of] {C} were challenged with {C}, and {G} was determined {n}
  minutes later.
[Pretreatment|Co-administration] with {C} was used to [block|mimic] the action of {C} on {G}.
[Outcome|The primary end point] was the [incidence|time to onset] of {D} among {S} without {D} at
  entry.
"""

_RESULTS = """
{D} [developed|was noted] in {p}% of {S} on {C}, compared with {p}% of those on {C} (P {q}).
Treatment with {C} [reduced|increased] the [frequency|severity] of {D} by {p}% (P {q}).
In {n} {S}, {C} [was stopped|had to be withdrawn] because of {D}, which [resolved|improved] within
  {i} days.
[Levels|Amounts] of {G} [rose|fell] {i}-fold after {C} and [correlated|did not correlate] with
  {D}.
{C} [abolished|enhanced] the {c}-induced [rise|decline] of {G} in {L} cells.
[A similar pattern|The same effect] was seen for {G}, whereas {G} remained [unchanged|within
  normal limits].
The [combination|sequence] of {C} and {C} [led to|was followed by] {D} in {i} of {n} {S}.
{V} was [found|detected] in {i} of {n} {S} with {D} and in [none|one] of the controls.
{S} with {V} had [a higher|a lower] risk of {D} during exposure to {C} (odds ratio {o}; P {q}).
Neither {D} nor {D} was [observed|recorded] at doses of {C} below {d} mg.
[Compared with|In contrast to] {C}, {C} [caused|produced] less {D} and [hardly any|no] {D}.
{D} [correlated|was associated] with [low|high] activity of {G} (r = 0.{n}; P {q}).
[Knockdown|Overexpression] of {G} made {L} cells [resistant|sensitive] to {C},
  [irrespective|regardless] of {G}.
[Histology|Imaging] [revealed|showed] {D} in {n} {S} and [mild|marked] {D} in the remainder.
Among {n} {S} on {C}, {i} [reported|experienced] {D}, {i} had {D}, and {p}% [were free of
  symptoms|had no complaints].
[Withdrawal|Replacement] of {C} [reversed|alleviated] {D}, and rechallenge [reproduced|again
  provoked] it.
{c}-mediated inhibition of {G} [preceded|accompanied] the [appearance|peak] of {D}.
[Median|Mean] time to {D} was {n} days with {C} and {n} days with {C} (P {q}).
The [number|proportion] of {S} with {D} [declined|grew] steadily once {C} had been
  [introduced|tapered].
[Unexpectedly|Interestingly], {C} [protected|did not protect] {S} from {D}, although {G} was
  [suppressed|elevated].
{V} [abolished|weakened] binding of {C} to {G} in {L} cells.
In {L} cells {V} and {V} [slowed|accelerated] the [turnover|maturation] of {G} {i}-fold.
{V} [segregated|was inherited together] with {D} in {i} of {n} [pedigrees|kindreds].
Plasma {C} [peaked|reached a plateau] after {n} minutes, shortly before {D} [set in|was first
  noticed].
Loss of {G} [worsened|ameliorated] {D}, and {C} had [no additional|only a modest] effect.
"""

_CONCLUSIONS = """
These [data|findings] [suggest|indicate] that {C} [increases|reduces] the risk of {D} in {S}.
We conclude that {G} is [involved|not involved] in {c}-induced {D} and [deserves|warrants] further
  [study|attention].
{C} should be [used with caution|avoided] in {S} with {D} or [previous|suspected] {D}.
[Clinicians|Physicians] should [be aware of|consider] {D} when {S} on {C} [present with|complain
  of] {D}.
[Taken together|In summary], {G} [links|connects] {C} to {D} and [may serve|could be exploited] as
  a target.
Screening for {V} may [identify|spare] {S} who are prone to {D} under {C}.
{C} is [an effective|a promising] alternative to {C} for {S} with {D}.
Whether {G} also [accounts|matters] for {D} [awaits|requires] [confirmation|larger trials].
[To our knowledge|As far as we know], this is the first [account|description] of {D} attributable
  to {C}.
[Monitoring|Measurement] of {G} might help to [predict|detect] {D} before {C} is
  [started|continued].
"""

_PLAIN_BACKGROUND = """
The [literature|evidence] on this [subject|question] is [scattered|inconsistent], and most
  [authors|groups] relied on small samples, [short|incomplete] follow-up and
  [subjective|unvalidated] end points.
[Current|Existing] guidelines [offer|give] little help in such situations, partly because
  [large|controlled] trials have [rarely|never] been undertaken.
There is [growing|renewed] interest in the [mechanisms|events] behind this observation, both for
  [its|their] own sake and for [the sake of prevention|the design of safer regimens].
[Despite|Notwithstanding] decades of research, the [reasons|explanations] given for this
  [wide|striking] variation between [individuals|centres] have been [largely|mostly] speculative.
[Earlier|Older] work used [methods|assays] of limited [precision|sensitivity], so that
  [modest|small] differences may well have been overlooked.
A [better|deeper] understanding of these events would [allow|permit] a more [rational|individual]
  choice of [therapy|dosage].
"""

_PLAIN_METHODS = """
The protocol was [approved|reviewed] by the [local|institutional] ethics committee, and
  [written|informed] consent was obtained [beforehand|at the first visit].
Baseline [characteristics|values] were [similar|well balanced] in all groups, except for a
  [slightly|somewhat] [higher|lower] body weight in the second.
[Analysis of variance|A mixed linear model] was [applied|used] throughout, with
  [correction|adjustment] for age, weight, sex and the [number|order] of previous
  [visits|measurements].
[Blood|Urine] was [collected|drawn] after an overnight fast, [centrifuged|processed] within {n}
  minutes and [stored|kept] frozen until [assayed|analysed].
All [experiments|determinations] were [performed|carried out] in triplicate, and the
  [operators|technicians] were [unaware|kept ignorant] of the group allocation.
[Questionnaires|Telephone interviews] were [completed|repeated] every {i} weeks, and
  [missing|implausible] answers were [queried|clarified] at the next visit.
[Differences|Values] were regarded as significant at P {q}, [without|with] allowance for multiple
  comparisons.
Follow-up lasted [at least|on average] {n} weeks and was [complete|available] for {p}% of those
  [who entered|recruited].
"""

_PLAIN_RESULTS = """
The [difference|change] was [evident|apparent] after {i} days, [persisted|remained] for the whole
  period of observation and was [independent|largely independent] of age, sex and weight.
[No other|Hardly any other] changes [of note|of importance] were seen in the [routine
  laboratory|haematological] measurements [during|throughout] the study.
[Subgroup|Sensitivity] analyses, [in which|where] the {i} [oldest|most extreme] cases were left
  out, gave [essentially|very nearly] the same [answer|estimates].
[Two|Three] of those [enrolled|randomised] [withdrew|were lost] for reasons that had [nothing|no
  connection] to do with the [medication|protocol].
The [effect|response] was [proportional|closely related] to the dose up to {d} mg and
  [showed|reached] a [plateau|maximum] beyond that.
[After adjustment|Once corrected] for [confounders|baseline values], the
  [association|relationship] was [weaker|stronger], but [still|nevertheless] significant (P {q}).
[Values|Scores] returned to [baseline|those seen at entry] within {n} hours, and a second
  [course|challenge] given {i} weeks later had the same outcome.
The [two|independent] observers [agreed|concurred] in {p}% of the [assessments|ratings], and
  [disagreements|the rest] were [resolved|settled] by discussion.
[Body weight|Food intake], heart rate and [arterial|mean blood] pressure did not [differ|change]
  at any time point.
The odds ratio was {o} in the first [half|period] and {o} in the [second|other], with
  [wide|overlapping] confidence intervals.
"""

_PLAIN_CONCLUSIONS = """
[Our|These] results [should|must] be [interpreted|read] with [care|caution], since the sample was
  [small|heterogeneous] and the [design|analysis] partly retrospective.
[Larger|Longer] trials with [standardised|objective] end points are [needed|called for] before
  [firm|general] recommendations can be made.
[Further|Additional] work is [under way|planned] to [define|delineate] the [steps|events] that
  lead from exposure to [outcome|damage].
The [practical|clinical] relevance of this [observation|finding] for [everyday|outpatient] care
  [remains|has yet] to be determined.
"""

_FOREIGN_RESULTS = """
The [estimate|slope] for {C} was \u03b2 = 0.{n} (\u03c7\u00b2 = {o}; n = {n}), and {D} was
  [rarer|milder] than expected.
[Diaries|Messages] of {S} [ended|began] with 📈 or 👩\u200d⚕️ whenever {C} [relieved|eased] {D}.
[The label|A leaflet] said «{C}» and, in small print, 可能导致{D}或{D}, which {n} {S} had
  [overlooked|not read].
In the [translated|original] questionnaire (שאלון), {D} was [ticked|chosen] by {p}% of {S} on {C}.
A temperature of {n}.5\u00a0\u00b0C and a dose of {d} \u03bcg {C} [sufficed|were needed]
  for {D} 😷.
The statistic q\u0307 fell with {C} (P {q}), [and|while] the word علاج stood for {C} in {i} of {n}
  files on {D}.
"""

_HEADINGS = ("BACKGROUND: ", "METHODS: ", "RESULTS: ", "CONCLUSIONS: ")
_SHARES = (0.2, 0.45, 0.85, 1.0)  # how much of the words stand there when a section ends

_Part = str | tuple[str, ...]  # literal text or a slot in braces; or wordings


class _Template(NamedTuple):
    parts: tuple[_Part, ...]
    needs: tuple[tuple[str, int], ...]  # distinct concepts of a kind


def _templates(source: str) -> tuple[_Template, ...]:
    """Read templates: one a line, and an indented line goes on with the one above."""
    return tuple(map(_template, re.sub(r"\n +", " ", source.strip()).split("\n")))


def _template(line: str) -> _Template:
    parts: list[_Part] = []
    for part in re.split(r"(\[[^]]*\]|\{\w\})", line):
        if part.startswith("["):
            parts.append(tuple(part[1:-1].split("|")))
        elif part:
            parts.append(part)
    slots = [part[1].upper() for part in parts if part in _CONCEPT_SLOTS]
    return _Template(
        tuple(parts), tuple((kind, slots.count(kind)) for kind in dict.fromkeys(slots))
    )


_CONCEPT_SLOTS = frozenset(f"{{{letter}}}" for letter in "CDGSVLc")
_TITLE_TEMPLATES = _templates(_TITLES)
_SECTIONS = tuple(map(_templates, (_BACKGROUND, _METHODS, _RESULTS, _CONCLUSIONS)))
_PLAIN_SECTIONS = tuple(
    map(_templates, (_PLAIN_BACKGROUND, _PLAIN_METHODS, _PLAIN_RESULTS, _PLAIN_CONCLUSIONS))
)
_FOREIGN_TEMPLATES = _templates(_FOREIGN_RESULTS)

_NUMBERS: dict[str, Callable[[_Draw], str]] = {
    "{n}": lambda draw: str(12 + int(draw() * 180)),
    "{i}": lambda draw: str(2 + int(draw() * 8)),
    "{p}": lambda draw: f"{1 + int(draw() * 97)}.{int(draw() * 10)}",
    "{o}": lambda draw: f"{1 + int(draw() * 6)}.{int(draw() * 100):02}",
    "{d}": lambda draw: str(5 * (1 + int(draw() * 60))),
    "{q}": lambda draw: _pick(draw, ("< 0.001", "< 0.01", "< 0.05", "= 0.03", "= 0.12", "= 0.48")),
}


# ----------------------------------------------------------------------------------- the documents

_Topic = dict[str, list[Concept]]


def _topic(draw: _Draw, words: dict[str, tuple[Concept, ...]]) -> _Topic:
    """What a document is about: a few concepts of every kind, each at most once."""
    sizes = {
        _CHEMICAL: 2 + int(draw() * 3),
        _DISEASE: 2 + int(draw() * 3),
        _GENE: int(draw() * 4),
        _SPECIES: 1 + int(draw() * 2),
        _VARIANT: int(draw() * 3),
        _CELL_LINE: int(draw() * 1.6),
    }
    topic: _Topic = {}
    for kind, size in sizes.items():
        chosen: dict[Concept, None] = {}
        while len(chosen) < size:
            chosen[_often_first(draw, words[kind])] = None
        topic[kind] = list(chosen)
    return topic


def _feasible(templates: Sequence[_Template], topic: _Topic) -> list[_Template]:
    return [
        template
        for template in templates
        if all(len(topic[kind]) >= count for kind, count in template.needs)
    ]


def _sentence(
    draw: _Draw, template: _Template, topic: _Topic, known: set[str] | None, start: int
) -> tuple[str, list[_Mention]]:
    """Fill one template; the sentence starts at code point `start` of the document.

    `known` holds the long forms whose short forms the reader has been told; None in a title, where
    nothing is introduced.
    """
    pieces: list[str] = []
    mentions: list[_Mention] = []
    turn = {kind: int(draw() * len(topic[kind])) for kind, _ in template.needs}
    here = start

    def add(text: str) -> None:
        nonlocal here
        pieces.append(text)
        here += len(text)

    for part in template.parts:
        if isinstance(part, tuple):
            add(_pick(draw, part))
        elif part in _NUMBERS:
            add(_NUMBERS[part](draw))
        elif part not in _CONCEPT_SLOTS:
            add(part)
        else:
            kind = part[1].upper()
            concept = topic[kind][turn[kind] % len(topic[kind])]
            turn[kind] += 1
            long, short = concept.forms[0], concept.forms[-1]
            introduce = known is not None and long not in known and part[1] == kind
            form = short if known is not None and long in known and draw() < _SHORT_FORMS else long
            if here == start and kind != _VARIANT and form[:2].islower() and form.isascii():
                mentions.append(_Mention(here, form[0].upper() + form[1:], concept))
            else:
                mentions.append(_Mention(here, form, concept))
            add(mentions[-1].text)
            if introduce and known is not None and short != long:
                known.add(long)
                mentions.append(_Mention(here + 2, short, concept))
                add(f" ({short})")
    return "".join(pieces), mentions


def _abstract(
    draw: _Draw, topic: _Topic, sections: Sequence[Sequence[_Template]], start: int
) -> tuple[str, list[_Mention]]:
    target = _MIN_WORDS + int(draw() * (_MAX_WORDS - _MIN_WORDS))
    headed = draw() < 1 / 3
    known: set[str] = set()
    pieces: list[str] = []
    mentions: list[_Mention] = []
    here, words = start, 0
    parts = zip(_HEADINGS, _SHARES, sections, _PLAIN_SECTIONS, strict=True)
    for heading, share, templates, plain_templates in parts:
        telling: list[_Template] = []
        plain: list[_Template] = []
        if headed:
            pieces.append(heading)
            here += len(heading)
            words += 1
        while words < target * share:
            if draw() < _PLAIN_SENTENCES:
                plain = plain or _shuffled(draw, plain_templates)
                template = plain.pop()
            else:
                telling = telling or _shuffled(draw, _feasible(templates, topic))
                template = telling.pop()
            text, found = _sentence(draw, template, topic, known, here)
            pieces += (text, " ")
            mentions += found
            here += len(text) + 1
            words += text.count(" ") + 1
    return "".join(pieces[:-1]), mentions  # no blank after the last sentence


# By the kinds of the arguments, in this order. A number never comes first where a word could, and
# see `_relations` for two numbers: `1 Association 672 rs80357 Novel` has five columns, and would be
# a mention if `rs80357` stood in the text.
_RELATION_TYPES = {
    (_CHEMICAL, _CHEMICAL): ("Association", "Cotreatment", "Comparison", "Drug_Interaction"),
    (_CHEMICAL, _VARIANT): ("Association", "Negative_Correlation", "Positive_Correlation"),
    (_CHEMICAL, _DISEASE): ("Negative_Correlation", "Positive_Correlation", "Association"),
    (_CHEMICAL, _GENE): ("Association", "Bind", "Negative_Correlation", "Positive_Correlation"),
    (_VARIANT, _DISEASE): ("Association", "Positive_Correlation"),
    (_DISEASE, _GENE): ("Association", "Positive_Correlation", "Negative_Correlation"),
    (_GENE, _GENE): ("Association", "Bind", "Positive_Correlation"),
}


def _pairs(mentions: Sequence[_Mention], text: str) -> list[tuple[str, str, tuple[str, str]]]:
    """Every pair of identifiers that a relation of the document may join, once, and its kinds."""
    kind_of = {
        argument: mention.concept.kind
        for mention in mentions
        for argument in mention.concept.arguments
    }
    pairs = []
    for (one, kind), (other, other_kind) in product(kind_of.items(), repeat=2):
        kinds = (kind, other_kind)
        if kinds not in _RELATION_TYPES or (kind == other_kind and one >= other):
            continue
        if one.isdigit() and other in text:
            continue
        pairs.append((one, other, kinds))
    return pairs


def _relations(draw: _Draw, pairs: Sequence[tuple[str, str, tuple[str, str]]]) -> Iterator[str]:
    """The columns after the document id: three, or four with the novelty that BioRED adds."""
    if draw() < 2 / 3:  # as BC5CDR and PubTator3 write them
        count = _MIN_RELATIONS + int(draw() * 3)
        for one, other, kinds in _shuffled(draw, pairs)[:count]:
            causal = kinds == (_CHEMICAL, _DISEASE)
            yield f"{'CID' if causal else 'Association'}\t{one}\t{other}"
    else:
        count = _MIN_RELATIONS + int(draw() * (_MAX_RELATIONS - _MIN_RELATIONS + 1))
        for one, other, kinds in _shuffled(draw, pairs)[:count]:
            novelty = "Novel" if draw() < _NOVEL else "No"
            yield f"{_often_first(draw, _RELATION_TYPES[kinds])}\t{one}\t{other}\t{novelty}"


def documents(seed: int, *, unicode: bool = False) -> Iterator[str]:
    """Clean PubTator blocks without end, the same ones for the same arguments.

    A block is the title, the abstract, the mentions by place, the relations, and the blank line
    that ends it; about 2,500 characters.

    Args:
        seed: Chooses the sequence. Seeds that differ modulo 97 share no document id.
        unicode: Also use Greek letters, combining marks, emoji, CJK and right-to-left words, in
            mentions and around them. Everything is NFC. Without it the text is ASCII.
    """
    draw = Random(seed).random  # noqa: S311  # no secret: it must repeat
    words = lexicon(unicode=unicode)
    background, methods, results, conclusions = _SECTIONS
    sections = (background, methods, results + _FOREIGN_TEMPLATES * unicode, conclusions)
    pmid = _FIRST_PMID + seed % _PMID_STRIDE
    while True:
        topic = _topic(draw, words)
        template = _pick(draw, _feasible(_TITLE_TEMPLATES, topic))
        title, mentions = _sentence(draw, template, topic, None, 0)
        abstract, more = _abstract(draw, topic, sections, len(title) + 1)
        mentions += more
        pairs = _pairs(mentions, f"{title} {abstract}")
        if len(pairs) < _MIN_RELATIONS:
            continue  # too many concepts without identifier: another document in its place
        lines = [f"{pmid}|t|{title}\n{pmid}|a|{abstract}\n"]
        for start, text, concept in mentions:
            end = start + len(text)
            parts = "\t" + "|".join(concept.components) if concept.components else ""
            columns = f"{start}\t{end}\t{text}\t{concept.type}\t{concept.identifier}"
            lines.append(f"{pmid}\t{columns}{parts}\n")
        lines += [f"{pmid}\t{relation}\n" for relation in _relations(draw, pairs)]
        yield "".join((*lines, "\n"))
        pmid += _PMID_STRIDE


def write(path: Path, blocks: Iterator[str], size: int) -> int:
    """Write blocks to `path` as UTF-8, one at a time, until `size` bytes are there or none is left.

    Returns:
        The number of bytes: fewer than `size` only if the blocks ran out, and never a whole block
        more than it.
    """
    written = 0
    with path.open("wb") as out:
        while written < size and (block := next(blocks, None)) is not None:
            written += out.write(block.encode())
    return written


def parse_size(text: str) -> int:
    """Bytes meant by `100MB`, `64 KiB` or `2000`; a decimal unit is a power of ten.

    Raises:
        argparse.ArgumentTypeError: The text is no such size.
    """
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) *([A-Z]*)", text.strip().upper())
    if match is None or match[2] not in _UNITS:
        raise argparse.ArgumentTypeError(f"{text!r} is no size: write 100MB, 64KiB or 2000")
    return int(float(match[1]) * _UNITS[match[2]])


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the file that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write a clean, made-up PubTator corpus.")
    parser.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    parser.add_argument("--size", type=parse_size, help="stop at so many bytes (default: 1MB)")
    parser.add_argument("--documents", type=int, metavar="N", help="stop after N documents")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another corpus")
    parser.add_argument("--unicode", action="store_true", help="more than ASCII in the texts")
    options = parser.parse_args(arguments)
    size = options.size
    if size is None:
        size = _DEFAULT_SIZE if options.documents is None else sys.maxsize
    blocks = islice(documents(options.seed, unicode=options.unicode), options.documents)
    write(options.out, blocks, size)


if __name__ == "__main__":
    main()
