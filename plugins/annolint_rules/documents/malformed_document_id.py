"""DOC007 malformed-document-id."""

import re
from collections.abc import Iterator

from annolint import Bad, Diagnostic, Document, Good, Preset, Project, Rule, Severity, quoted

_SETTINGS = "[schema]\ndocument-id = '[0-9]{7,8}|PMC[0-9]+'"


class MalformedDocumentId(Rule, frozen=True):
    """The id of a document does not match the pattern in the schema.

    ## Why is this bad?
    Under such an id nobody finds the article again, and files that are joined by id do not fit
    together. Mostly a digit was lost, or a prefix added, on the way.

    ## What to do
    Correct the id; or the pattern, `document-id` in `[schema]`, which must match the whole id.

    ## What it does not see
    Anything, as long as the schema has no pattern; ids that the file does not give; and a wrong id
    that is well formed.
    """

    code = "DOC007"
    name = "malformed-document-id"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    source = "https://github.com/opentargets/issues/issues/2932"

    examples = (
        Good("--- doc-1\nTake aspirin daily"),
        Good("--- 1234567\nTake rest\n--- PMC1\nTake aspirin daily", settings=_SETTINGS),
        Bad(
            "--- 1234567\nTake rest\n--- 123456\nTake rest\n--- 123456789\nTake rest\n"
            "--- XPMC1\nTake rest",
            expect=(
                (
                    "4:1 document id '123456' does not match the pattern "
                    "'[0-9]{7,8}|PMC[0-9]+' of the schema: correct the id or the pattern"
                ),
                (
                    "6:1 document id '123456789' does not match the pattern "
                    "'[0-9]{7,8}|PMC[0-9]+' of the schema: correct the id or the pattern"
                ),
                (
                    "8:1 document id 'XPMC1' does not match the pattern "
                    "'[0-9]{7,8}|PMC[0-9]+' of the schema: correct the id or the pattern"
                ),
            ),
            settings=_SETTINGS,
        ),
        # A document without an id.
        Good("|t|Take rest\n|a|\n", format="pubtator", settings=_SETTINGS),
    )

    def applies(self, project: Project) -> bool:
        """Say whether the schema has a pattern."""
        return bool(project.schema.document_id)

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield the document when its id does not match the pattern."""
        pattern = project.schema.document_id
        if document.id_given and not re.fullmatch(pattern, document.id):
            yield self.diagnostic(
                None,
                "document-id",
                f"document id {quoted(document.id)} does not match the pattern {quoted(pattern)} "
                "of the schema: correct the id or the pattern",
            )
