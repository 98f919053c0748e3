"""ENC006 invisible-character."""

from collections.abc import Iterator, Sequence

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Fix,
    Good,
    Mention,
    Passage,
    Preset,
    Related,
    Rule,
    Safety,
    Severity,
    TextChange,
    quoted,
)
from annolint_rules._patterns import lazy
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.characters._characters import Found, displaced, explained, find, is_ascii, name
from annolint_rules.characters._rewriting import Rewrite, rewritten, uncounted

_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1cff\ua800-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f"
    "\u2190-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff"
)
"""Scripts in which joiners say how letters are written, and the signs that emoji are made of."""

_WITHOUT_BLANKS = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1bff\ua980-\ua9df\uaa60-\uaadf"
)
"""Scripts in which a zero-width space divides words: Thai, Lao, Tibetan, Burmese, Khmer …"""

_INVISIBLE = lazy(
    "[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
    f"|(?<![{_WITHOUT_BLANKS}])\u200b|\u200b(?![{_WITHOUT_BLANKS}])"
    f"|(?<![{_JOINING}])[\u200c\u200d](?![{_JOINING}])"
)


class InvisibleCharacter(Rule, frozen=True):
    """A mention holds a character that nobody sees.

    ## Why is this bad?
    `aspirin` with a zero-width space in it is another word for every program: it is counted
    apart, found in no terminology and in no text. Such characters come with text that is copied
    from a web page or a PDF: zero-width spaces, soft hyphens, marks of writing direction.

    ## What to do
    Remove it from the mention; where the text has it too, remove it there, and correct the offsets
    after it, if they count it.

    ## What it does not see
    The text outside mentions. Joiners beside letters of scripts that are written with them (Arabic,
    Persian, those of India …) and in emoji, zero-width spaces between letters of scripts without
    blanks (Thai, Khmer …): they belong there. A document is one finding, at the first such mention.
    """

    code = "ENC006"
    name = "invisible-character"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "ENC007")
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/UniversalDependencies/docs/issues/1010"

    examples = (
        Good("Take [aspirin](Chemical) with a soft\xadener, not [caf\u00e9](Chemical)"),
        # Joiners in Persian, in Hindi and in a family; zero-width spaces in Khmer.
        Good("[\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645](Word)"),
        Good("[\u0915\u094d\u200d\u0937](Word)"),
        Good("[\U0001f469\u200d\U0001f467](Emoji), [\u2764\ufe0f\u200d\U0001f525](Emoji)"),
        Good("[\u1797\u17b6\u179f\u17b6\u200b\u1781\u17d2\u1798\u17c2\u179a](Language)"),
        Bad(
            "Take [asp\u200birin](Chemical) daily",
            expect=(
                (
                    "1:9 mention 'asp\u200birin' has U+200B ZERO WIDTH SPACE, which nobody sees: "
                    "remove it, in the text too, and correct the offsets after it"
                ),
            ),
            fixed="Take [aspirin](Chemical) daily",
        ),
        *(
            Bad(
                f"Take [asp{character}irin](Chemical) daily",
                expect=(
                    (
                        f"1:9 mention 'asp{character}irin' has {called}, which nobody sees: "
                        "remove it, in the text too, and correct the offsets after it"
                    ),
                ),
                fixed="Take [aspirin](Chemical) daily",
            )
            for character, called in (
                ("\u00ad", "U+00AD SOFT HYPHEN"),
                ("\u061c", "U+061C ARABIC LETTER MARK"),
                ("\u200c", "U+200C ZERO WIDTH NON-JOINER"),
                ("\u200d", "U+200D ZERO WIDTH JOINER"),
                ("\u200e", "U+200E LEFT-TO-RIGHT MARK"),
                ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
                ("\u2060", "U+2060 WORD JOINER"),
                ("\u2069", "U+2069 POP DIRECTIONAL ISOLATE"),
                ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
            )
        ),
        # One finding for a document; the others are related places.
        Bad(
            "[R\u00f6\xadmer](Person), [Sp\xadeyer](Place) and [W\xadorms](Place)",
            expect=(
                (
                    "1:3 mention 'R\u00f6\xadmer' has U+00AD SOFT HYPHEN, which nobody sees: "
                    "remove it, in the text too, and correct the offsets after it "
                    "(and in 2 more places)"
                ),
            ),
            fixed="[Römer](Person), [Speyer](Place) and [Worms](Place)",
        ),
        # Only the record has it, or only the text.
        Bad(
            "1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\u200b\tChemical\tD001241\n",
            expect=(
                (
                    "3:15 mention 'aspirin\u200b' has U+200B ZERO WIDTH SPACE, which nobody sees: "
                    "remove it"
                ),
            ),
            fixed="1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tChemical\tD001241\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Take\n1|a|asp\u200birin\n1\t5\t13\taspirin\tChemical\tD001241\n",
            expect=(
                (
                    "2:8 the text at mention 'aspirin' has U+200B ZERO WIDTH SPACE, which nobody "
                    "sees: remove it, the offsets do not count it"
                ),
            ),
            fixed="1|t|Take\n1|a|aspirin\n1\t5\t13\taspirin\tChemical\tD001241\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tChemical\tD001241\u200b\n",
            expect=(
                (
                    "3:32 the concept identifier has U+200B ZERO WIDTH SPACE, which nobody sees: "
                    "remove it"
                ),
            ),
            fixed="1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tChemical\tD001241\n",
            format="pubtator",
        ),
        # The offsets do not count it; one mention of two is not enough to say so.
        Bad(
            "1|t|Take as\xadpirin or tea\n1|a|\n1\t5\t12\taspirin\tDrug\t-\n"
            "1\t16\t19\ttea\tFood\t-\n",
            expect=(
                (
                    "1:12 the text at mention 'aspirin' has U+00AD SOFT HYPHEN, which nobody sees: "
                    "remove it, the offsets do not count it"
                ),
            ),
            fixed=(
                "1|t|Take aspirin or tea\n1|a|\n1\t5\t12\taspirin\tDrug\t-\n"
                "1\t16\t19\ttea\tFood\t-\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Take as\xadpirin or tea\n1|a|\n1\t5\t12\taspirin\tDrug\t-\n"
            "1\t17\t20\ttea\tFood\t-\n",
            expect=(
                (
                    "1:12 the text at mention 'aspirin' has U+00AD SOFT HYPHEN, which nobody sees: "
                    "remove it, and correct the offsets after it"
                ),
            ),
            fixed=(
                "1|t|Take aspirin or tea\n1|a|\n1\t5\t11\taspirin\tDrug\t-\n"
                "1\t16\t19\ttea\tFood\t-\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tCh\xademical\tD001241\n",
            expect=("3:18 the type has U+00AD SOFT HYPHEN, which nobody sees: remove it",),
            fixed="1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tChemical\tD001241\n",
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield one diagnostic at the first place."""
        if is_ascii(document):
            return
        found = list(_in_mentions(document))
        found += [
            (each, f"{each.where} has {name(each.text)}")
            for each in find(document, _INVISIBLE)
            if each.field != "text"
        ]
        if not found:
            return
        others = [each for each, _ in found[1:]]
        first, fault = found[0]
        message = f"{fault}, which nobody sees: remove it"
        moved = displaced(document, _INVISIBLE)
        if moved:
            message += ", the offsets do not count it"
        elif first.field == "text":
            message += _also(document, first)
        if others:
            message += f" (and in {len(others)} more place{'s' if others[1:] else ''})"
        yield self.diagnostic(
            first.record,
            first.field,
            message,
            item=first.item,
            at=first.at,
            related=tuple(
                Related("here too", record=other.record, field=other.field) for other in others
            ),
            covers=(*explained(document, _INVISIBLE, [each for each, _ in found]), *moved),
            fix=_fix(document, [each for each, _ in found], is_counted=not moved),
        )


def _fix(document: Document, found: Sequence[Found], *, is_counted: bool) -> Fix | None:
    """Return the removal of these characters from mentions, from the text that they cover too."""
    rewrites = []
    for each in found:
        if isinstance(each.record, Mention) and each.field == "text":
            mention = each.record
            rewrites += list(_in_text(document, mention))
            if document.covered_text(mention) != mention.text:  # else it follows the text
                rewrites += [
                    Rewrite(mention, "text", None, match.start(), match[0], "")
                    for match in _INVISIBLE.finditer(mention.text)
                ]
        elif isinstance(each.record, Passage):
            rewrites += [Rewrite(each.record, "text", None, each.start, each.text, "")]
        else:
            rewrites += [Rewrite(each.record, each.field, each.item, each.start, each.text, "")]
    fix = rewritten(rewrites)
    if fix is None or is_counted:
        return fix
    changes = [change for change in fix.changes if isinstance(change, TextChange)]
    if len(changes) != 1 or len(fix.changes) != 1:
        return None
    (change,) = changes
    counted = uncounted(document, change.start, change.end - change.start)
    return Fix((change, *counted), Safety.UNSAFE)


def _in_text(document: Document, mention: Mention) -> Iterator[Rewrite]:
    for span in mention.spans:
        for passage in document.passages:
            start, end = (max(offset - passage.start, 0) for offset in (span.start, span.end))
            for match in _INVISIBLE.finditer(passage.text, start, end):
                yield Rewrite(passage, "text", None, match.start(), match[0], "")


def _in_mentions(document: Document) -> Iterator[tuple[Found, str]]:
    """Yield the first of these characters in each mention, or in the text that it covers."""
    suspects = {mention.index for mention in document.suspect_mentions}
    for mention in document.mentions:
        if match := _INVISIBLE.search(mention.text):
            fault = f"mention {quoted(mention.text)} has {name(match[0])}"
            yield Found(mention, "text", None, match.start(), match.start(), match[0]), fault
        elif mention.index in suspects and (found := _in_covered_text(document, mention)):
            fault = f"the text at mention {quoted(mention.text)} has {name(found.text)}"
            yield found, fault


def _in_covered_text(document: Document, mention: Mention) -> Found | None:
    for span in mention.spans:
        for passage in document.passages:
            start, end = (max(offset - passage.start, 0) for offset in (span.start, span.end))
            if match := _INVISIBLE.search(passage.text, start, end):
                return Found(passage, "text", None, match.start(), match.start(), match[0])
    return None


def _also(document: Document, first: Found) -> str:
    """Say in a message what else there is to do where the text has the character."""
    if isinstance(first.record, Passage):
        return ", and correct the offsets after it"
    assert isinstance(first.record, Mention)  # noqa: S101 - only these two have a text
    if _INVISIBLE.search(document.covered_text(first.record)):
        return ", in the text too, and correct the offsets after it"
    return ""
