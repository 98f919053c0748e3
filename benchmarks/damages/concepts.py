"""Damage to concept identifiers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from benchmarks.damages.gold import CONCEPT, PARTS, Mention, Row
from benchmarks.damages.kinds import (
    WHOLE_FILE,
    Case,
    Damaged,
    Setup,
    concept_parts,
    has_concept,
    kind,
)

_MESH = re.compile(r"(?:MESH:)?[CD](?:[0-9]{6}|[0-9]{9})")
_OMIM = re.compile(r"OMIM:[0-9]{6}")
_UMLS = re.compile(r"C[0-9]{7}")
_CLOSED = (_MESH, _OMIM, _UMLS)
"""Namespaces whose identifiers have a fixed length, so that a digit less is seen."""


def _is_closed(part: str) -> bool:
    return any(pattern.fullmatch(part) for pattern in _CLOSED)


def _damaged_part(
    case: Case, fits: Callable[[str], bool], change: Callable[[str], str], *codes: str
) -> Damaged | None:
    """Change one identifier of a concept field that may hold several."""

    def holds(mention: Mention) -> bool:
        return any(map(fits, concept_parts(mention.concept)))

    mention = case.mention(holds)
    if mention is None:
        return None
    parts = concept_parts(mention.concept)
    number = case.chance.choice([each for each, part in enumerate(parts) if fits(part)])
    changed = change(parts[number])
    if changed == parts[number]:
        return None
    parts[number] = changed
    return case.with_field(mention, CONCEPT, "|".join(parts), *codes)


def _digit(case: Case, part: str) -> int:
    """Return the place of a digit of an identifier."""
    return case.chance.choice([at for at, sign in enumerate(part) if sign.isdecimal()])


@kind("CID003")
def concept_digit_lost(case: Case) -> Damaged | None:
    """A digit of a MeSH, OMIM or UMLS identifier is lost."""

    def change(part: str) -> str:
        at = _digit(case, part)
        return part[:at] + part[at + 1 :]

    return _damaged_part(case, _is_closed, change)


@kind("CID003")
def concept_digit_added(case: Case) -> Damaged | None:
    """A digit of a MeSH, OMIM or UMLS identifier is typed twice."""

    def change(part: str) -> str:
        at = _digit(case, part)
        longer = part[:at] + part[at] + part[at:]
        return part if _is_closed(longer) else longer  # a bare C and seven digits is of UMLS

    return _damaged_part(case, _is_closed, change)


@kind("CID003")
def letter_for_digit_in_concept(case: Case) -> Damaged | None:
    """A letter stands for a digit of an identifier: O for 0, l for 1."""

    def change(part: str) -> str:
        at = case.chance.choice([at for at, sign in enumerate(part) if sign in "01"])
        return part[:at] + "Ol"[int(part[at])] + part[at + 1 :]

    return _damaged_part(
        case, lambda part: _is_closed(part) and bool(set(part) & {"0", "1"}), change
    )


@kind("CID003")
def letter_for_digit_in_gene(case: Case) -> Damaged | None:
    """A letter stands for a digit of a bare gene or taxon number."""

    def change(part: str) -> str:
        at = case.chance.randrange(1, len(part))  # `O09239` may be of UniProt
        return part[:at] + case.chance.choice("OlISB") + part[at + 1 :]

    return _damaged_part(case, lambda part: part.isdecimal() and len(part) > 2, change)


@kind("CID003")
def concept_letter_small(case: Case) -> Damaged | None:
    """The letter that a bare MeSH or UMLS identifier begins with is small."""
    return _damaged_part(
        case, lambda part: _is_closed(part) and ":" not in part, lambda part: part.lower()
    )


@kind("CID003")
def concept_letter_wrong(case: Case) -> Damaged | None:
    """A bare MeSH identifier begins with another letter."""
    letter = case.chance.choice("FSXEG")
    return _damaged_part(
        case,
        lambda part: bool(_MESH.fullmatch(part)) and ":" not in part,
        lambda part: letter + part[1:],
    )


@kind("CID003", "CID006", needs={Setup.SCHEMA})
def concept_letter_lost(case: Case) -> Damaged | None:
    """A bare MeSH identifier has lost its letter.

    What is left is no MeSH identifier, or one of another namespace. Without a zero it may be OMIM.
    """
    return _damaged_part(
        case,
        lambda part: bool(_MESH.fullmatch(part)) and part[1] == "0",
        lambda part: part[1:],
    )


@kind("CID003")
def concept_prefix_misspelt(case: Case) -> Damaged | None:
    """The prefix of an identifier is misspelt."""

    def change(part: str) -> str:
        prefix, _, rest = part.partition(":")
        at = case.chance.randrange(len(prefix) - 1)
        head, pair, tail = prefix[:at], prefix[at : at + 2], prefix[at + 2 :]
        changed = f"{head}{case.chance.choice((pair[::-1], pair[0], pair[0] + 'R'))}{tail}"
        return part if changed == "MSH" else f"{changed}:{rest}"  # MSH is how UMLS calls MeSH

    return _damaged_part(case, lambda part: _is_closed(part) and ":" in part, change)


@kind("CID003")
def concept_prefix_doubled(case: Case) -> Damaged | None:
    """The prefix of an identifier is there twice."""

    def change(part: str) -> str:
        prefix = part.partition(":")[0] if ":" in part else "MESH:MESH"
        return f"{prefix}:{part}"

    return _damaged_part(
        case, lambda part: bool(_MESH.fullmatch(part) or _OMIM.fullmatch(part)), change
    )


@kind("CID003")
def concept_with_wrong_prefix(case: Case) -> Damaged | None:
    """An identifier has the prefix of a namespace whose identifiers look otherwise."""

    def change(part: str) -> str:
        return f"{case.chance.choice(('OMIM', 'UMLS', 'CHEBI'))}:{part.rpartition(':')[2]}"

    return _damaged_part(case, lambda part: bool(_MESH.fullmatch(part)), change)


@kind("CID003")
def concept_with_trailing_sign(case: Case) -> Damaged | None:
    """A full stop, comma or bracket hangs on the identifier."""
    sign = case.chance.choice((".", ")", "]", "?", "*"))
    return _damaged_part(case, _is_closed, lambda part: part + sign)


@kind("CID003")
def name_for_concept(case: Case) -> Damaged | None:
    """The mention text stands in the column of the identifier."""
    mention = case.mention(
        lambda each: (
            has_concept(each) and len(each.text) > 3 and each.text.replace(" ", "").isalpha()
        )
    )
    return case.with_field(mention, CONCEPT, mention.text) if mention else None


@kind("CID003", "CID004")
def null_for_concept(case: Case) -> Damaged | None:
    """A data frame or spreadsheet has written its sign for a missing value as the identifier.

    The value is no identifier, and says that there is none.
    """
    mention = case.mention(has_concept)
    value = case.chance.choice(("nan", "NaN", "#N/A", "#REF!"))
    return case.with_field(mention, CONCEPT, value) if mention else None


@kind("CID003")
def gene_number_as_decimal(case: Case) -> Damaged | None:
    """A data frame has written a bare number as a decimal number."""
    return _damaged_part(
        case, str.isdecimal, lambda part: case.chance.choice((f"{part}.0", f"{int(part):.2E}"))
    )


@kind("CID003")
def concepts_run_together(case: Case) -> Damaged | None:
    """The bar between two identifiers of a composite is lost."""
    mention = case.mention(
        lambda each: len(parts := concept_parts(each.concept)) > 1 and all(map(_is_closed, parts))
    )
    return (
        case.with_field(mention, CONCEPT, mention.concept.replace("|", "", 1)) if mention else None
    )


@kind("CID003")
def concept_component_empty(case: Case) -> Damaged | None:
    """The bar of a composite is typed twice, or one too many stands at its end."""
    mention = case.mention(
        lambda each: "|" in each.concept and all(map(_is_closed, concept_parts(each.concept)))
    )
    if mention is None:
        return None
    twice = mention.concept.replace("|", "||", 1)
    return case.with_field(mention, CONCEPT, case.chance.choice((twice, f"{mention.concept}|")))


@kind("CID004", needs={Setup.SCHEMA})
def concept_missing(case: Case) -> Damaged | None:
    """The identifier of a mention whose type needs one is empty, or a sign that there is none."""
    mention = case.mention(
        lambda each: each.type in case.vocabulary.required and len(each.row) == PARTS
    )
    if mention is None:
        return None
    return case.with_field(mention, CONCEPT, case.chance.choice(("", "-", "-1")))


def _uniform(case: Case, *, prefixed: bool) -> bool:
    """Say whether the MeSH identifiers of the file are many, and all with or all without prefix."""
    parts = [
        part
        for document in case.neighbours
        for mention in document.mentions
        for part in concept_parts(mention.concept)
        if _MESH.fullmatch(part)
    ]
    return len(parts) >= 20 and all(part.startswith("MESH:") == prefixed for part in parts)


@kind("CID005", context=20)
def concept_prefix_added(case: Case) -> Damaged | None:
    """One identifier has a prefix among bare ones."""
    if not _uniform(case, prefixed=False):
        return None
    return _damaged_part(
        case, lambda part: bool(_MESH.fullmatch(part)), lambda part: f"MESH:{part}"
    )


@kind("CID005", context=20)
def concept_prefix_lost(case: Case) -> Damaged | None:
    """One identifier is bare among those with a prefix."""
    if not _uniform(case, prefixed=True):
        return None
    return _damaged_part(
        case, lambda part: bool(_MESH.fullmatch(part)), lambda part: part.removeprefix("MESH:")
    )


@kind("CID003", "CID005", context=20)
def concept_prefix_small(case: Case) -> Damaged | None:
    """The prefix of one identifier is in small letters.

    It is not how the namespace writes it, and not how the file does.
    """
    uses = Counter(
        part.partition(":")[0]
        for document in case.neighbours
        for mention in document.mentions
        for part in concept_parts(mention.concept)
    )
    return _damaged_part(
        case,
        lambda part: _is_closed(part) and ":" in part and uses[part.partition(":")[0]] >= 20,
        lambda part: part.replace("MESH:", "mesh:").replace("OMIM:", "omim:"),
    )


@kind("CID006", needs={Setup.SCHEMA})
def concept_of_foreign_namespace(case: Case) -> Damaged | None:
    """A well-formed identifier of a namespace that the type does not allow."""
    value = case.chance.choice(("CVCL_0030", "CHEBI:15365", "HGNC:11998", "GO:0006915"))
    mention = case.mention(lambda each: has_concept(each) and len(each.row) == PARTS)
    if mention is None or value[:2] in {each.concept[:2] for each in case.document.mentions}:
        return None
    return case.with_field(mention, CONCEPT, value)


def _is_known(case: Case, part: str) -> bool:
    return any(part in field for fields in case.vocabulary.concepts.values() for field in fields)


@kind("CID007", needs={Setup.TERMINOLOGY})
def concept_digits_exchanged(case: Case) -> Damaged | None:
    """Two digits of an identifier are exchanged; the terminology does not have the result."""

    def change(part: str) -> str:
        places = [at for at in range(len(part) - 1) if part[at : at + 2].isdecimal()]
        at = case.chance.choice(places)
        changed = part[:at] + part[at + 1] + part[at] + part[at + 2 :]
        return part if _is_known(case, changed.rpartition(":")[2]) else changed

    return _damaged_part(case, _is_closed, change)


@kind("CID007", needs={Setup.SCHEMA, Setup.TERMINOLOGY})
def gene_digit_lost(case: Case) -> Damaged | None:
    """A bare gene or taxon number has lost a digit; the terminology does not have the result."""

    def change(part: str) -> str:
        at = _digit(case, part)
        changed = (part[:at] + part[at + 1 :]).lstrip("0")
        return part if not changed or _is_known(case, changed) else changed

    return _damaged_part(case, lambda part: part.isdecimal() and len(part) > 3, change)


@kind("CID007", needs={Setup.TERMINOLOGY})
def concepts_dragged(case: Case) -> Damaged | None:
    """A spreadsheet has counted an identifier up while filling a cell."""

    def change(part: str) -> str:
        head, digits = re.fullmatch(r"(.*?)([0-9]+)", part).groups()  # type: ignore[union-attr] # it ends in digits
        changed = head + str(int(digits) + case.chance.randrange(1, 4)).zfill(len(digits))
        return part if _is_known(case, changed.rpartition(":")[2]) else changed

    return _damaged_part(case, _is_closed, change)


def obsolete(identifier: str) -> str:
    """Return the obsolete identifier that the terminology of the bench replaces by this one."""
    return f"{identifier[0]}9{identifier[2:]}"


@kind("CID008", needs={Setup.TERMINOLOGY})
def concept_obsolete(case: Case) -> Damaged | None:
    """A mention has the identifier that its MeSH identifier has replaced."""

    def change(part: str) -> str:
        prefix, colon, local = part.rpartition(":")
        return f"{prefix}{colon}{obsolete(local)}"

    return _damaged_part(case, lambda part: bool(_MESH.fullmatch(part)), change)


@kind("CID001")
def other_concept_in_document(case: Case) -> Damaged | None:
    """One of at least three equal mentions of a document has the identifier of something else."""
    document = case.document
    counts = Counter((each.text, each.type, each.concept) for each in document.mentions)
    fields = {(each.text, each.type): each.concept for each in document.mentions}
    mention = case.mention(
        lambda each: (
            counts[each.text, each.type, each.concept] >= 3
            and bool(_MESH.fullmatch(each.concept))
            and fields[each.text, each.type] == each.concept
        )
    )
    if mention is None:
        return None
    own = {each.concept for each in document.mentions}
    values = case.vocabulary.concepts.get(mention.type, frozenset())
    prefixed = ":" in mention.concept
    other = case.pick(
        sorted(each for each in values - own if _MESH.fullmatch(each) and (":" in each) == prefixed)
    )
    return case.with_field(mention, CONCEPT, other) if other else None


def _composite(mention: Mention, *, parts: bool | None = None) -> bool:
    """Say whether a mention has several identifiers, with or without a seventh column."""
    ids = concept_parts(mention.concept)
    filled = len(mention.row) > PARTS and bool(mention.row[PARTS])
    return len(ids) > 1 and all(map(_is_closed, ids)) and parts in (None, filled)


@kind("CID009", context=WHOLE_FILE)
def concept_separator_changed(case: Case) -> Damaged | None:
    """One composite is joined by a semicolon or comma, and all others of the file by bars."""
    fields = [each.concept for document in case.neighbours for each in document.mentions]
    if sum("|" in field for field in fields) < 20 or any(
        set(field) & set(";,") for field in fields
    ):
        return None
    mention = case.mention(_composite)
    if mention is None:
        return None
    return case.with_field(mention, CONCEPT, mention.concept.replace("|", case.chance.choice(";,")))


@kind("CID010")
def component_concept_lost(case: Case) -> Damaged | None:
    """One identifier of a composite is lost; the seventh column still names all parts."""
    mention = case.mention(lambda each: _composite(each, parts=True))
    if mention is None:
        return None
    ids = concept_parts(mention.concept)
    del ids[case.chance.randrange(len(ids))]
    return case.with_fields(mention, {CONCEPT: "|".join(ids), PARTS: mention.row[PARTS]})


@kind("CID010")
def component_text_lost(case: Case) -> Damaged | None:
    """One part of the seventh column is lost; the composite still has all identifiers."""
    mention = case.mention(lambda each: _composite(each, parts=True))
    if mention is None:
        return None
    texts = mention.row[PARTS].split("|")
    del texts[case.chance.randrange(len(texts))]
    return case.with_fields(mention, {CONCEPT: mention.concept, PARTS: "|".join(texts)})


@kind("SPN013")
def component_text_foreign(case: Case) -> Damaged | None:
    """One part of the seventh column names something that the mention does not."""
    mention = case.mention(lambda each: _composite(each, parts=True))
    if mention is None:
        return None
    texts = mention.row[PARTS].split("|")
    other = case.chance.choice(("pulmonary embolism", "weight gain", "iron overload"))
    if set(other.split()) & set(mention.text.replace("/", " ").split()):
        return None
    texts[case.chance.randrange(len(texts))] = other
    return case.with_field(mention, PARTS, "|".join(texts))


@kind("CID011", context=WHOLE_FILE)
def composite_reordered(case: Case) -> Damaged | None:
    """The identifiers of one composite stand in another order than in four or more others."""
    uses = Counter(each.concept for document in case.neighbours for each in document.mentions)
    mention = case.mention(lambda each: _composite(each, parts=False) and uses[each.concept] >= 5)
    if mention is None:
        return None
    changed = "|".join(reversed(concept_parts(mention.concept)))
    return case.with_field(mention, CONCEPT, changed) if not uses[changed] else None


@kind("CID012")
def component_repeated(case: Case) -> Damaged | None:
    """One identifier of a composite without seventh column is there twice."""
    mention = case.mention(lambda each: _composite(each, parts=False))
    if mention is None:
        return None
    ids = concept_parts(mention.concept)
    ids.insert(case.chance.randrange(len(ids) + 1), case.chance.choice(ids))
    return case.with_field(mention, CONCEPT, "|".join(ids))


def _with_copy(case: Case, mention: Mention, row: Row) -> Damaged:
    lines = list(case.document.lines)
    lines.insert(mention.line + 1, "\t".join(row))
    return case.file(lines, (mention.line, mention.line + 1))


@kind("OVL004")
def same_span_with_other_concept(case: Case) -> Damaged | None:
    """A mention is there a second time with another identifier; either line may be named."""
    mention = case.mention(lambda each: len(each.row) == PARTS and has_concept(each))
    if mention is None:
        return None
    values = case.vocabulary.concepts.get(mention.type, frozenset())
    like = _MESH.fullmatch(mention.concept) is not None
    fitting = [
        each
        for each in values
        if each != mention.concept
        and bool(_MESH.fullmatch(each)) == like
        and "|" not in each
        and has_concept(Mention(0, (*mention.row[:CONCEPT], each)))
    ]
    other = case.pick(sorted(fitting))
    return _with_copy(case, mention, (*mention.row[:CONCEPT], other)) if other else None
