"""ENC002 byte-order-mark."""

from annolint import (
    Bad,
    Good,
    Preset,
    ReaderRule,
    Safety,
    Severity,
)


class ByteOrderMark(ReaderRule, frozen=True):
    """The file begins with a byte order mark.

    ## Why is this bad?
    UTF-8 needs none, and nobody sees it. Programs that do not expect it take it for a part of the
    first record: the first document gets another id, or the first line cannot be read.

    ## What to do
    Save the file as UTF-8 without a byte order mark (some editors call it a signature).

    ## What it does not see
    The mark at any other place than the start of the file: there it is an invisible character of
    the text.
    """

    code = "ENC002"
    name = "byte-order-mark"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    fixes = (Safety.SAFE,)
    source = "https://github.com/nlplab/brat/issues/1301"

    examples = (
        Good("1|t|Aspirin\n1|a|\n", format="pubtator"),
        Bad(
            "\ufeff1|t|Aspirin\n1|a|\n",
            expect=(
                (
                    "1:1 a byte order mark stands before the first character; other readers take "
                    "it for a part of the document id: remove it"
                ),
            ),
            fixed="1|t|Aspirin\n1|a|\n",
            format="pubtator",
        ),
    )
