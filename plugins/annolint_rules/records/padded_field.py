"""FMT010 padded-field."""

import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from annolint import (
    Bad,
    Change,
    Diagnostic,
    Document,
    Field,
    Fix,
    Good,
    Mention,
    Preset,
    Relation,
    Rule,
    Safety,
    Severity,
    quoted,
)
from annolint_rules._patterns import lazy
from annolint_rules._shared import BROKEN_RECORD

_SEPARATOR = lazy(r"[|;,+]")
_MOST_REMEMBERED = 1 << 16
_SOUND_USES: set[tuple[str, str | None]] = set()
_SOUND_VALUES: set[str] = set()


class PaddedField(Rule, frozen=True):
    """Blanks stand around a type, an identifier or an offset.

    ## Why is this bad?
    Nobody sees them, and every program does: ` D015862` is not `D015862`, so the concept is counted
    twice, found in no terminology, and no relation finds its mention.

    ## What to do
    Remove the blanks.

    ## What it does not see
    Blanks around the text of a mention are `padded-mention` (SPN006). Blanks inside an identifier
    are `malformed-concept-id` (CID003). A field of nothing but blanks counts as empty.
    """

    code = "FMT010"
    name = "padded-field"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "DUP001", "DUP002")
    fixes = (Safety.SAFE,)
    source = "https://github.com/DiseaseOntology/HumanDiseaseOntology/issues/457"

    examples = (
        Good("1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tD001241\n", format="pubtator"),
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\t D001241\n"
            "1\t0\t7\tAspirin\tDrug\tD001241\u00a0\n1\t0\t7\tAspirin\t Drug \tD001241\n"
            "1\t0\t7\tAspirin\tDrug\n1\t0\t7\tAspirin\tDrug\tpain \n",
            expect=(
                "3:20 concept identifier ' D001241' is padded with blanks: remove them",
                "4:20 concept identifier 'D001241\u00a0' is padded with blanks: remove them",
                "5:15 type ' Drug ' is padded with blanks: remove them",
                "7:20 concept identifier 'pain ' is padded with blanks: remove them",
            ),
            fixed=(
                "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tD001241\n"
                "1\t0\t7\tAspirin\tDrug\tD001241\n1\t0\t7\tAspirin\tDrug\tD001241\n"
                "1\t0\t7\tAspirin\tDrug\n1\t0\t7\tAspirin\tDrug\tpain\n"
            ),
            format="pubtator",
        ),
        # Blanks between the identifiers of a composite, but not in a name.
        Bad(
            "1|t|Renal pain\n1|a|\n1\t0\t10\tRenal pain\tSign\tD007674|D010146 |D1\n"
            "1\t0\t10\tRenal pain\tSign\tD007674|D010146\n1\t0\t10\tRenal pain\tSign\tpain, "
            "renal\n",
            expect=(
                "3:24 concept identifier 'D007674|D010146 |D1' is padded with blanks: remove them",
            ),
            fixed=(
                "1|t|Renal pain\n1|a|\n1\t0\t10\tRenal pain\tSign\tD007674|D010146|D1\n"
                "1\t0\t10\tRenal pain\tSign\tD007674|D010146\n"
                "1\t0\t10\tRenal pain\tSign\tpain, renal\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tA\n1\tIs \tA\tA\tNovel\n"
            "1\tIs\tA \t A\tNovel \n1\tIs\tA\tA\tNo\n",
            expect=(
                "4:3 type 'Is ' is padded with blanks: remove them",
                "5:6 argument 1 'A ' is padded with blanks: remove them",
                "5:9 argument 2 ' A' is padded with blanks: remove them",
                "5:12 novelty 'Novel ' is padded with blanks: remove them",
            ),
            fixed=(
                "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tA\n1\tIs\tA\tA\tNovel\n"
                "1\tIs\tA\tA\tNovel\n1\tIs\tA\tA\tNo\n"
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|L55M\n1|a|\n1\t0\t4\tL55M\tSNP\tp|SUB|L|55|M\tRSID: 854560\n",
            expect=("3:29 RSID ' 854560' is padded with blanks: remove them",),
            fixed="1|t|L55M\n1|a|\n1\t0\t4\tL55M\tSNP\tp|SUB|L|55|M\tRSID:854560\n",
            format="pubtator",
        ),
        # Offsets and document ids; the reader sees these.
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0 \t7\tAspirin\tDrug\tA\n1 \t0\t7\tAspirin\tDrug\tA\n",
            expect=(
                "3:3 start offset '0 ' is padded with blanks: remove them",
                "4:1 document id '1 ' is padded with blanks: remove them",
            ),
            fixed="1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\tA\n1\t0\t7\tAspirin\tDrug\tA\n",
            format="pubtator",
        ),
        # Nothing but blanks is an empty field.
        Good("1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\t \t \n1\t \tA\t \t \n", format="pubtator"),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each padded type, identifier, argument and attribute."""
        if _has_none(document):  # the usual case
            return
        for mention in document.mentions:
            yield from self._check_mention(mention)
        for relation in document.relations:
            yield from self._check_relation(relation)

    def _check_mention(self, mention: Mention) -> Iterator[Diagnostic]:
        if _is_padded(mention.type):
            yield self._padded(mention, "type", "type", mention.type, type=mention.type.strip())
        field = mention.concept_field
        if field and _has_padding(field):
            yield self._padded(
                mention, "concept", "concept identifier", field, concept_field=_stripped(field)
            )
        yield from self._check_attributes(mention)

    def _check_relation(self, relation: Relation) -> Iterator[Diagnostic]:
        if _is_padded(relation.type):
            yield self._padded(relation, "type", "type", relation.type, type=relation.type.strip())
        for number, argument in enumerate(relation.arguments):
            if _is_padded(argument.target):
                arguments = list(relation.arguments)
                arguments[number] = replace(argument, target=argument.target.strip())
                yield self._padded(
                    relation,
                    "argument",
                    f"argument {number + 1}",
                    argument.target,
                    number,
                    arguments=tuple(arguments),
                )
        yield from self._check_attributes(relation)

    def _check_attributes(self, record: Mention | Relation) -> Iterator[Diagnostic]:
        for number, attribute in enumerate(record.attributes):
            if _is_padded(attribute.value):
                attributes = list(record.attributes)
                attributes[number] = replace(attribute, value=attribute.value.strip())
                yield self._padded(
                    record,
                    "attribute",
                    attribute.name,
                    attribute.value,
                    number,
                    attributes=tuple(attributes),
                )

    def _padded(
        self,
        record: Mention | Relation,
        field: Field,
        name: str,
        value: str,
        item: int | None = None,
        **stripped: Any,
    ) -> Diagnostic:
        """Make a diagnostic at a padded value; `stripped` is what the record has instead."""
        return self.diagnostic(
            record,
            field,
            f"{name} {quoted(value)} is padded with blanks: remove them",
            item=item,
            fix=Fix((Change(record, replace(record, **stripped)),)),
        )


def _has_none(document: Document) -> bool:
    """Say whether no field is padded; those that are not are remembered, as values come again."""
    if len(_SOUND_USES) + len(_SOUND_VALUES) > _MOST_REMEMBERED:
        _SOUND_USES.clear()
        _SOUND_VALUES.clear()
    for kind, field in document.concept_uses - _SOUND_USES:
        if _is_padded(kind) or (field and _has_padding(field)):
            return False
        _SOUND_USES.add((kind, field))
    values = document.other_values
    if not _SOUND_VALUES.issuperset(values):
        for value in set(values) - _SOUND_VALUES:
            if _is_padded(value):
                return False
            _SOUND_VALUES.add(value)
    return True


def _is_padded(value: str) -> bool:
    return value != value.strip() and not value.isspace()


def _has_padding(field: str) -> bool:
    """Say whether blanks stand around a concept field, or around an identifier in it.

    Inside the field only what looks like an identifier counts, since names may hold commas.
    """
    if _is_padded(field):
        return True
    return _stripped(field) not in ("", field)


def _stripped(field: str) -> str:
    """Return a concept field without its padding."""
    parts = re.split(f"({_SEPARATOR.pattern})", field.strip())
    return "".join(part.strip() if any(map(str.isdigit, part)) else part for part in parts)
