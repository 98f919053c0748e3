"""REL006 broken-event."""

from collections.abc import Iterator

from annolint import (
    Bad,
    Diagnostic,
    Document,
    Good,
    Mention,
    Preset,
    Related,
    Relation,
    Rule,
    Severity,
    quoted,
)
from annolint_rules._shared import BAD_CHARACTERS, BROKEN_RECORD
from annolint_rules.relations._arguments import is_known_id

_TEXT = "Binding of TP53 inhibits growth\n"
_MENTIONS = "T1\tProtein 11 15\tTP53\nT2\tBinding 0 7\tBinding\nT3\tRegulation 16 24\tinhibits\n"


class BrokenEvent(Rule, frozen=True):
    """An event has no proper trigger, or takes the trigger of another event for an argument.

    The trigger is the mention of the words that tell of the event, and has the event's type.

    ## Why is this bad?
    Programs find an event by its trigger: without one it stands nowhere in the text, and with one
    of another type it counts for both. A trigger is only a word: whoever names it as an argument
    loses the event that hangs on it, with all of its own arguments.

    ## What to do
    Correct the trigger's id or the type, or annotate the words that tell of the event. As an
    argument, name the event.

    ## What it does not see
    Events without any trigger are relations with roles. One trigger may serve several events. A
    relation without a trigger may name what is the trigger of an event: some corpora relate words.
    That a mention with the type of an event has no event is no fault here.
    """

    code = "REL006"
    name = "broken-event"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (*BROKEN_RECORD, *BAD_CHARACTERS, "DUP002")
    looks_at = "relations"
    source = "https://github.com/nlplab/brat/issues/643"

    examples = (
        Good(
            {
                "1.txt": _TEXT,
                "1.ann": f"{_MENTIONS}E1\tBinding:T2 Theme:T1\nE2\tRegulation:T3 Cause:E1\n",
            },
            format="brat",
        ),
        # One trigger for two events, and none for what is a relation with roles.
        Good(
            {
                "1.txt": _TEXT,
                "1.ann": f"{_MENTIONS}E1\tBinding:T2 Theme:T1\nE2\tBinding:T2\n"
                "E3\tcauses subj:T1 obj:T2\nR1\tIn Arg1:T1 Arg2:T2\n",
            },
            format="brat",
        ),
        Bad(
            {
                "1.txt": _TEXT,
                "1.ann": f"{_MENTIONS}E1\tBinding:T9 Theme:T1\nE2\tRegulation:E1 Cause:T1\n"
                "E3\tRegulation:T2 Cause:T1\nE4\tRegulation:T3 Cause:T2 Theme:T3\n",
            },
            expect=(
                (
                    "1.ann:4:12 trigger 'T9' is the id of no annotation: correct it, or annotate "
                    "the words that tell of the event"
                ),
                (
                    "1.ann:5:15 trigger 'E1' is no mention: name the mention of the words that "
                    "tell of the event"
                ),
                (
                    "1.ann:6:15 trigger 'T2' is Binding and its event Regulation: correct one of "
                    "the types, or the trigger"
                ),
                "1.ann:7:18 argument 1 'T2' is the trigger of event 'E3': name the event",
                "1.ann:7:27 argument 2 'T3' is the trigger of event 'E4': name the event",
            ),
            format="brat",
        ),
        # What is named as a trigger but is an event may be an argument; of several events that
        # hang on a trigger, the first is named; without a type, none is wrong.
        Bad(
            {
                "1.txt": _TEXT,
                "1.ann": f"{_MENTIONS}T4\t 0 7\tBinding\nE1\tBinding:T2 Theme:T1\n"
                "E2\tBinding:T2\nE3\tRegulation:E1 Cause:E1\nE4\tRegulation:T3 Cause:T2\n"
                "E5\t:T2 Theme:T1\nE6\tBinding:T4\n",
            },
            expect=(
                (
                    "1.ann:7:15 trigger 'E1' is no mention: name the mention of the words that "
                    "tell of the event"
                ),
                "1.ann:8:18 argument 1 'T2' is the trigger of event 'E1': name the event",
            ),
            format="brat",
        ),
        # A trigger in a line that could not be read.
        Good(
            {"1.txt": _TEXT, "1.ann": f"{_MENTIONS}T4;Binding\nE1\tBinding:T4 Theme:T1\n"},
            format="brat",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        """Yield each event with a wrong trigger, and each trigger that is an argument."""
        events = [relation for relation in document.relations if relation.trigger]
        if not events:
            return
        mentions = {mention.id: mention for mention in document.mentions}
        relations = {relation.id: relation for relation in document.relations}
        by_trigger: dict[str, Relation] = {}
        for event in events:
            by_trigger.setdefault(event.trigger, event)
        for event in events:
            trigger = mentions.get(event.trigger)
            if trigger is not None:
                yield from self._of_another_type(event, trigger)
            elif event.trigger in relations:
                yield self.diagnostic(
                    event,
                    "trigger",
                    f"trigger {quoted(event.trigger)} is no mention: name the mention of the "
                    "words that tell of the event",
                    related=(Related("what it names", record=relations[event.trigger]),),
                )
            elif not is_known_id(document, event.trigger):
                yield self.diagnostic(
                    event,
                    "trigger",
                    f"trigger {quoted(event.trigger)} is the id of no annotation: correct it, or "
                    "annotate the words that tell of the event",
                )
            for number, argument in enumerate(event.arguments):
                other = by_trigger.get(argument.target)
                if other is not None and argument.target in mentions:
                    yield self.diagnostic(
                        event,
                        "argument",
                        f"argument {number + 1} {quoted(argument.target)} is the trigger of event "
                        f"{quoted(other.id)}: name the event",
                        item=number,
                        related=(Related("the event", record=other),),
                    )

    def _of_another_type(self, event: Relation, trigger: Mention) -> Iterator[Diagnostic]:
        kind = event.type.strip()
        if kind and trigger.types and kind not in trigger.types:
            yield self.diagnostic(
                event,
                "trigger",
                f"trigger {quoted(event.trigger)} is {' and '.join(trigger.types)} and its event "
                f"{kind}: correct one of the types, or the trigger",
                related=(Related("the trigger", record=trigger, field="type"),),
            )
