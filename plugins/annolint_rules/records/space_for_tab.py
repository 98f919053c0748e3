"""FMT008 space-for-tab."""

from annolint import (
    Bad,
    Good,
    Preset,
    ReaderRule,
    Safety,
    Severity,
)


class SpaceForTab(ReaderRule, frozen=True):
    """Blanks stand where tabs separate columns.

    ## Why is this bad?
    Many editors turn tabs into blanks, and nobody sees the difference. Programs see one column
    where there should be six.

    ## What to do
    Replace the blanks between the columns by tabs; those inside the mention stay.

    ## What it does not see
    Lines that would be no record with tabs either (FMT001), and lines in which some tabs are left
    and the text does not show where the others were (FMT002).
    """

    code = "FMT008"
    name = "space-for-tab"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/nlplab/brat/issues/1270"

    examples = (
        Good("1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tDrug\tD001241\n", format="pubtator"),
        Bad(
            "1|t|Take aspirin\n1|a|\n1 5 12 aspirin Drug D001241\n1    5 12\taspirin\tDrug\n",
            expect=(
                "3:1 blanks stand between the columns: put tabs there",
                "4:2 blanks stand between document id and start offset: put a tab there",
            ),
            fixed=(
                "1|t|Take aspirin\n1|a|\n1\t5\t12\taspirin\tDrug\tD001241\n"
                "1\t5\t12\taspirin\tDrug\n"
            ),
            format="pubtator",
        ),
    )
