"""DOC002 duplicate-document-text."""

from array import array
from collections.abc import Iterator
from itertools import islice

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
from annolint_rules.documents._copies import (
    SHORTEST,
    Part,
    entries,
    folded_text,
    is_long,
    joined,
    key,
    paths,
    proves_something,
    repeated,
)

Entry = tuple[str, int, str]
"""Path, place and id of a document."""

Verdict = dict[str, dict[tuple[int, int], Entry]]
"""Path; then key and place of a document; then the one whose text it has."""

_TEXT = "Take aspirin daily against the pain, and ask a doctor when it does not go away. "
_OTHER = "Drink water hourly against the heat, and seek a shadow when it does not go away. "
_LONG = 2 * _TEXT


class DuplicateDocumentText(CorpusRule, frozen=True):
    """Two documents with different ids have one text.

    ## Why is this bad?
    The document is there twice and counts twice, in every statistic and every score. Or one of the
    two texts was pasted under the wrong id, and what it should be is missing.

    ## What to do
    Remove one of the two, after merging their annotations; or correct the text, if the documents
    are different ones. The finding is at the second, and names the first. White space and the case
    of letters make no difference between texts.

    ## What it does not see
    Texts of fewer than 100 characters besides white space: titles, remarks such as `[Not
    Available]`, and single sentences are the same in many documents, and rightly so. Ids that the
    file does not give, documents that lack a title or abstract record (FMT006), and documents most
    of whose mentions do not stand where they say: those have got another's text, which is said of
    the mentions. Texts that differ in a word: see `leaked-document` (DOC004).

    While it runs, the rule holds about 10 bytes for each document of the corpus, and of those that
    seem to be copies about 300.
    """

    code = "DOC002"
    name = "duplicate-document-text"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = ("DOC001", "DOC003", "DOC004")
    source = "https://github.com/covidgraph/documentation/issues/73"

    examples = (
        Good(f"--- 1\n{_LONG}\n--- 2\n{2 * _OTHER}"),
        Bad(
            f"--- 1\n{_LONG}\n--- 2\n{_OTHER}\n--- 3\n{_LONG}\n--- 4\n{_TEXT.upper()}\n\n{_TEXT}",
            expect=(
                (
                    "6:1 the text of document '3' is that of document '1', at line 2: remove one "
                    "of the two, or correct the text"
                ),
                (
                    "8:1 the text of document '4' is that of document '1', at line 2: remove one "
                    "of the two, or correct the text"
                ),
            ),
        ),
        Bad(
            {"a": f"--- 1\nNaïve. {_LONG}", "b": f"--- 2\nNAÏVE.\u00a0{_LONG}"},
            expect=(
                (
                    "b:2:1 the text of document '2' is that of document '1', at a:2: remove one "
                    "of the two, or correct the text"
                ),
            ),
        ),
        # What many documents have in common is short: here 99 characters, then 100.
        Good(f"--- 1\n{'Pain ' * 24}abc\n--- 2\n{'Pain ' * 24}abc"),
        Bad(
            f"--- 1\n{'Pain ' * 25}\n--- 2\n{'Pain ' * 25}",
            expect=(
                (
                    "4:1 the text of document '2' is that of document '1', at line 2: remove one "
                    "of the two, or correct the text"
                ),
            ),
        ),
        # The same id is DOC001.
        Good({"a": f"--- 1\n{_LONG}", "b": f"--- 1\n{_LONG}"}),
        Bad(
            f"--- 1\n{_LONG}\n--- 1\n{_LONG}\n--- 2\n{_LONG}",
            expect=(
                (
                    "6:1 the text of document '2' is that of document '1', at line 2: remove one "
                    "of the two, or correct the text"
                ),
            ),
        ),
        # Documents without an id, and without the record for the abstract.
        Good(f"|t|{_LONG}\n|a|\n\n1|t|{_LONG}\n1|a|\n", format="pubtator"),
        Good(f"1|t|{_LONG}\n\n2|t|{_LONG}\n2|a|\n", format="pubtator"),
        # The mentions say that the text is another document's.
        Good(
            f"1|t|{_LONG}\n1|a|\n\n2|t|{_LONG}\n2|a|\n2\t0\t5\tDrink\tVerb\n"
            "2\t6\t11\twater\tDrug\n2\t25\t28\tthe\tWord\n",
            format="pubtator",
        ),
        Bad(
            f"1|t|{_LONG}\n1|a|\n\n2|t|{_LONG}\n2|a|\n2\t0\t4\tTake\tVerb\n2\t6\t11\twater\tDrug\n",
            expect=(
                (
                    "4:1 the text of document '2' is that of document '1', at line 1: remove one "
                    "of the two, or correct the text"
                ),
            ),
            format="pubtator",
        ),
    )

    def collect(self, document: Document, question: frozenset[int] | None) -> Part | None:
        """Return the key of the document's text; asked for some keys, where it stands."""
        if not document.id_given or len(document.text) < SHORTEST:
            return None
        data = folded_text(document)
        if not is_long(data) or not proves_something(document):
            return None
        text = key(data)
        if question is None:
            return Part(array("Q", (text,)))
        if text not in question:
            return None
        return Part(found={text: (document.path, place(document), document.id)})

    def merge(self, into: Part, part: Part) -> Part:
        """Join two parts."""
        return joined(into, part)

    def judge(self, part: Part) -> Verdict | Question | None:
        """Ask about the documents whose text another one has; then return those that repeat it."""
        if question := repeated(part):
            return question
        verdict: Verdict = {}
        for text, found in part.found.items():
            group = entries(found)
            for number, (path, where, identifier) in enumerate(group):
                first = next(
                    (each for each in islice(group, number) if each[2] != identifier), None
                )
                if first is not None:
                    verdict.setdefault(path, {})[text, where] = first
        return verdict or None

    def touches(self, part: Part, verdict: Verdict) -> bool:
        """Say whether a document of the part stands in a file that has a finding."""
        return not verdict.keys().isdisjoint(paths(part))

    def check(self, document: Document, verdict: Verdict) -> Iterator[Diagnostic]:
        """Yield the document if its text is that of an earlier one."""
        known = verdict.get(document.path, {})
        first = known.get((key(folded_text(document)), place(document)))
        if first is None:
            return
        path, where, identifier = first
        line = line_of(where)
        at = f"line {line}" if path == document.path else f"{path}:{line}"
        yield self.diagnostic(
            None,
            "document-id",
            f"the text of document {quoted(document.id)} is that of document "
            f"{quoted(identifier)}, at {at}: remove one of the two, or correct the text",
            related=(Related("the first one", place=Place(path, line)),),
        )
