"""FMT001 unreadable-record."""

from annolint import Bad, Good, Preset, ReaderRule, Safety, Severity


class UnreadableRecord(ReaderRule, frozen=True):
    """A line or element is no record of the format.

    ## Why is this bad?
    What cannot be read is lost: programs skip it without a word, or stop. It is the trace of a line
    break inside a text, of two lines that were joined, of a note, or of another format.

    ## What to do
    Bring the line into the form of the format, or remove it. A record that is too large is not read
    either; divide it, or raise `max-record-size`.

    ## What it does not see
    What is wrong inside a record that can be read has rules of its own. Many such lines in a row
    are one finding. Header lines that begin with `##` are no fault in PubTator.
    """

    code = "FMT001"
    name = "unreadable-record"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    fixes = (Safety.SAFE,)
    source = "https://github.com/greenelab/pubtator/issues/18"

    examples = (
        Good("## version 2\n1|t|Aspirin\n1|a|\n", format="pubtator"),
        Bad(
            "1|t|Aspirin\n1|a|\n1\t0\t7\tAspirin\tDrug\nsee the guidelines\n",
            expect=(
                (
                    "4:1 the line is no PubTator record: a text line is id|t|… or id|a|…, columns "
                    "of annotations are separated by tabs"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "1|t|Aspirin\n1|a|Take it\nwith water.\n1\t0\t7\tAspirin\tDrug\n",
            expect=(
                "3:1 the line goes on with the abstract, which must stand on one line: join them",
            ),
            format="pubtator",
        ),
        Bad(
            "1:t:Aspirin\n1|a|Take it.\n1\t0\t7\tAspirin\tDrug\n",
            expect=("1:1 a title record is mistyped: begin it with 1|t|",),
            format="pubtator",
        ),
        Bad(
            {
                "1.txt": "Chronic\npain\n",
                "1.ann": "T1\tSign 0 12\tChronic\npain\nsee the guidelines\n",
            },
            expect=(
                (
                    "1.ann:2:1 this is the rest of the text of the mention at line 1: write a "
                    "blank for the line break"
                ),
                (
                    "1.ann:3:1 the line is no brat annotation, such as T1, a tab, Type 0 5, a tab, "
                    "and the text"
                ),
            ),
            fixed={
                "1.txt": "Chronic\npain\n",
                "1.ann": "T1\tSign 0 12\tChronic pain\nsee the guidelines\n",
            },
            format="brat",
        ),
    )
