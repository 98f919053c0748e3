"""FMT003 bad-offset."""

from annolint import Bad, Good, Preset, ReaderRule, Severity


class BadOffset(ReaderRule, frozen=True):
    """An offset is no whole number, or is negative.

    ## Why is this bad?
    The mention stands nowhere, and programs that convert the column to a number stop.

    ## What to do
    Write the offset as a number of characters, counted from 0.

    ## What it does not see
    Offsets that are numbers but wrong: see the rules about spans, SPN001 and those after it.
    """

    code = "FMT003"
    name = "bad-offset"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    source = "https://github.com/pranav-s/brat2CoNLL/issues/4"

    examples = (
        Good("1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tD001241\n", format="pubtator"),
        Bad(
            "1|t|Aspirin\n1|a|\n1\tO\t7\tAspirin\tDrug\tD001241\n",
            expect=("3:3 start offset 'O' is no whole number: count characters from 0",),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1|a|\n1\t-1\t7.0\tAspirin\tDrug\tD001241\n",
            expect=(
                (
                    "3:3 start offset '-1' is negative, and end offset '7.0' is no better: "
                    "count characters from 0"
                ),
            ),
            format="pubtator",
        ),
    )
