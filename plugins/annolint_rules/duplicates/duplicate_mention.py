"""DUP001 duplicate-mention."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from annolint import (
    Bad,
    Change,
    Diagnostic,
    Document,
    Fix,
    Good,
    Mention,
    Preset,
    Related,
    Rule,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._places import have_one_place, is_sound, named
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.duplicates._runs import runs


class DuplicateMention(Rule, frozen=True):
    """A mention stands twice: same place, same type, same concept identifiers.

    ## Why is this bad?
    Every count of mentions is too high, and a score counts the copy as found or missed once more.
    Whole documents whose mentions stand twice are known from bulk exports.

    ## What to do
    Remove the copy. Copies that follow each other are one finding, which says how many they are.

    ## What it does not see
    Copies that differ in an attribute, and those of a document of which all mentions have the same
    offsets (SPN002). Other identifiers at the same place are
    `conflicting-concept-ids` (OVL004), another type is `conflicting-types` (OVL003), and a document
    that stands twice with its text is `duplicate-document-id` (DOC001).
    """

    code = "DUP001"
    name = "duplicate-mention"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = BROKEN_RECORD
    looks_at = "overlap_groups"
    fixes = (Safety.SAFE, Safety.UNSAFE)
    source = "https://github.com/chanzuckerberg/MedMentions/issues/13"

    examples = (
        Good("Take [aspirin](Chemical D1) or [aspirin](Chemical D1)"),
        Good("Take [[aspirin](Chemical D1)](Chemical D2)"),
        Good("Take [[aspirin](Chemical D1)](Drug D1)"),
        Good("Take [[aspirin](Chemical D1) acid](Chemical D1)"),
        # The same offsets with another text are a slip in one of the two.
        Good(
            "1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tDrug\tD1\n1\t5\t12\tASA\tDrug\tD1\n",
            format="pubtator",
        ),
        # So are copies with other attributes no copies.
        Good(
            "1|t|The V600E variant\n1|a|\n1\t4\t9\tV600E\tMutation\tp|SUB|V|600|E\tRSID:1\n"
            "1\t4\t9\tV600E\tMutation\tp|SUB|V|600|E\tRSID:2\n",
            format="pubtator",
        ),
        Bad(
            "Take [[aspirin](Chemical D1|D2)](Chemical D2|D1)",
            expect=("1:6 mention 'aspirin' (Chemical) stands here a second time: remove the copy",),
            fixed="Take [aspirin](Chemical D1|D2)",
        ),
        Bad(
            "1|t|Take aspirin and water\n1|a|\n"
            "1\t5\t12\taspirin\tT109,T121\tC1\n1\t17\t22\twater\tT121\t-\n"
            "1\t17\t22\twater\tT121\t-1\n1\t5\t12\taspirin\tT121,T109\tC1\n",
            expect=(
                (
                    "5:1 2 mentions in a row repeat earlier ones, from 'water' to 'aspirin': "
                    "remove the copies"
                ),
            ),
            fixed=(
                "1|t|Take aspirin and water\n1|a|\n1\t5\t12\taspirin\tT109,T121\tC1\n"
                "1\t17\t22\twater\tT121\t-\n"
            ),
            format="pubtator",
        ),
        # The strings of components stay; where they contradict each other, so do both mentions.
        Bad(
            "1|t|Cleft lip and palate\n1|a|\n1\t0\t20\tCleft lip and palate\tSign\tD1|D2\n"
            "1\t0\t20\tCleft lip and palate\tSign\tD1|D2\tCleft lip|palate\n",
            expect=(
                (
                    "4:1 mention 'Cleft lip and palate' (Sign) stands here a second time: "
                    "remove the copy"
                ),
            ),
            fixed=(
                "1|t|Cleft lip and palate\n1|a|\n"
                "1\t0\t20\tCleft lip and palate\tSign\tD1|D2\tCleft lip|palate\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Cleft lip and palate\n1|a|\n"
            "1\t0\t20\tCleft lip and palate\tSign\tD1|D2\tCleft lip|palate\n"
            "1\t0\t20\tCleft lip and palate\tSign\tD2|D1\tCleft lip|palate\n",
            expect=(
                (
                    "4:1 mention 'Cleft lip and palate' (Sign) stands here a second time: "
                    "remove the copy"
                ),
            ),
            format="pubtator",
        ),
        # Where all offsets are the same they tell nothing: these may be two mentions of aspirin.
        Good(
            "1|t|Aspirin or water or aspirin\n1|a|\n1\t0\t0\taspirin\tDrug\tD1\n"
            "1\t0\t0\twater\tDrug\t-\n1\t0\t0\taspirin\tDrug\tD1\n",
            format="pubtator",
        ),
        # Every mention with a copy beside it: two findings; three of a kind: one.
        Bad(
            "1|t|Take aspirin and water\n1|a|\n"
            "1\t17\t22\twater\tDrug\t-\n1\t17\t22\twater\tDrug\t-\n"
            "1\t5\t12\taspirin\tDrug\tD1\n1\t5\t12\taspirin\tDrug\tD1\n1\t5\t12\taspirin\tDrug\tD1\n",
            expect=(
                "4:1 mention 'water' (Drug) stands here a second time: remove the copy",
                (
                    "6:1 2 mentions in a row repeat earlier ones, from 'aspirin' to 'aspirin': "
                    "remove the copies"
                ),
            ),
            fixed=(
                "1|t|Take aspirin and water\n1|a|\n1\t17\t22\twater\tDrug\t-\n"
                "1\t5\t12\taspirin\tDrug\tD1\n"
            ),
            format="pubtator",
        ),
        # Copies of mentions in impossible places are copies.
        Bad(
            "1|t|Take aspirin\n1|a|\n"
            "1\t9\t5\tx\tDrug\t-\n1\t6\t6\ty\tDrug\t-\n1\t90\t95\tz\tDrug\t-\n"
            "1\t9\t5\tx\tDrug\t-\n1\t6\t6\ty\tDrug\t-\n1\t90\t95\tz\tDrug\t-\n",
            expect=(
                "6:1 3 mentions in a row repeat earlier ones, from 'x' to 'z': remove the copies",
            ),
            fixed=(
                "1|t|Take aspirin\n1|a|\n1\t9\t5\tx\tDrug\t-\n1\t6\t6\ty\tDrug\t-\n"
                "1\t90\t95\tz\tDrug\t-\n"
            ),
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each run of mentions that stand earlier in the document already."""
        copies = []
        for group in document.overlap_groups:
            originals: dict[object, Mention] = {}
            for mention in group:  # those of one place in the order of the file
                original = originals.setdefault(_content(mention), mention)
                if original is not mention:
                    copies.append((mention, original))
        if copies and have_one_place(document):
            return
        copies.sort(key=lambda pair: pair[0].index)
        for run in runs(copies):
            (first, original), last = run[0], run[-1][0]
            if len(run) == 1:
                fault = f"mention {named(first)} stands here a second time"
                remedy = "remove the copy"
            else:
                ends = f"from {quoted(first.text)} to {quoted(last.text)}"
                fault = f"{len(run)} mentions in a row repeat earlier ones, {ends}"
                remedy = "remove the copies"
            # Equal offsets that are wrong may have been those of two mentions.
            certain = any(is_sound(document, copy) for copy, _ in run)
            safety = Safety.SAFE if certain else Safety.UNSAFE
            yield self.diagnostic(
                first,
                "record",
                f"{fault}: {remedy}",
                related=(Related("the first of them", record=original),),
                covers=tuple(copy for copy, _ in run[1:]),
                fix=_fix(run, safety),
            )


def _fix(run: Sequence[tuple[Mention, Mention]], safety: Safety) -> Fix | None:
    """Return the removal of copies; of the original where only the copy has strings of components.

    Where both have them and do not agree, nobody can tell which is right, and both stay.
    """
    removed: dict[int, Mention] = {}
    for copy, original in run:
        strings, kept = _component_strings(copy), _component_strings(original)
        if not strings or strings == kept:
            removed[copy.index] = copy
        elif not kept:
            removed[original.index] = original
    changes = tuple(Change(mention, None) for mention in removed.values())
    return Fix(changes, safety) if changes else None


def _component_strings(mention: Mention) -> list[tuple[str, str]]:
    """Return each identifier with its string, in any order; nothing where there are no strings."""
    texts = mention.component_texts
    return sorted(zip_longest(mention.concept_ids, texts, fillvalue="")) if texts else []


def _content(mention: Mention) -> object:
    """Return what two mentions must have in common to be one mention written twice."""
    return (
        mention.spans,
        mention.text,
        frozenset(mention.types),
        tuple(sorted(mention.concept_ids)),
        frozenset((attribute.name, attribute.value) for attribute in mention.attributes),
    )
