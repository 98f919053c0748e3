"""FMT002 wrong-column-count."""

from annolint import Bad, Good, Preset, ReaderRule, Safety, Severity


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
    fixes = (Safety.SAFE, Safety.UNSAFE)
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
        Bad(
            {
                "1.txt": "Aspirin eases pain\n",
                "1.ann": "T1\tDrug 0 7\tAspirin\t\nT2\tSign\t14\t18\tpain\nT3\t14 18\tpain\n"
                "R1\tEases T1 T2\nA1\tBrand\n",
            },
            expect=(
                "1.ann:1:20 a tab stands behind the text of the mention: remove it",
                (
                    "1.ann:2:4 tabs stand where blanks belong, between type and offsets: put "
                    "blanks there"
                ),
                "1.ann:3:4 the type of the mention is missing: write it before the offsets",
                ("1.ann:4:10 argument 'T1' has no role: write it before a colon, as in Arg1:T1"),
                (
                    "1.ann:5:1 the attribute is incomplete: write A1, a tab, Name T1, and perhaps "
                    "a value"
                ),
            ),
            fixed={
                "1.txt": "Aspirin eases pain\n",
                "1.ann": "T1\tDrug 0 7\tAspirin\nT2\tSign 14 18\tpain\nT3\t14 18\tpain\n"
                "R1\tEases T1 T2\nA1\tBrand\n",
            },
            format="brat",
        ),
    )
