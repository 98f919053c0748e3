"""REL002 self-relation."""

from collections.abc import Iterator
from typing import Annotated

from annolint import Bad, Diagnostic, Document, Good, Preset, Rule, Severity, option, quoted
from annolint_rules._shared import BROKEN_RECORD


class SelfRelation(Rule, frozen=True):
    """All arguments of a relation are the same.

    ## Why is this bad?
    It says that a thing is related to itself, which is nearly always a slip: the second argument
    was not changed after copying a line, or one identifier was given to two different things.

    ## What to do
    Correct the argument that is wrong, or remove the relation. Types of relations that do hold
    between a thing and itself, such as the binding of a protein to its own kind, can be exempted.

    ## What it does not see
    Arguments that mean the same but are written differently, such as a composite in another order.
    """

    code = "REL002"
    name = "self-relation"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "DUP002", "REL001")
    looks_at = "suspect_relations"
    source = "BioRED, development set"

    exempt: Annotated[
        tuple[str, ...], option("Types of relations that may hold between a thing and itself.")
    ] = ()

    examples = (
        Good("[Aspirin](Chemical D001241) for [headache](Disease D006261)\n{CID D001241 D006261}"),
        Bad(
            "[Aspirin](Chemical D001241) for [headache](Disease D006261)\n{CID D001241 D001241}",
            expect=("2:1 relation 'CID' of 'D001241' with itself: correct one of the arguments",),
        ),
        Good(
            "[p53](Gene 7157) binds itself\n{Bind 7157 7157}",
            settings='[rules.self-relation]\nexempt = ["Bind"]',
        ),
        # One argument is no relation with itself, and empty ones are missing.
        Good("[p53](Gene 7157) binds\n{Bind 7157}"),
        Good("1|t|Aspirin\n1|a|\n1\tCID\t\t\n", format="pubtator"),
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tChemical\tD001241\n1\tCID \tD001241\tD001241 \n"
            "1\tBind \tD001241\tD001241\n",
            expect=("4:16 relation 'CID' of 'D001241' with itself: correct one of the arguments",),
            format="pubtator",
            settings='[rules.self-relation]\nexempt = ["Bind"]',
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each relation between a thing and itself."""
        for relation in document.suspect_relations:
            targets = {argument.target.strip() for argument in relation.arguments}
            if len(targets) == 1 and len(relation.arguments) > 1 and targets != {""}:
                kind = relation.type.strip()
                if kind not in self.exempt:
                    (target,) = targets
                    yield self.diagnostic(
                        relation,
                        "argument",
                        f"relation {quoted(kind)} of {quoted(target)} with itself: "
                        "correct one of the arguments",
                        item=1,
                    )
