"""DOC004 leaked-document."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated

import msgspec

from annolint import (
    Bad,
    CorpusRule,
    Diagnostic,
    Document,
    Good,
    Place,
    Preset,
    Project,
    Related,
    Severity,
    Split,
    option,
    quoted,
)
from annolint_rules._standing import line_of, path_order, place
from annolint_rules.documents._copies import copy_key, proves_something
from annolint_rules.documents._signatures import likeness, near_copies, signature_of


class Entry(msgspec.Struct, frozen=True, gc=False):
    """What is held of a document; `name` is its id, empty where the file gives none."""

    path: str
    place: int
    name: str
    key: int
    splits: tuple[str, ...]
    signature: bytes


Part = list[Entry]

Verdict = dict[str, dict[tuple[int, int], tuple[Entry, Entry]]]
"""Path; then key and place of a document; then the document, and that of the other split."""

_TELLING_DIGITS = 6
"""Digits from which on an id names one article, as those of PubMed do; files number from 1."""
_SAME_ID = 0.1
"""Likeness from which on two documents of one id are one document.

Of pairs of different abstracts 1 in 100,000 are so much alike (BC5CDR, NCBI-disease, BioRED).
"""

_SETTINGS = '[splits]\ntrain = ["train*"]\ntest = ["test*"]'
_TEXT = (
    "Aspirin was given to forty men with a fever, half of whom had taken no drug before, and its "
    "effect on the heart was followed for a week. No man fell ill, none was lost, and the fever "
    "went down on the second day in all but three, who were given water and rest instead. We hold "
    "that aspirin does no harm to the heart, if it is taken with food and for a short time only."
)
_EDITED = _TEXT.replace("forty", "thirty").replace(" No man fell ill, none was lost, and t", " T")
_OTHER = " ".join(reversed(_TEXT.split()))


class LeakedDocument(CorpusRule, frozen=True):
    """A document of one split stands in another as well.

    ## Why is this bad?
    A program is tested on what it was trained on, and its score says nothing about new texts. Such
    leaks are found in many published corpora, most of them between corpora that are used together.

    ## What to do
    Take the document out of one of the two splits. The finding is at the second, and names the
    first. A document stands in another split when

    - its text stands there, but for white space and case; with the same id, where it has fewer than
      100 characters;
    - its id stands there, if that has six digits or more, or if the texts have something in common;
    - a text stands there that has at least half of its word pairs in common with it: what is left
      when one word in ten is exchanged, or a third of the text is cut off.

    ## What it does not see
    Anything, as long as `[splits]` is empty, and files that are in no split. Paraphrases, and a
    short text inside a long one. Nearly the same texts of fewer than 50 words: single sentences of
    one author are like that. Forms that are filled in, such as radiology reports, are nearly the
    same without being leaks: set `similarity` higher.

    While it runs with `[splits]`, the rule holds about 500 bytes for each document of a split, 620
    where each document is a file of its own. Likeness is measured on samples of 128 word pairs: of
    texts that are alike to exactly one half 1 in 8 is missed, of those alike to two thirds 1 in
    1,000.
    """

    code = "DOC004"
    name = "leaked-document"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    source = "https://github.com/hu-ner/huner/issues/28"

    similarity: Annotated[
        float,
        option("Share of common word pairs from which on texts are nearly the same.", ge=0.5, le=1),
    ] = 0.5

    examples = (
        Good({"train": f"--- 1\n{_TEXT}", "test": f"--- 1\n{_TEXT}"}),
        Good({"train": f"--- 1\n{_TEXT}", "test": f"--- 2\n{_OTHER}"}, settings=_SETTINGS),
        Good(dict.fromkeys(("train", "train2", "else"), f"--- 1\n{_TEXT}"), settings=_SETTINGS),
        Bad(
            {"train": f"--- 1\n{_TEXT}", "test": f"--- 1\n{_TEXT.upper()}"},
            expect=(
                (
                    "train:2:1 document '1' of split 'train' stands in split 'test' too, at "
                    "test:2: take it out of one of the two"
                ),
            ),
            settings=_SETTINGS,
        ),
        Bad(
            {"train": f"--- 1\n{_OTHER}\n--- 2\n{_TEXT}", "test": f"--- 3\n{_TEXT}"},
            expect=(
                (
                    "train:4:1 document '2' of split 'train' stands in split 'test' too, at "
                    "test:2 as '3': take it out of one of the two"
                ),
            ),
            settings=_SETTINGS,
        ),
        Bad(
            {"train": f"--- 1\n{_TEXT}", "test": f"--- 2\n{_EDITED}"},
            expect=(
                (
                    "train:2:1 document '1' of split 'train' stands nearly the same (80% of word "
                    "pairs) in split 'test', at test:2 as '2': take it out of one of the two"
                ),
            ),
            settings=_SETTINGS,
        ),
        Good(
            {"train": f"--- 1\n{_TEXT}", "test": f"--- 2\n{_EDITED}"},
            settings=f"{_SETTINGS}\n[rules.leaked-document]\nsimilarity = 0.9",
        ),
        # An id of six digits is telling; a shorter one is, where the texts are alike.
        Bad(
            {"train": f"--- 123456\n{_TEXT}", "test": f"--- 123456\n{_OTHER}"},
            expect=(
                (
                    "train:2:1 document '123456' of split 'train' stands in split 'test' too, "
                    "with another text, at test:2: take it out of one of the two"
                ),
            ),
            settings=_SETTINGS,
        ),
        Good({"train": f"--- 12345\n{_TEXT}", "test": f"--- 12345\n{_OTHER}"}, settings=_SETTINGS),
        Bad(
            {"train": f"--- 12345\n{_TEXT}", "test": f"--- 12345\n{_TEXT[:190]}{_OTHER}"},
            expect=(
                (
                    "train:2:1 document '12345' of split 'train' stands in split 'test' too, "
                    "with another text, at test:2: take it out of one of the two"
                ),
            ),
            settings=_SETTINGS,
        ),
        # Short texts need the same id, and nearly the same ones are passed over.
        Good({"train": "--- 1\nAspirin", "test": "--- 2\nAspirin"}, settings=_SETTINGS),
        Bad(
            {"train": "--- 1\nAspirin", "test": "--- 1\nASPIRIN"},
            expect=(
                (
                    "train:2:1 document '1' of split 'train' stands in split 'test' too, at "
                    "test:2: take it out of one of the two"
                ),
            ),
            settings=_SETTINGS,
        ),
        Good(
            {"train": f"--- 1\n{_TEXT[:200]}", "test": f"--- 2\n{_TEXT[:195]}"}, settings=_SETTINGS
        ),
        # A file in two splits leaks into a file that is in one of them.
        Bad(
            {"train": f"--- 1\n{_TEXT}", "train-test": f"--- 1\n{_TEXT}"},
            expect=(
                (
                    "train-test:2:1 document '1' of split 'test' stands in split 'train' too, at "
                    "train:2: take it out of one of the two"
                ),
            ),
            settings='[splits]\ntrain = ["train*"]\ntest = ["*test"]',
        ),
        # Documents without an id, and without the record for the abstract.
        Bad(
            {"train": f"|t|{_TEXT}\n|a|\n", "test": f"|t|{_TEXT}\n|a|\n"},
            expect=(
                (
                    "train:1:1 the document of split 'train' stands in split 'test' too, at "
                    "test:1: take it out of one of the two"
                ),
            ),
            format="pubtator",
            settings=_SETTINGS,
        ),
        Good(
            {"train": f"1|t|{_TEXT}\n", "test": f"1|t|{_TEXT}\n1|a|\n"},
            format="pubtator",
            settings=_SETTINGS,
        ),
    )

    def applies(self, project: Project) -> bool:
        """Say whether the corpus has splits."""
        return bool(project.splits)

    def collect(self, document: Document, project: Project) -> Part | None:
        """Return what is to be known of a document in a split."""
        splits = _splits_of(document.path, project.splits)
        key = copy_key(document)
        if not splits or key is None or not proves_something(document):
            return None
        name = document.id if document.id_given else ""
        signature = signature_of(document)
        return [Entry(document.path, place(document), name, key, splits, signature)]

    def merge(self, into: Part, part: Part) -> Part:
        """Join two parts."""
        into += part
        return into

    def judge(self, part: Part) -> Verdict | None:
        """Return the documents that stand in an earlier file of another split; None if none do."""
        documents = sorted(part, key=_order)
        leaks = _copies(documents)
        signatures = [document.signature for document in documents]
        splits = [document.splits for document in documents]
        leaks.update(near_copies(signatures, splits, frozenset(leaks), self.similarity))
        verdict: Verdict = {}
        for number, other in leaks.items():
            found = documents[number]
            known = verdict.setdefault(found.path, {})
            known[found.key, found.place] = (found, documents[other])
        return verdict or None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a document of the part stands in a file that has a finding."""
        return any(document.path in verdict for document in part)

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield the document if it stands in another split."""
        known = verdict.get(document.path)
        if not known:
            return
        key = copy_key(document)
        if key is None or (key, place(document)) not in known:
            return
        found, other = known[key, place(document)]
        line = line_of(other.place)
        named = f"document {quoted(found.name)}" if found.name else "the document"
        own, others = _shown(found.splits, other.splits), _shown(other.splits, found.splits)
        where = f"{other.path}:{line}"
        if other.name not in ("", found.name):
            where = f"{where} as {quoted(other.name)}"
        if found.key == other.key:
            said = f"stands in split {others} too, at {where}"
        elif found.name and found.name == other.name:
            said = f"stands in split {others} too, with another text, at {where}"
        else:
            alike = likeness(found.signature, other.signature)
            said = (
                f"stands nearly the same ({alike:.0%} of word pairs) in split {others}, at {where}"
            )
        yield self.diagnostic(
            None,
            "document-id",
            f"{named} of split {own} {said}: take it out of one of the two",
            related=(Related("the first one", place=Place(other.path, line)),),
        )


@lru_cache(maxsize=256)
def _splits_of(path: str, splits: tuple[Split, ...]) -> tuple[str, ...]:
    """Return the names of the splits that a file is in."""
    return tuple(split.name for split in splits if split.holds(path))


def _order(document: Entry) -> tuple[object, ...]:
    return (path_order(document.path), *msgspec.structs.astuple(document))


def _shown(names: Sequence[str], others: Sequence[str]) -> str:
    """Return the splits that a document is in and the other is not; all of them where none."""
    return " and ".join(map(quoted, [name for name in names if name not in others] or names))


def _copies(documents: Sequence[Entry]) -> dict[int, int]:
    """Return the documents that an earlier one of another split is, by their numbers."""
    groups: dict[int | str, list[int]] = {}
    for number, document in enumerate(documents):
        groups.setdefault(document.key, []).append(number)
        if document.name:
            groups.setdefault(document.name, []).append(number)
    found: dict[int, int] = {}
    for group in groups.values():
        firsts: dict[tuple[str, ...], int] = {}
        for number in group:
            document = documents[number]
            for splits, first in firsts.items():
                if splits != document.splits and _is_same(document, documents[first]):
                    found[number] = min(first, found.get(number, first))
            firsts.setdefault(document.splits, number)
    return found


def _is_same(one: Entry, other: Entry) -> bool:
    """Say whether two documents of one key or one id are the same."""
    return (
        one.key == other.key
        or sum(map(str.isdigit, one.name)) >= _TELLING_DIGITS
        or likeness(one.signature, other.signature) >= _SAME_ID
    )
