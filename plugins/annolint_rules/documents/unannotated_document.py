"""DOC006 unannotated-document."""

from collections.abc import Iterator

from annolint import Bad, Diagnostic, Document, Good, Preset, Rule, Severity
from annolint_rules._shared import BROKEN_RECORD


class UnannotatedDocument(Rule, frozen=True):
    """A document has no mention at all.

    ## Why is this bad?
    Perhaps there is nothing to annotate. Or the document was passed over, its annotations were lost
    on the way, or nobody has come to it yet; then a program learns from it that its names are no
    names.

    ## What to do
    Annotate the document, fetch its annotations again, or leave it as it is.

    ## What it does not see
    A document in which some of the mentions are missing. In many corpora it is right that some
    documents have none, so the rule is in no preset but `all`.
    """

    code = "DOC006"
    name = "unannotated-document"
    severity = Severity.INFO
    preset = Preset.ALL
    yields_to = ("FMT001", *BROKEN_RECORD, "DOC005")
    source = "https://github.com/nlplab/brat/issues/1244"

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        Bad(
            "--- 1\nTake [aspirin](Chemical) daily\n--- 2\nTake rest\n{Cures A B}",
            expect=(
                (
                    "4:1 the document has no mention: annotate it, or see that nothing was lost on "
                    "the way"
                ),
            ),
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield the document when it has no mention."""
        if not document.mentions:
            yield self.diagnostic(
                None,
                "document-id",
                "the document has no mention: annotate it, or see that nothing was lost on the way",
            )
