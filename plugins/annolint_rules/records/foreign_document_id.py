"""FMT004 foreign-document-id."""

from annolint import Bad, Good, Preset, ReaderRule, Severity


class ForeignDocumentId(ReaderRule, frozen=True):
    """A record inside one document carries another's id.

    ## Why is this bad?
    It is annotated in the wrong text, or its id is misspelt. Programs that sort by id take it away
    from here; others annotate words that it does not mean.

    ## What to do
    Move the record to its document, or correct the id.

    ## What it does not see
    A record that was moved to another document together with its id. Several such records in a row
    are one finding.
    """

    code = "FMT004"
    name = "foreign-document-id"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = ("FMT002", "FMT006", "FMT008")
    source = "https://github.com/nlplab/brat/issues/643"

    examples = (
        Good("1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\n\n2|t|Aspirin\n2|a|\n", format="pubtator"),
        Bad(
            "1|t|Aspirin for pain\n1|a|\n2\t0\t7\tAspirin\tDrug\n1\t12\t16\tpain\tSign\n",
            expect=(
                (
                    "3:1 '2' stands in the block of document 1: correct the id or move the record "
                    "to its document"
                ),
            ),
            format="pubtator",
        ),
    )
