"""A clean corpus of the model: every mention of a document has words that no other document has."""

from collections.abc import Sequence

from msgspec.structs import replace

from annolint import Document
from annolint.testing import documents

SIZE = 30
_SYLLABLES = ("ba", "do", "fen", "gil", "ka", "lum", "mo", "nir", "po", "ras", "tev", "zu")
_SETTINGS = """
extend-select = ["CID004"]

[schema]
document-id = "(Test:)?[0-9]{8}"

[schema.mentions.Chemical]
namespaces = ["MESH"]
concept = "required"
attributes = { status = ["approved", "withdrawn"] }
[schema.mentions.Disease]
namespaces = ["MESH"]
[schema.mentions.Gene]
namespaces = ["NCBIGene"]

[schema.relations.Association]
arguments = [["Chemical", "Disease"], ["Chemical", "Gene"]]
[schema.relations.Positive_Correlation]
arguments = [["Chemical", "Disease"]]
[schema.relations.Negative_Correlation]
arguments = [["Chemical", "Disease"]]
[schema.relations.Treatment]

[terminologies]
MESH = "mesh.tsv"
"""
SETTINGS = _SETTINGS.strip() + "\n"
"""What the project of the corpus states; `terminology` is the file that it names."""


def word(number: int, ending: str) -> str:
    """Return a word that no other number gives."""
    first, second = divmod(number, len(_SYLLABLES))
    return (
        _SYLLABLES[first % len(_SYLLABLES)] + _SYLLABLES[second] + _SYLLABLES[first // 12] + ending
    )


def chemical(number: int, which: int = 0) -> str:
    """Return the identifier of a chemical of a document."""
    return f"MESH:D{100_000 + 10 * number + which}"


def disease(number: int) -> str:
    """Return the identifier of the disease of a document."""
    return f"MESH:D{200_000 + number}"


def obsolete(number: int) -> str:
    """Return an identifier that the terminology has, but not any more."""
    return f"MESH:D{300_000 + number}"


def terminology() -> str:
    """Return the terms of all documents."""
    rows = ["id\tname\treplaced-by"]
    for number in range(SIZE):
        rows += [f"{chemical(number, which)[5:]}\tterm\t" for which in range(2)]
        rows.append(f"{disease(number)[5:]}\tterm\t")
        rows.append(f"{obsolete(number)[5:]}\tterm\t{disease(number)[5:]}")
    return "".join(f"{row}\n" for row in rows)


def clean() -> list[Document]:
    """Return the documents, without a fault; mentions have ids, relations hold between concepts."""
    made = documents("\n".join(map(_notation, range(SIZE))))
    return [
        replace(
            document,
            mentions=tuple(replace(m, id=f"T{m.index + 1}") for m in document.mentions),
            relations=tuple(replace(r, id=f"R{r.index + 1}") for r in document.relations),
        )
        for document in made
    ]


def _notation(number: int) -> str:
    drug, other, illness = word(number, "vir"), word(number, "mycin"), word(number, "emia")
    gene = f"{word(number, '').upper()}1"
    said = {
        "drug": f"[{drug}](Chemical {chemical(number)})",
        "other": f"[{other}](Chemical {chemical(number, 1)})",
        "illness": f"[{illness}](Disease {disease(number)})",
        "gene": f"[{gene}](Gene {1000 + number})",
    }
    extra = " \u03b2-blockers and \U0001f48a were noted;" if number % 3 == 0 else ""
    return "\n".join(
        (
            f"--- {40_000_000 + number}",
            "Trial {drug} for severe {illness} of adults number ".format(**said) + f"{number}",
            f"We compared{extra} "
            + "two arms, {drug} and {other}, in men with {illness}. After a year {drug} had "
            "lowered {gene} levels more than {other} did.".format(**said),
            f"{{Association {chemical(number)} {disease(number)}}}",
            f"{{Association {chemical(number, 1)} {1000 + number}}}",
        )
    )


def mention_texts(found: Sequence[Document]) -> list[str]:
    """Return the words of every mention."""
    return [mention.text for document in found for mention in document.mentions]
