"""FMT007 misplaced-text."""

from annolint import Bad, Good, Preset, ReaderRule, Severity


class MisplacedText(ReaderRule, frozen=True):
    """A title or abstract stands in the wrong place, or twice.

    ## Why is this bad?
    The text is read in the order title, abstract, annotations. Where the order differs, programs
    count offsets in another text, or take the second of two titles for the first.

    ## What to do
    Put title and abstract above the annotations, in this order, each of them once.

    ## What it does not see
    Title and abstract that were exchanged with their letters. A second title with an abstract below
    it is another document (FMT005).
    """

    code = "FMT007"
    name = "misplaced-text"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    source = "https://github.com/nlplab/brat/issues/643"

    examples = (
        Good("1|t|Aspirin\n1|a|Take it.\n1\t0\t7\tAspirin\tDrug\n", format="pubtator"),
        Bad(
            "1|a|Take it.\n1|t|Aspirin\n",
            expect=("2:1 the title stands after the abstract: exchange the two lines",),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1\t0\t7\tAspirin\tDrug\n1|a|Take it.\n",
            expect=("3:1 the abstract stands after annotations: move it to the top",),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1|a|Take it.\n1|a|Or rest.\n",
            expect=("3:1 a second abstract for 1: keep one of the two",),
            format="pubtator",
        ),
    )
