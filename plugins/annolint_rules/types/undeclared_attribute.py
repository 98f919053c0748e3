"""TYP005 undeclared-attribute."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    MentionType,
    Preset,
    Project,
    Relation,
    RelationType,
    Rule,
    Severity,
    quoted,
)
from annolint_rules._shared import BROKEN_RECORD
from annolint_rules._spelling import nearest_spelling

_MOST_SHOWN = 6


class UndeclaredAttribute(Rule, frozen=True):
    """A mention or relation has an attribute, or a value of one, that the schema does not have.

    ## Why is this bad?
    A value that is misspelt is one of its own to every program, and who selects by the right
    spelling loses the record. An attribute that nobody declared has no meaning that one can rely
    on.

    ## What to do
    Correct the attribute or its value, or add it to `attributes` of the type in the schema. An
    attribute with an empty list there may have any value.

    ## What it does not see
    Attributes of mentions as long as no type in `[schema.mentions]` declares any, and of relations
    as long as none in `[schema.relations]` does. An attribute that is missing. The columns of a
    format have no names in the file: the fifth column of a relation in PubTator is `novelty`.
    """

    code = "TYP005"
    name = "undeclared-attribute"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = (*BROKEN_RECORD, "DUP001", "DUP002", "TYP001")
    source = "https://github.com/nlplab/brat/issues/643"

    examples = (
        Good("[Aspirin](Drug A) for [pain](Sign B)\n{Cures A B Nvoel}"),
        Good(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures A B Nvoel}",
            settings="[schema.relations.Cures]",
        ),
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n"
            "{Cures A B Novel}\n{Eases A B Nvoel}\n{Helps A B x}\n{Cures B A x}\n{Knows A B x}",
            expect=(
                (
                    "3:1 value 'Nvoel' of attribute 'novelty' is not in the schema for 'Eases': "
                    "'Novel' is probably meant"
                ),
                (
                    "4:1 attribute 'novelty' is not in the schema for 'Helps': correct it, or add "
                    "it there"
                ),
                (
                    "5:1 value 'x' of attribute 'novelty' is not in the schema for 'Cures': "
                    "write No or Novel, or add it there"
                ),
            ),
            settings='schema.relations.Cures.attributes.novelty = ["No", "Novel"]\n'
            'schema.relations.Eases.attributes.novelty = ["Novel"]\n'
            "[schema.relations.Helps]",
        ),
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures A B x}\n{Eases A B x}\n{Helps A B x}",
            expect=(
                (
                    "2:1 value 'x' of attribute 'novelty' is not in the schema for 'Cures': "
                    "correct it, or add it there"
                ),
                (
                    "3:1 attribute 'novelty' is not in the schema for 'Eases': "
                    "'Novelty' is probably meant"
                ),
            ),
            settings="schema.relations.Cures.attributes.novelty = "
            '["1", "2", "3", "4", "5", "6", "7"]\n'
            "schema.relations.Eases.attributes.Novelty = []\n"
            "schema.relations.Helps.attributes.novelty = []",
        ),
        Bad(
            "[Aspirin](Drug A) for [pain](Sign B)\n{Cures A B 1 7}",
            expect=(
                (
                    "2:1 value '7' of attribute 'novelty' is not in the schema for 'Cures': "
                    "write 1 or 2 or 3 or 4 or 5 or 6, or add it there"
                ),
            ),
            settings='schema.relations.Cures.attributes.novelty = ["1", "2", "3", "4", "5", "6"]',
        ),
        # A mention of several types may have the attributes of any of them.
        Bad(
            "1|t|L55M and M\n1|a|\n1\t0\t4\tL55M\tSNP, T1\tp|SUB|L|55|M\tRSID:662\n"
            "1\t0\t4\tL55M\tT1\tp|SUB|L|55|M\tRS#:662\n1\t9\t10\tM\tGene\t1\tRSID: \n"
            "1\t0\t4\tL55M\tOther\tp|SUB|L|55|M\tRSID:7\n1\tIs\t1\t1\tNovel\n"
            "1\tHas \t1\t1\tNew\n",
            expect=(
                "4:28 attribute 'RS#' is not in the schema for 'T1': correct it, or add it there",
                (
                    "5:17 value '' of attribute 'RSID' is not in the schema for 'Gene': "
                    "write 662, or add it there"
                ),
                (
                    "8:12 value 'New' of attribute 'novelty' is not in the schema for 'Has': "
                    "write Old, or add it there"
                ),
            ),
            format="pubtator",
            settings="schema.mentions.SNP.attributes.RSID = []\n"
            'schema.mentions.Gene.attributes.RSID = ["662"]\n'
            "schema.relations.Has.attributes.novelty = ['Old']\n[schema.mentions.T1]",
        ),
    )

    def applies(self, project: Project) -> bool:
        """Say whether the schema declares attributes."""
        return any(
            kind.attributes
            for kinds in (project.schema.mentions, project.schema.relations)
            for kind in kinds.values()
        )

    def check(self, document: Document, project: Project) -> Iterator[Diagnostic]:
        """Yield each attribute that the schema does not have, or not with this value."""
        schema = project.schema
        if schema.mentions:
            for mention in document.mentions:
                if mention.attributes:
                    yield from self._undeclared(mention, mention.types, schema.mentions)
        if schema.relations:
            for relation in document.relations:
                if relation.attributes:
                    yield from self._undeclared(
                        relation, (relation.type.strip(),), schema.relations
                    )

    def _undeclared(
        self,
        record: Mention | Relation,
        types: Iterable[str],
        declared: Mapping[str, MentionType] | Mapping[str, RelationType],
    ) -> Iterator[Diagnostic]:
        known = [kind for kind in types if kind in declared]
        if not known or not any(each.attributes for each in declared.values()):
            return
        for number, attribute in enumerate(record.attributes):
            name, value = attribute.name, attribute.value.strip()
            lists = [
                declared[kind].attributes[name]
                for kind in known
                if name in declared[kind].attributes
            ]
            if not lists:
                fault = f"attribute {quoted(name)}"
                names = dict.fromkeys(each for kind in known for each in declared[kind].attributes)
                remedy = _remedy(name, tuple(names))
            elif all(lists) and not any(value in values for values in lists):
                fault = f"value {quoted(value)} of attribute {quoted(name)}"
                remedy = _remedy(value, tuple(dict.fromkeys(chain.from_iterable(lists))))
            else:
                continue
            message = f"{fault} is not in the schema for {quoted(','.join(known))}: {remedy}"
            yield self.diagnostic(record, "attribute", message, item=number)


def _remedy(word: str, known: tuple[str, ...]) -> str:
    if near := nearest_spelling(word, known):
        return f"{quoted(near)} is probably meant"
    if known and len(known) <= _MOST_SHOWN:
        return f"write {' or '.join(known)}, or add it there"
    return "correct it, or add it there"
