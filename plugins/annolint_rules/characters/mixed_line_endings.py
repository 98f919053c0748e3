"""ENC003 mixed-line-endings."""

from annolint import (
    Bad,
    Good,
    Preset,
    ReaderRule,
    Safety,
    Severity,
)


class MixedLineEndings(ReaderRule, frozen=True):
    """Some lines end with CRLF and others with LF.

    ## Why is this bad?
    The file was edited on two systems, or put together from two sources. Programs that keep the
    carriage return count it as a character and find it at the end of identifiers, in some lines
    only.

    ## What to do
    Write all line ends alike, best with the program that made the file, since offsets may count
    them.

    ## What it does not see
    Files that end all lines with CRLF: that is no fault. Each file is reported once, at the first
    line that ends otherwise than those before.
    """

    code = "ENC003"
    name = "mixed-line-endings"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    fixes = (Safety.SAFE,)
    source = "https://github.com/nlplab/brat/issues/1270"

    examples = (
        Good("1|t|Aspirin\r\n1|a|\r\n", format="pubtator"),
        Good("1|t|Aspirin\n1|a|\n", format="pubtator"),
        Bad(
            "1|t|Aspirin\r\n1|a|\r\n1\t0\t7\tAspirin\tDrug\n",
            expect=("3:19 line ends with LF, those before with CRLF: use one of them",),
            fixed="1|t|Aspirin\r\n1|a|\r\n1\t0\t7\tAspirin\tDrug\r\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1|a|\r\n1\t0\t7\tAspirin\tDrug\n",
            expect=("2:5 line ends with CRLF, those before with LF: use one of them",),
            fixed="1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\n",
            format="pubtator",
        ),
    )
