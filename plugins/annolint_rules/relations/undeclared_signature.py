"""REL004 undeclared-signature."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import product

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Observation,
    Preset,
    Project,
    Relation,
    RelationType,
    Rule,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules.relations._arguments import ArgumentTypes

_MOST_SHOWN = 4
_REMEDY = "correct it, or allow it in the schema"

Signature = tuple[str, ...]
Types = Sequence[AbstractSet[str]]


class UndeclaredSignature(Rule, frozen=True):
    """A relation holds between types that the schema does not allow for it.

    ## Why is this bad?
    The arguments were swapped, one of them is the wrong identifier, or the relation is of another
    type. Programs that take the first argument for the drug and the second for the disease read it
    the wrong way round, or drop it.

    ## What to do
    Swap or correct the arguments, or correct the type. Where the guidelines allow the types, add
    them to `arguments` in `[schema.relations]`; where the order means nothing, set `symmetric`.

    ## What it does not see
    The type of an argument is that of the mentions that it names. Where an identifier has mentions
    of several types, any of them will do; where it has none (`relation-without-mention`), or the
    schema does not have one of the types (`undeclared-type`), the relation is left alone. So is a
    number of arguments that no signature has (`wrong-argument-count`). Of more than two arguments,
    `symmetric` allows the reverse order only.
    """

    code = "REL004"
    name = "undeclared-signature"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "DUP002", "REL001", "REL002", "REL003", "REL005")
    looks_at = "relations"
    source = "https://github.com/nlplab/brat/issues/643"

    examples = (
        Good("[Aspirin](Drug A) for [pain](Sign B)\n{Cures B A}"),
        Good(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures A B}\n{Eases B A}\n{Helps B A}",
            settings='schema.relations.Cures.arguments = [["Drug", "Sign"]]\n'
            'schema.relations.Eases = {arguments = [["Drug", "Sign"]], symmetric = true}\n'
            "[schema.relations.Helps]",
        ),
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Knows B A}\n{Cures A B}\n{Cures B A}",
            expect=(
                (
                    "4:1 'Cures' holds between Sign 'B' and Drug 'A', the schema wants Drug and "
                    "Sign: swap the arguments"
                ),
            ),
            settings='schema.relations.Cures.arguments = [["Drug", "Sign"]]',
        ),
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures B A}",
            expect=(
                (
                    "2:1 'Cures' holds between Sign 'B' and Drug 'A', the schema wants Drug and "
                    "Sign, or Drug and Drug: swap the arguments"
                ),
            ),
            settings='schema.relations.Cures.arguments = [["Drug", "Sign"], ["Drug", "Drug"]]',
        ),
        # The argument that no signature has, where there is one.
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B) of [mice](Species C)\n{Cures A C}\n{Eases B A}\n"
            "{Helps C B}\n{Helps B C}",
            expect=(
                (
                    "2:1 argument 2 'C' of 'Cures' is Species, the schema wants Organ or Sign "
                    "there: correct it, or allow it in the schema"
                ),
                (
                    "3:1 argument 1 'B' of 'Eases' is Sign, the schema wants Drug there: "
                    "correct it, or allow it in the schema"
                ),
                (
                    "4:1 argument 1 'C' of 'Helps' is Species, the schema wants Drug there: "
                    "correct it, or allow it in the schema"
                ),
                (
                    "5:1 argument 2 'C' of 'Helps' is Species, the schema wants Drug there: "
                    "correct it, or allow it in the schema"
                ),
            ),
            settings='schema.relations.Cures.arguments = [["Drug", "Sign"], ["Drug", "Organ"]]\n'
            'schema.relations.Eases.arguments = [["Drug", "Drug"]]\n'
            "schema.relations.Helps.symmetric = true\n"
            'schema.relations.Helps.arguments = [["Sign", "Drug"]]',
        ),
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B) of [mice](Species C)\n{Cures A C}\n{Eases C C}\n"
            "{Helps C C}\n{Wants C C}",
            expect=(
                (
                    "2:1 'Cures' holds between Drug 'A' and Species 'C', the schema wants Drug and "
                    "Sign, or Organ and Species: correct it, or allow it in the schema"
                ),
                (
                    "3:1 'Eases' holds between Species 'C' and Species 'C', the schema wants A and "
                    "B, C and D, E and F, G and H, or 1 more: correct it, or allow it in the schema"
                ),
                (
                    "4:1 'Helps' holds between Species 'C' and Species 'C', the schema wants A and "
                    "B, C and D, E and F, or G and H: correct it, or allow it in the schema"
                ),
                (
                    "5:1 argument 2 'C' of 'Wants' is Species, the schema wants A, B, or D there: "
                    "correct it, or allow it in the schema"
                ),
            ),
            settings='schema.relations.Cures.arguments = [["Drug", "Sign"], ["Organ", "Species"]]\n'
            "schema.relations.Eases.arguments = "
            '[["A", "B"], ["C", "D"], ["E", "F"], ["G", "H"], ["I", "J"]]\n'
            "schema.relations.Helps.arguments = "
            '[["A", "B"], ["C", "D"], ["E", "F"], ["G", "H"]]\n'
            "schema.relations.Wants.arguments = "
            '[["Species", "A"], ["Species", "B"], ["Species", "D"]]',
        ),
        # Either type of an identifier will do; two that cannot be told apart are named together.
        Bad(
            "[Mice](Species 9685) and a [gene](Gene 9685) and [pain](Sign B)\n{Has 9685 B}\n"
            "{Lacks 9685 B}",
            expect=(
                (
                    "3:1 argument 1 '9685' of 'Lacks' is Gene or Species, the schema wants Drug "
                    "there: correct it, or allow it in the schema"
                ),
            ),
            settings='schema.relations.Has.arguments = [["Gene", "Sign"]]\n'
            'schema.relations.Lacks.arguments = [["Drug", "Sign"]]',
        ),
        # What names no mention, has a type that is not in the schema, or none, cannot be judged.
        Good(
            "[Aspirin](Drg A), [rest](Therapy C), [sleep]( D) for [pain](Sign B)\n"
            "{Cures A B}\n{Cures X B}\n{Cures D B}\n{Heals A B}\n{Cures A}\n{Cures C B}",
            settings='schema.relations.Cures.arguments = [["Drug", "Sign"], ["Therapy", "Sign"]]\n'
            "[schema.mentions.Drug]\n[schema.mentions.Sign]\n[schema.mentions.Therapy]",
        ),
        Bad(
            "1|t|Aspirin for pain\n1|a|\n1\t0\t7\tAspirin\tDrug\tMESH:D001241\n"
            "1\t12\t16\tpain\tSign\tD010146|D005221\n1\tCures \tD005221\tD001241\n"
            "1\tCures \tDrug|D001241\tSign|D010146|D005221\n1\tCures\tD001241\tD001241|D010146\n"
            "1\tCures\tD001241\t D001241\n",
            expect=(
                (
                    "5:10 'Cures' holds between Sign 'D005221' and Drug 'D001241', the schema "
                    "wants Drug and Sign: swap the arguments"
                ),
                (
                    "8:17 argument 2 'D001241' of 'Cures' is Drug, the schema wants Sign there: "
                    "correct it, or allow it in the schema"
                ),
            ),
            format="pubtator",
            settings='schema.relations.Cures.arguments = [["Drug", "Sign"]]',
        ),
    )

    def applies(self, project: Project) -> bool:
        """Say whether the schema declares relations."""
        return bool(project.schema.relations)

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each relation between types that no signature has."""
        schema = project.schema
        known = ArgumentTypes(document)
        for relation in document.relations:
            declared = schema.relations.get(relation.type.strip())
            if declared is None:
                continue
            types = [known.of(argument) for argument in relation.arguments]
            allowed = _orders(declared.arguments, symmetric=declared.symmetric)
            if not allowed.isdisjoint(product(*types)):
                continue
            signatures = [each for each in declared.arguments if len(each) == len(types)]
            if signatures and all(types):
                undeclared = frozenset().union(*types) - schema.mentions.keys()
                if not schema.mentions or undeclared <= schema.relations.keys():
                    yield self._undeclared(relation, types, signatures, declared)

    def survey(self, document: Document) -> Iterator[Observation]:
        """Yield the type of each relation with the types of its arguments."""
        known = ArgumentTypes(document) if document.relations else None
        for relation in document.relations:
            assert known is not None  # noqa: S101 - there are relations
            types = tuple(frozenset(known.of(argument)) for argument in relation.arguments)
            if all(types):
                yield Observation("arguments", (relation.type.strip(), types), relation)

    def _undeclared(
        self,
        relation: Relation,
        types: Types,
        signatures: Sequence[Signature],
        declared: RelationType,
    ) -> Diagnostic:
        kind = quoted(relation.type.strip())
        targets = [quoted(argument.target.strip()) for argument in relation.arguments]
        swapped = any(_fits(signature[::-1], types) for signature in signatures)
        wrong = _wrong(types, signatures, declared)
        if len(wrong) == 1 and not swapped:
            ((number, wanted),) = wrong.items()
            return self.diagnostic(
                relation,
                "argument",
                f"argument {number + 1} {targets[number]} of {kind} is {_either(types[number])}, "
                f"the schema wants {_either(wanted)} there: {_REMEDY}",
                item=number,
            )
        things = map("{} {}".format, map(_either, types), targets)
        return self.diagnostic(
            relation,
            "argument",
            f"{kind} holds between {' and '.join(things)}, the schema wants "
            f"{_listed([' and '.join(signature) for signature in signatures])}: "
            f"{'swap the arguments' if swapped else _REMEDY}",
        )


@lru_cache(maxsize=1024)
def _orders(signatures: tuple[Signature, ...], *, symmetric: bool) -> frozenset[Signature]:
    """Return the signatures, symmetric ones in both orders."""
    return frozenset(signatures + tuple(each[::-1] for each in signatures if symmetric))


def _fits(signature: Signature, types: Types) -> bool:
    return all(kind in among for kind, among in zip(signature, types, strict=True))


def _wrong(
    types: Types, signatures: Iterable[Signature], declared: RelationType
) -> dict[int, set[str]]:
    """Return the arguments that alone keep the others from a signature, with what it wants."""
    found: dict[int, set[str]] = {}
    for signature in _orders(tuple(signatures), symmetric=declared.symmetric):
        misfits = [number for number, kind in enumerate(signature) if kind not in types[number]]
        if len(misfits) == 1:
            found.setdefault(misfits[0], set()).add(signature[misfits[0]])
    return found


def _either(types: AbstractSet[str]) -> str:
    return _listed(sorted(types))


def _listed(words: Sequence[str]) -> str:
    """Join words by `or`; many of them are cut."""
    shown = list(words[:_MOST_SHOWN])
    if len(words) > _MOST_SHOWN:
        shown.append(f"{len(words) - _MOST_SHOWN} more")
    *others, last = shown
    comma = "," if len(words) > 2 or " " in last else ""  # noqa: PLR2004 - as in a, b, or c
    return f"{', '.join(others)}{comma} or {last}" if others else last
