"""REL005 wrong-argument-count."""

from collections import Counter
from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Preset,
    Project,
    Relation,
    RelationType,
    Rule,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD, is_numbered


class WrongArgumentCount(Rule, frozen=True):
    """A relation has too few or too many arguments, or roles are missing or repeated.

    ## Why is this bad?
    A relation with an argument missing says nothing, and programs that expect two arguments stop
    there or take the next column for the one that is missing.

    ## What to do
    Add what is missing, or remove the relation. Where relations of a type take more or fewer than
    two arguments, say so under `arguments` in `[schema.relations]`.

    ## What it does not see
    Without a schema, only empty arguments, relations of less than two (events, whose arguments have
    roles, may have one), and arguments without a role beside others that have one. That a role
    stands too often is seen only where the schema names the roles.
    """

    code = "REL005"
    name = "wrong-argument-count"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (*BROKEN_RECORD, "DUP002")
    source = "https://github.com/nlplab/brat/issues/156"

    examples = (
        Good("[Aspirin](Drug A) for [pain](Sign B)\n{Cures A B}"),
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures A}",
            expect=("2:1 relation 'Cures' has 1 argument, 2 are needed: correct it",),
        ),
        Bad(
            "1|t|Aspirin\n1|a|\n1\tCID\tD001241\t\n1\tCID\t \tD001241\tNovel\n1\tCID\t\t\n"
            "1\tCID\tD001241\t \tNo\n",
            expect=(
                "3:15 argument 2 is missing: add it, or remove the relation",
                "4:7 argument 1 is missing: add it, or remove the relation",
                "5:7 argument 1 is missing: add it, or remove the relation",
                "5:8 argument 2 is missing: add it, or remove the relation",
                "6:15 argument 2 is missing: add it, or remove the relation",
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1|a|\n1\tCID\tD001241\t\n",
            expect=("3:15 argument 2 is missing: add it, or remove the relation",),
            format="pubtator",
            settings='schema.relations.CID.arguments = [["Drug"]]',
        ),
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tA\n1\tHelps\tDrug|A\tA\n"
            "1\tHelps\tDrug|A\tDrug|A\n1\tHelps\tDrug|A\tSign|B\n",
            expect=("4:16 argument 2 'A' has no role, others have one: add it",),
            format="pubtator",
        ),
        # Roles that only number the arguments make no event.
        Bad(
            {
                "1.txt": "Aspirin for pain\n",
                "1.ann": "T1\tDrug 0 7\tAspirin\nR1\tEases Arg1:T1\nE1\tEases Agent:T1\n",
            },
            expect=("1.ann:2:1 relation 'Eases' has 1 argument, 2 are needed: correct it",),
            format="brat",
        ),
        # The schema says how many there may be, and how often a role may stand.
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures A B}\n{Exists A}\n{Is A}\n"
            "{Has A B}\n{Was A B}",
            expect=(
                "2:1 relation 'Cures' has 2 arguments, the schema wants 1 or 3: correct it",
                "4:1 relation 'Is' has 1 argument, 2 are needed: correct it",
            ),
            settings="""
                schema.relations.Cures.arguments = [["Drug", "Sign", "Dose"], ["Drug"], ["Sign"]]
                schema.relations.Exists.arguments = [["Drug"]]
                schema.relations.Is.symmetric = true
                schema.relations.Has.arguments = [["Drug", "Sign"]]
            """,
        ),
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tA\n1\t0\t7\tAspirin\tSign\tB\n"
            "1\tHelps\tDrug|A\tDrug|A\n1\tHelps\tDrug|A\tSign|B\n1\tHelps\tSign|B\tSign|B\n",
            expect=("5:16 role 'Drug' stands 2 times, the schema allows 1: correct one of them",),
            format="pubtator",
            settings='schema.relations.Helps.arguments = [["Drug", "Sign"], ["Sign", "Sign"]]',
        ),
    )

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each missing argument or role, and each relation with a wrong number of them."""
        declares = bool(project.schema.relations)
        for relation in document.relations if declares else document.suspect_relations:
            missing = list(self._missing(relation))
            yield from missing
            if missing:
                continue
            declared = project.schema.relations.get(relation.type.strip())
            if declared is not None and declared.arguments:
                yield from self._undeclared(relation, declared)
            elif len(relation.arguments) < 2 and not _is_event(relation):  # noqa: PLR2004 - a pair
                yield self._miscounted(relation, "2 are needed")

    def _missing(self, relation: Relation) -> Iterator[Diagnostic]:
        with_role = sum(bool(argument.role) for argument in relation.arguments)
        for number, argument in enumerate(relation.arguments):
            if not argument.target.strip():
                yield self.diagnostic(
                    relation,
                    "argument",
                    f"argument {number + 1} is missing: add it, or remove the relation",
                    item=number,
                )
            elif with_role and not argument.role:
                yield self.diagnostic(
                    relation,
                    "argument",
                    f"argument {number + 1} {quoted(argument.target)} has no role, "
                    "others have one: add it",
                    item=number,
                )

    def _undeclared(self, relation: Relation, declared: RelationType) -> Iterator[Diagnostic]:
        counts = sorted({len(signature) for signature in declared.arguments})
        if len(relation.arguments) not in counts:
            allowed = " or ".join(map(str, counts))
            yield self._miscounted(relation, f"the schema wants {allowed}")
            return
        roles = Counter(argument.role for argument in relation.arguments)
        for role, count in roles.items():
            most = max(signature.count(role) for signature in declared.arguments)
            if 0 < most < count:
                yield self.diagnostic(
                    relation,
                    "argument",
                    f"role {quoted(role)} stands {count} times, the schema allows {most}: "
                    "correct one of them",
                    item=_last(relation, role),
                )

    def _miscounted(self, relation: Relation, wanted: str) -> Diagnostic:
        count = len(relation.arguments)
        noun = "argument" if count == 1 else "arguments"
        kind = quoted(relation.type.strip())
        return self.diagnostic(
            relation, "record", f"relation {kind} has {count} {noun}, {wanted}: correct it"
        )


def _is_event(relation: Relation) -> bool:
    """Say whether arguments have roles that mean something, and not `Arg1` and `Arg2`."""
    roles = (argument.role for argument in relation.arguments)
    return bool(relation.trigger) or any(role and not is_numbered(role) for role in roles)


def _last(relation: Relation, role: str) -> int:
    roles = [argument.role for argument in relation.arguments]
    return len(roles) - 1 - roles[::-1].index(role)
