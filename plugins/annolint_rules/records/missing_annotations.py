"""FMT011 missing-annotations."""

from annolint import Bad, Good, Preset, ReaderRule, Severity


class MissingAnnotations(ReaderRule, frozen=True):
    """A text has no annotations beside it, though the texts around it have theirs.

    ## Why is this bad?
    Nobody can tell whether there is nothing to annotate in the text, or whether its annotations
    were lost, misnamed, or never made. Programs that go by the annotations pass over the text, and
    those that go by the texts stop there.

    ## What to do
    Put the annotations beside it, under the name of the text. Where there is nothing to annotate,
    an empty file says so.

    ## What it does not see
    A folder in which most texts have no annotations: it is taken for something else. Annotations
    without a text are `missing-text` (FMT006).
    """

    code = "FMT011"
    name = "missing-annotations"
    severity = Severity.WARNING
    preset = Preset.RECOMMENDED
    source = "https://github.com/nlplab/brat/issues/1244"

    examples = (
        Good({"1.ann": "T1\tDrug 0 7\tAspirin\n", "1.txt": "Aspirin\n"}, format="brat"),
        Good({"1.ann": "", "1.txt": "Nothing to annotate\n"}, format="brat"),
        Bad(
            {"1.ann": "T1\tDrug 0 7\tAspirin\n", "1.txt": "Aspirin\n", "2.txt": "Ibuprofen\n"},
            expect=(
                (
                    "2.txt:1:1 there are no annotations beside the text: put 2.ann there, empty if "
                    "there is nothing to annotate"
                ),
            ),
            format="brat",
        ),
    )
