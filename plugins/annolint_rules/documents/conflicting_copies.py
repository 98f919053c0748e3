"""DOC003 conflicting-copies."""

import zlib
from collections.abc import Iterable, Iterator

import msgspec

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Place,
    Preset,
    Question,
    Related,
    Severity,
    quoted,
)
from annolint_rules._standing import line_of, place
from annolint_rules.documents._copies import copy_key, entries, merge, proves_something

Annotation = tuple[tuple[str, int, int], ...]
"""For each type, sorted: name, how many places there are, and the sum of their checksums."""

Copy = tuple[str, int, str, Annotation]
"""Path, place, id (empty where the file gives none) and annotation of a document."""


class Part(msgspec.Struct):
    """What is learnt in the two readings.

    Attributes:
        files: The file of each copy key; empty where several files have it.
        copies: The documents of the keys that several files have.
        types: The types that each file uses.
    """

    files: dict[int, str] = {}
    copies: dict[int, Copy | tuple[Copy, ...]] = {}
    types: dict[str, frozenset[str]] = {}


Verdict = dict[str, dict[tuple[int | None, int], tuple[str, int, str, tuple[str, ...]]]]
"""Path; then key and place of a document; then path, place, id of the other, and what differs."""

_MOST_SHOWN = 3

_TITLE = "Aspirin against pain and fever"
_ABSTRACT = (
    "We gave aspirin to men with fever, and to men with pain, for weeks; they all were well again."
)
_BARE = f"1|t|{_TITLE}\n1|a|{_ABSTRACT}\n"
_TWO = f"{_BARE}1\t0\t7\tAspirin\tDrug\n1\t16\t20\tpain\tSign\n"


class ConflictingCopies(CorpusRule, frozen=True):
    """One document stands in two files, and is annotated differently.

    ## Why is this bad?
    One of the two is wrong, or both are. Which of them a program learns from, or is scored on,
    depends on the file that it happens to read; figures about the corpus contradict each other.

    ## What to do
    Decide which annotation is right, and keep that one or bring the other up to it. The finding is
    at the second copy, is held against the first in another file, and names the types that differ:
    how many mentions of them both have, or that they stand at other places.

    Copies have the same text, but for white space and case; short texts (fewer than 100 characters)
    must have the same id as well. Compared are types that both files use, so that a corpus of drugs
    and a corpus of diseases do not contradict each other; of relations, only how many there are. A
    mention that stands twice in one copy counts once.

    ## What it does not see
    Other concept identifiers at the same places, and other arguments of as many relations. Copies
    in one file (DOC001, DOC002), and copies whose texts differ in a word. Documents that lack a
    title or abstract record (FMT006), and documents most of whose mentions do not stand where they
    say. A type that the whole file of one copy has lost.

    While it runs, the rule holds about 70 bytes for each document of the corpus, 140 where each
    document is a file of its own. Where copies are found the corpus is read once more, and about
    400 bytes are held for each copy, 700 where each is a file of its own.
    """

    code = "DOC003"
    name = "conflicting-copies"
    severity = Severity.ERROR
    preset = Preset.STRICT
    yields_to = ("DOC004",)
    source = "https://github.com/spyysalo/ncbi-disease/issues/1"

    examples = (
        Good({"a": _TWO, "b": _TWO}, format="pubtator"),
        # Each copy is held against the first in another file.
        Bad(
            {
                "a": f"{_TWO}1\t25\t30\tfever\tSign\n",
                "b": f"{_TWO}1\t82\t86\tpain\tSign\n",
                "c": _TWO.replace("16\t20\tpain", "82\t86\tpain"),
                "d": f"{_TWO}1\t25\t30\tfever\tSign\n1\t16\t20\tpain\tSign\n",
            },
            expect=(
                (
                    "b:1:1 document '1' stands at a:1 too, annotated differently (Sign 2 in both, "
                    "at other places): decide which is right"
                ),
                (
                    "c:1:1 document '1' stands at a:1 too, annotated differently (Sign 1 here, "
                    "2 there): decide which is right"
                ),
            ),
            format="pubtator",
        ),
        # White space moves the offsets and makes no difference.
        Good(
            {
                "a": _TWO,
                "b": _TWO.replace("|t|A", "|t|  A")
                .replace("0\t7", "2\t9")
                .replace("16\t20", "18\t22"),
            },
            format="pubtator",
        ),
        # A type that one of the files does not use is not compared; that of another document is.
        Good({"a": _TWO, "b": f"{_BARE}1\t0\t7\tAspirin\tDrug\n"}, format="pubtator"),
        Bad(
            {
                "a": f"{_TWO}1\tTreats\tD1\tD2\n",
                "b": (
                    f"{_BARE}1\t0\t7\tAspirin\tOther\n1\tTreats\tD1\tD2\n1\tTreats\tD1\tD3\n\n"
                    "2|t|Fever\n2|a|\n2\t0\t5\tFever\tSign\n"
                ),
            },
            expect=(
                (
                    "b:1:1 document '1' stands at a:1 too, annotated differently (Sign 0 here, "
                    "1 there; Treats relations 2 here, 1 there): decide which is right"
                ),
            ),
            format="pubtator",
        ),
        # The first copy has no type in common with the third, but the second has.
        Bad(
            {
                "a": f"{_BARE}1\t0\t7\tAspirin\tOther\n",
                "b": _TWO,
                "c": f"{_BARE}1\t0\t11\tAspirin aga\tDrug\n1\t8\t15\tagainst\tDrug\n",
            },
            expect=(
                (
                    "c:1:1 document '1' stands at b:1 too, annotated differently (Drug 2 here, "
                    "1 there): decide which is right"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            {
                "a": _TWO,
                "b": f"{_BARE}1\t16\t20\tpain\tDrug\n".replace("1|", "2|").replace("1\t", "2\t"),
            },
            expect=(
                (
                    "b:1:1 document '2' stands at a:1 too, as '1', annotated differently (Drug 1 "
                    "in both, at other places): decide which is right"
                ),
            ),
            format="pubtator",
        ),
    )

    def collect(self, document: Document, question: frozenset[int] | None) -> Part | None:
        """Return the file of the document, by its key; asked for some keys, its annotation."""
        key = copy_key(document) if proves_something(document) else None
        if question is None:
            return None if key is None else Part(files={key: document.path})
        types = {name for mention in document.mentions for name in mention.types}
        types.update(_relations(relation.type) for relation in document.relations)
        part = Part(types={document.path: frozenset(types)})
        if key in question:
            identifier = document.id if document.id_given else ""
            copy = (document.path, place(document), identifier, _annotation(document))
            part.copies[key] = copy
        return part

    def merge(self, into: Part, part: Part) -> Part:
        """Join two parts."""
        files = into.files
        for key, path in part.files.items():
            if files.setdefault(key, path) != path:
                files[key] = ""
        merge(into.copies, part.copies)
        for path, types in part.types.items():
            into.types[path] = into.types.get(path, frozenset()) | types
        return into

    def judge(self, part: Part) -> Verdict | Question | None:
        """Ask about the documents that several files have; then return those that differ."""
        shared = frozenset(key for key, path in part.files.items() if not path)
        if shared:
            return Question(shared)
        verdict: Verdict = {}
        for key, found in part.copies.items():
            group = entries(found)
            for number, copy in enumerate(group):
                for other in group[:number]:
                    common = part.types[copy[0]] & part.types[other[0]]
                    if common and other[0] != copy[0]:
                        if differences := _differences(copy[3], other[3], common):
                            known = verdict.setdefault(copy[0], {})
                            known[key, copy[1]] = (*other[:3], differences)
                        break
        return verdict or None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a document of the part stands in a file that has a finding."""
        return any(path in verdict for path in part.types)

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield the document if an earlier copy is annotated differently."""
        known = verdict.get(document.path, {})
        found = known.get((copy_key(document), place(document)))
        if found is None:
            return
        path, where, identifier, differences = found
        line = line_of(where)
        named = f"document {quoted(document.id)}" if document.id_given else "the document"
        same = not document.id_given or identifier in ("", document.id)
        name = "," if same else f", as {quoted(identifier)},"
        shown = "; ".join(differences[:_MOST_SHOWN])
        if len(differences) > _MOST_SHOWN:
            shown += f"; {len(differences) - _MOST_SHOWN} more"
        yield self.diagnostic(
            None,
            "document-id",
            f"{named} stands at {path}:{line} too{name} annotated differently ({shown}): "
            "decide which is right",
            related=(Related("the first one", place=Place(path, line)),),
        )


def _relations(name: str) -> str:
    """Return what stands for a type of relations beside the types of mentions."""
    return f"{name} relations"


def _annotation(document: Document) -> Annotation:
    """Return what is compared: how many places each type has, and which; how many relations.

    A mention that stands twice counts once: that it does is a fault of one copy alone (DUP001).
    """
    text = document.text
    places: dict[str, set[int]] = {}
    for mention in document.mentions:
        offsets = [
            len("".join(text[: max(offset, 0)].split()))
            for span in mention.spans
            for offset in (span.start, span.end)
        ]
        for name in mention.types:
            places.setdefault(name, set()).add(zlib.crc32(repr(offsets).encode()))
    found = {name: (len(sums), sum(sums)) for name, sums in places.items()}
    for relation in document.relations:
        name = _relations(relation.type)
        found[name] = found.get(name, (0, 0))[0] + 1, 0
    return tuple(sorted((name, *counted) for name, counted in found.items()))


def _differences(here: Annotation, there: Annotation, common: Iterable[str]) -> tuple[str, ...]:
    """Say of each type in which two copies differ how they do."""
    mine, others = ({name: counted for name, *counted in each} for each in (here, there))
    said = []
    for name in sorted(common):
        count, places = mine.get(name, (0, 0))
        other_count, other_places = others.get(name, (0, 0))
        if count != other_count:
            said.append(f"{name} {count} here, {other_count} there")
        elif places != other_places:
            said.append(f"{name} {count} in both, at other places")
    return tuple(said)
