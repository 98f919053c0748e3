"""FMT002 wrong-column-count."""

from annolint import Bad, Good, Preset, ReaderRule, Severity


class WrongColumnCount(ReaderRule, frozen=True):
    """A record has too few or too many columns.

    ## Why is this bad?
    Columns are told by their number. One that is missing shifts the others, so that a program takes
    an identifier for a type, or a mention for a relation.

    ## What to do
    Add the column that is missing, or remove the tab that is too many. Where the text shows what
    happened, the message says which.

    ## What it does not see
    A shift that leaves the number of columns as it should be and every column plausible. Other
    findings in the same record wait until its columns are right.
    """

    code = "FMT002"
    name = "wrong-column-count"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    source = "https://github.com/lfurrer/bconv/issues/1"

    examples = (
        Good("1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\n", format="pubtator"),
        Good("1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tD001241\n", format="pubtator"),
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tD001241\n",
            expect=(
                "3:15 'D001241' looks like an identifier and the type before it is missing: add it",
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tDrug\n",
            expect=("3:1 4 columns: a mention has 5 to 7, a relation 4 or 5",),
            format="pubtator",
        ),
    )
