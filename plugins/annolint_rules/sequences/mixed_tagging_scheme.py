"""SEQ002 mixed-tagging-scheme."""

from annolint import Bad, Good, Preset, ReaderRule, Severity


class MixedTaggingScheme(ReaderRule, frozen=True):
    """The tags of a file follow two schemes.

    ## Why is this bad?
    `I-LOC` begins a mention in IOB1 and never does in IOB2; `S-LOC` is no tag of either. A program
    reads a file by one scheme, so it drops or divides mentions in one of the parts. It is the trace
    of files that were joined.

    ## What to do
    Convert the part that deviates. `--unsafe-fixes` does so where `invalid-transition` (SEQ001) is
    on. If the scheme that most mentions follow is the wrong one, name the right one in `[formats]`.

    ## What it does not see
    Two schemes that do not differ in the mentions at hand, and a few mentions that IOB1 would allow
    in IOB2, or the other way round: those are slips, and `invalid-transition` (SEQ001) names each.
    """

    code = "SEQ002"
    name = "mixed-tagging-scheme"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    source = "https://github.com/adobe-research/deft_corpus/pull/16"

    examples = (
        Good("Anna\tB-PER\nLind\tI-PER\nin\tO\nLund\tB-LOC\n", format="conll"),
        Bad(
            "Anna\tB-PER\nLind\tI-PER\nin\tO\nLund\tB-LOC\n\nMalmo\tS-LOC\nby\tO\nnight\tO\n",
            expect=(
                (
                    "6:7 the tags of the file are IOB2, but 1 mention is tagged in BIOES, first "
                    "here: convert them"
                ),
            ),
            format="conll",
        ),
        Bad(
            "Lund\tB-LOC\nis\tO\nold\tO\n\n" * 5 + "Malmo\tI-LOC\nis\tO\nnew\tO\n\n" * 3,
            expect=(
                (
                    "21:7 the tags of the file are IOB2, but 3 mentions are tagged in IOB1, first "
                    "here: convert them"
                ),
            ),
            format="conll",
        ),
        Good(
            "Lund\tB-LOC\nis\tO\nold\tO\n\n" * 5 + "Malmo\tI-LOC\nis\tO\nnew\tO\n\n" * 2,
            format="conll",
        ),
    )
