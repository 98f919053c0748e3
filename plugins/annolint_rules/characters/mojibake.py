"""ENC007 mojibake."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Passage,
    Preset,
    Requirement,
    Rule,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._patterns import lazy
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.characters._characters import Found, explained, find, is_ascii
from annolint_rules.characters._rewriting import Rewrite, rewritten

_READ_AS = ("latin-1", "cp1252")
_FOLLOWING = "".join(
    {
        bytes([byte]).decode(encoding, "ignore")
        for byte in range(0x80, 0xC0)
        for encoding in _READ_AS
    }
)
"""What the second and later bytes of a character become."""

_CANDIDATE = lazy(f"[\xc2-\xf4][{_FOLLOWING}]")

_SEQUENCE = (
    f"(?:[\xc2-\xdf][{_FOLLOWING}]|[\xe0-\xef][{_FOLLOWING}]{{2}}|[\xf0-\xf4][{_FOLLOWING}]{{3}})"
)
_CAPITAL = "A-ZÀ-ÖØ-Þ"
_AFTER_WORDS = "’”«»…–—™®©°²³±·½§›•"  # noqa: RUF001 - these are the characters that are meant
_WORD_END = (
    rf"(?<=[{_CAPITAL}])[ÂÃÄÅÐÑØÙ](?:[{_AFTER_WORDS}](?!\w)|\xa0)"
    rf"|(?<![^\W\d_])[ÄÅ][{_AFTER_WORDS}](?![^\W\d_])"
)
"""`“IRMÃ”`, `10 Å²`: the end of a word in capitals, or a unit, and what may follow it."""

_MOJIBAKE = lazy(
    f"{_SEQUENCE}{{2,}}"
    f"|(?!{_WORD_END})[ÂÃÄÅÎÏÐÑØÙ][{_FOLLOWING}]"
    f"|[âã][{_FOLLOWING}]{{2}}|ð[{_FOLLOWING}]{{3}}"
    f"|[\xc2-\xdf][\x80-\x9f]|[\xe0-\xef](?:[\x80-\x9f][{_FOLLOWING}]|[{_FOLLOWING}][\x80-\x9f])"
)
"""Two sequences or more; or one that tells: of those that Latin letters, Greek, Cyrillic, Arabic,
punctuation, kana and emoji become, or with a control character. Other single ones are text."""


class Mojibake(Rule, frozen=True):
    """UTF-8 was read as Latin-1 or Windows-1252: `Î²` stands for `β`.

    ## Why is this bad?
    Each lost character has become two or three others. Names, Greek letters and quotation marks
    are found by no search, and offsets that were counted before are wrong after each of them.

    ## What to do
    Take the text from its source again and read it as UTF-8; then correct the offsets.

    ## What it does not see
    Text that went through other encodings, and single sequences that could be meant: a word in
    capitals before a quotation mark, letters of rare scripts. Candidates are judged by
    [ftfy](https://ftfy.readthedocs.io). A document is one finding, at the first place, with the
    number of places.
    """

    code = "ENC007"
    name = "mojibake"
    severity = Severity.WARNING
    preset = Preset.STRICT
    yields_to = BROKEN_RECORD
    requires = Requirement("ftfy", "annolint[ftfy]")
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/clld/grambank/issues/18"

    examples = (
        Good("1|t|NF-κB in a café, 37 °C ± 1 °C\n1|a|“Ângulo” à côté…\n", format="pubtator"),
        # Capitals before quotation marks, dashes and signs; units.
        Good(
            "1|t|“IRMÃ”, «AMANHÃ», VIÂ—\n1|a|IRMÃ\xa0E, 10 Å², Å±1, Ä«, MANHÃ®\n", format="pubtator"
        ),
        # Single sequences that would be of rare scripts, and the beginning of one.
        Good("1|t|gemäß§ 5, CAFÉ±, Ü™ and é™®\n1|a|â€ and ð\x9f\n", format="pubtator"),
        # What ftfy takes for text.
        Good("1|t|Ã… and Å¡\n1|a|\n", format="pubtator"),
        Bad(
            "1|t|NF-ÎºB\n1|a|in human cells\n",
            expect=(
                (
                    "1:8 the text has 'Îº' for 'κ': UTF-8 was read as Latin-1 or Windows-1252; "
                    "restore the text and correct the offsets after it"
                ),
            ),
            fixed="1|t|NF-κB\n1|a|in human cells\n",
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield one diagnostic at the first place."""
        if is_ascii(document) or not _is_suspect(document):
            return
        found = [(each, meant) for each in find(document, _MOJIBAKE) if (meant := _meant(each))]
        if not found:
            return
        first, meant = found[0]
        others = len(found) - 1
        fault = f"{first.where} has {quoted(first.text)} for {quoted(meant)}"
        if others:
            fault += f" (and {others} more place{'s' if others > 1 else ''})"
        if isinstance(first.record, Passage):
            remedy = "restore the text and correct the offsets after it"
        else:
            remedy = f"write {quoted(meant)}"
        yield self.diagnostic(
            first.record,
            first.field,
            f"{fault}: UTF-8 was read as Latin-1 or Windows-1252; {remedy}",
            item=first.item,
            at=first.at,
            covers=(
                *explained(document, _MOJIBAKE, [each for each, _ in found]),
                # There are soft hyphens in mojibake.
                *(mention for mention in document.mentions if _MOJIBAKE.search(mention.text)),
            ),
            fix=rewritten(
                [Rewrite(f.record, f.field, f.item, f.start, f.text, meant) for f, meant in found],
            ),
        )


def _is_suspect(document: Document) -> bool:
    texts = (document.text, document.mention_texts, document.field_values)
    return any(map(_CANDIDATE.search, texts))


def _meant(found: Found) -> str:
    """Return what a sequence stands for; empty where ftfy takes it for text."""
    from ftfy import TextFixerConfig, fix_encoding  # noqa: PLC0415 - an extra, seldom needed

    # Controls and lost characters are other rules' business.
    config = TextFixerConfig(fix_c1_controls=False, replace_lossy_sequences=False)
    before, after = (
        each if each.isascii() and each.isalpha() else "" for each in (found.before, found.after)
    )
    word = f"{before}{found.text}{after}"
    fixed = fix_encoding(word, config)
    return "" if fixed == word else fixed[len(before) : len(fixed) - len(after)]
