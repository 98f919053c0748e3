"""FMT006 missing-text."""

from annolint import Bad, Good, Preset, ReaderRule, Severity


class MissingText(ReaderRule, frozen=True):
    """A document lacks its title or its abstract.

    ## Why is this bad?
    Offsets count from the first character of the title through the abstract. Without one of them no
    mention can be placed, and all that could be said of the document would be guesswork. A blank
    line ends a document for most programs: what follows it has lost its text. In brat, the text is
    a file of its own beside the annotations.

    ## What to do
    Add the record; it may be empty. Where a blank line cuts annotations off from their text, remove
    it. Where no document of a file has text, lint the file that holds the texts.

    ## What it does not see
    An abstract that is there but empty: that is usual. Title and abstract both empty are
    `textless-document` (DOC005). A file in which all documents lack the same is reported once.
    Other findings in such a document wait until its text is there.
    """

    code = "FMT006"
    name = "missing-text"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    source = "https://github.com/dmis-lab/bern/issues/21"

    examples = (
        Good("1|t|Aspirin\n1|a|\n", format="pubtator"),
        Bad(
            "1|t|Aspirin\n1\t0\t7\tAspirin\tDrug\n",
            expect=("1:1 document 1 has no abstract record: add a line 1|a|… (it may be empty)",),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1|a|\n\n1\t0\t7\tAspirin\tDrug\n",
            expect=("4:1 a blank line cuts document 1 in two: remove it",),
            format="pubtator",
        ),
        Bad(
            "1\t0\t7\tAspirin\tDrug\n\n2\t0\t7\tAspirin\tDrug\n",
            expect=(
                (
                    "1:1 no title and no abstract in any of 2 documents: add id|t|… and id|a|… "
                    "lines, or lint the file that has the texts"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            {"1.ann": "T1\tDrug 0 7\tAspirin\n"},
            expect=("1.ann:1:1 there is no text beside the annotations: put 1.txt there",),
            format="brat",
        ),
    )
