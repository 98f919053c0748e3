"""FMT009 duplicate-annotation-id."""

from annolint import Bad, Good, Preset, ReaderRule, Severity
from annolint_rules._shared import BROKEN_RECORD


class DuplicateAnnotationId(ReaderRule, frozen=True):
    """Two annotations of one document have the same id.

    ## Why is this bad?
    An id is what relations, attributes and notes name an annotation by; with two of that id nobody
    knows which one is meant. Programs keep the last one and drop the other without a word.

    ## What to do
    Give the second annotation an id that no other one has, and see which of the two is meant where
    the id is used.

    ## What it does not see
    The same id in another document: numbers start anew there. In PubTator, lines with one id, one
    type and in one sentence, unless a number is missing there: a discontinuous mention is written
    so. An annotation that stands twice with all that it has is `duplicate-mention` (DUP001). Most
    PubTator files give no such ids.
    """

    code = "FMT009"
    name = "duplicate-annotation-id"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    yields_to = (*BROKEN_RECORD, "DUP001", "DUP002")
    source = "https://github.com/nlplab/brat/issues/655"

    examples = (
        Good(
            "1|t|Aspirin for pain\n1|a|\n1\tT1\tDrug\t0\t7\tAspirin\n1\tT2\tSign\t12\t16\tpain\n\n"
            "2|t|Codeine\n2|a|\n2\tT1\tDrug\t0\t7\tCodeine\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin for pain\n1|a|\n1\tT1\tDrug\t0\t7\tAspirin\n1\tT1\tSign\t12\t16\tpain\n"
            "1\tT1\tWord\t8\t11\tfor\n",
            expect=(
                (
                    "4:3 annotation id 'T1' was given before, at line 3: give this mention an id "
                    "of its own"
                ),
                (
                    "5:3 annotation id 'T1' was given before, at line 3: give this mention an id "
                    "of its own"
                ),
            ),
            format="pubtator",
        ),
        # A discontinuous mention; and a slip, which the missing number gives away.
        Good(
            "1|t|Breast and ovarian cancer\n1|a|\n1\tT1\tDisease\t0\t6\tBreast\n"
            "1\tT2\tDisease\t11\t25\tovarian cancer\n1\tT1\tDisease\t19\t25\tcancer\n",
            format="pubtator",
        ),
        Bad(
            "1|t|Breast and ovarian cancer\n1|a|\n1\tT3\tDisease\t0\t6\tBreast\n"
            "1\tT2\tDisease\t11\t25\tovarian cancer\n1\tT3\tDisease\t19\t25\tcancer\n",
            expect=(
                (
                    "3:3 annotation id 'T3' is given again, at line 5: give this mention an id of "
                    "its own"
                ),
            ),
            format="pubtator",
        ),
        # In brat every annotation has an id; a line that stands twice is a copy.
        Bad(
            {
                "1.txt": "Aspirin for pain\n",
                "1.ann": "T1\tDrug 0 7\tAspirin\nT2\tSign 12 16\tpain\nR1\tFor Arg1:T1 Arg2:T2\n"
                "R1\tEases Arg1:T1 Arg2:T2\nT2\tSign 12 16\tpain\nR1\tFor Arg1:T1 Arg2:T2\n",
            },
            expect=(
                (
                    "1.ann:4:1 annotation id 'R1' was given before, at line 3: give this "
                    "annotation an id of its own"
                ),
                (
                    "1.ann:5:1 annotation id 'T2' was given before, at line 2: give this "
                    "annotation an id of its own"
                ),
                (
                    "1.ann:6:1 annotation id 'R1' was given before, at line 3: give this "
                    "annotation an id of its own"
                ),
            ),
            format="brat",
        ),
    )
