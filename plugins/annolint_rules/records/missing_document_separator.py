"""FMT005 missing-document-separator."""

from annolint import (
    Bad,
    Good,
    Preset,
    ReaderRule,
    Safety,
    Severity,
)


class MissingDocumentSeparator(ReaderRule, frozen=True):
    """A document starts without a blank line above.

    ## Why is this bad?
    Programs that cut the file at blank lines take both documents for one: the second title goes
    into the first abstract, or the second document is lost.

    ## What to do
    Put a blank line above the title.

    ## What it does not see
    Documents that run together without a title: there the id changes (FMT004).
    """

    code = "FMT005"
    name = "missing-document-separator"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    fixes = (Safety.SAFE,)
    source = "https://github.com/ncbi/BioRED/issues/5"

    examples = (
        Good("1|t|Aspirin\n1|a|\n\n2|t|Codeine\n2|a|\n", format="pubtator"),
        Bad(
            "1|t|Aspirin\n1|a|\n2|t|Codeine\n2|a|\n",
            expect=("3:1 document 2 starts without a blank line before it: put one above",),
            fixed="1|t|Aspirin\n1|a|\n\n2|t|Codeine\n2|a|\n",
            format="pubtator",
        ),
    )
