"""Variants in the notations of tmVar and HGVS, which use the signs of composites themselves."""

from annolint_rules._patterns import fits

_VARIANT_SEQUENCES = frozenset(("", "c", "g", "m", "n", "o", "p", "r"))
_VARIANT_KINDS = frozenset(("SUB", "DEL", "INS", "DUP", "INDEL", "INV", "FS", "Allele"))
_PARTS_OF_SUBSTITUTION = 5
_VARIANT_KEYS = frozenset(
    (
        "tmVar",
        "HGVS",
        "VariantGroup",
        "CorrespondingGene",
        "CorrespondingSpecies",
        "OriginalGene",
        "RS#",
        "CA#",
    )
)
# `p.H1975R`, `NM_000546.5:c.215C>G`, `NM_004006.2(DMD):c.93+1G>T`; the first character after the
# dot is that of a position, a residue, or one of `-*?=([`.
_HGVS = r"(?:[A-Za-z][\w.()-]*:)?[cgmnopr]\.[\w*?=(\[-]\S*"


def is_variant(text: str) -> bool:
    """A variant in the notation of tmVar or of HGVS.

    `c|SUB|G|1138|A,C`, `|DEL|255|A`, `p.H1975R`, and lists that start with one of these or with a
    key (`RS#:662;HGVS:p.Q192R;CorrespondingGene:5444`). Programs write the lists and put into them
    what they read (`tmVar:<150fs;RS#:150f`), so only the keys are checked there.
    """
    if any(map(str.isspace, text)):
        return False
    first, *others = text.split(";")
    if any(not _is_attribute(other) for other in others):
        return False
    if _is_attribute(first) or fits(_HGVS, first):
        return True
    if others and fits(r"rs\d+", first):
        return True
    sequence, *parts = first.split("|")
    if len(parts) not in range(2, 6):  # the kind, and from one to four facts about the change
        return False
    return sequence in _VARIANT_SEQUENCES and parts[0] in _VARIANT_KINDS


def judge_variant(text: str) -> str | None:
    """Say what a substitution lacks; other changes may lack any part, and lists are what they are.

    That a part is empty is usual where the text does not say it: `p|SUB|E||X`.
    """
    parts = text.partition(";")[0].split("|")
    is_substitution = parts[0] in _VARIANT_SEQUENCES and "SUB" in parts[1:2]
    if is_substitution and len(parts) < _PARTS_OF_SUBSTITUTION:
        return "tmVar writes a substitution as c|SUB|G|1138|A, and a part is missing"
    return None


def _is_attribute(text: str) -> bool:
    key, colon, value = text.partition(":")
    return key in _VARIANT_KEYS and bool(colon) and bool(value)
