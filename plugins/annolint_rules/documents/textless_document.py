"""DOC005 textless-document."""

from collections.abc import Iterator

from annolint import Bad, Diagnostic, Document, Good, Preset, Rule, Severity


class TextlessDocument(Rule, frozen=True):
    """A document has neither title nor abstract text.

    ## Why is this bad?
    The records for the text are there, but nothing is in them: a download failed, or an article
    without an abstract has lost its title too. Whatever is annotated in it stands nowhere.

    ## What to do
    Fetch the text again, or remove the document.

    ## What it does not see
    A document that lacks the records for the text is `missing-text` (FMT006). An empty abstract
    below a title is usual and no fault.
    """

    code = "DOC005"
    name = "textless-document"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = ("FMT006",)
    source = "https://github.com/dmis-lab/bern/issues/21"

    examples = (
        Good("1|t|Aspirin\n1|a|\n", format="pubtator"),
        Good("1|t|\n1|a|Take aspirin daily.\n", format="pubtator"),
        Bad(
            "--- 1",
            expect=("2:1 the document has no text: fetch it again, or remove the document",),
        ),
        Bad(
            "1|t|\n1|a|\n",
            expect=("1:1 the document has no text: fetch it again, or remove the document",),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1|a|\n\n2|t| \n2|a|  \n2\t0\t7\tAspirin\tChemical\tD001241\n",
            expect=("4:1 the document has no text: fetch it again, or remove the document",),
            format="pubtator",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield the document when its text is empty or white space."""
        text = document.text
        if not text or text.isspace():
            yield self.diagnostic(
                None,
                "document-id",
                "the document has no text: fetch it again, or remove the document",
                covers_document=True,
            )
