"""SEQ003 invalid-tag."""

from annolint import Bad, Good, Preset, ReaderRule, Safety, Severity


class InvalidTag(ReaderRule, frozen=True):
    """A tag is none that the file can have.

    ## Why is this bad?
    A tag is `O`, or a letter of the scheme, a hyphen and a type. Programs take any other for one
    more class, learn it from its few uses, or drop the mention.

    ## What to do
    Correct the tag. Where it can be told, the message says what is meant.

    ## What it does not see
    What a file does throughout is its own way: an underscore for the hyphen, small letters, letters
    or types alone, a zero for `O`. A type that is misspelt is `misspelt-type` (TYP002); here it is
    one that differs only in case from another that is used everywhere else. Of one wrong tag the
    first twenty uses are named, the others are counted.
    """

    code = "SEQ003"
    name = "invalid-tag"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    fixes = (Safety.UNSAFE,)
    source = "https://github.com/CODAIT/Identifying-Incorrect-Labels-In-CoNLL-2003/issues/17"

    examples = (
        Good("Anna\tB-PER\nLind\tI-PER\nin\tO\nLund\tB-LOC\n", format="conll"),
        Good("Anna\tb_per\nLind\ti_per\nin\t0\nLund\tb_loc\n", format="conll"),
        Bad(
            "Anna\tB_PER\nLind\tI-PER\nin\t0\nLund\tB-LOC\nand\tO\nnear\tI-O\n"
            + "it\tO\n" * 100
            + "\nEva\tB-PER\nand\tO\nAnna\tB-PER\nin\tO\nLund\tB-LOC\n\n"
            "Anna\tB-PER\nin\tO\nMalmo\tB-LOC\nor\tO\nLund\tB- LOC\nfor\tO\nEva\tB-PER\nor\tO\n"
            "Ida\tB-PEr\n\nin\tO\nLund\tB-LOC\nor\tO\nMalmo\tB-LOC\nfor\tO\nEva\tB-PER\n",
            expect=(
                "1:6 'B_PER' is no tag: write 'B-PER'",
                "3:4 '0' is no tag: write 'O'",
                "6:6 'I-O' is no tag: write 'O'",
                "118:6 'B- LOC' is no tag: write 'B-LOC'",
                "122:5 'B-PEr' is no tag: write 'B-PER'",
            ),
            fixed="Anna\tB-PER\nLind\tI-PER\nin\tO\nLund\tB-LOC\nand\tO\nnear\tO\n"
            + "it\tO\n" * 100
            + "\nEva\tB-PER\nand\tO\nAnna\tB-PER\nin\tO\nLund\tB-LOC\n\n"
            "Anna\tB-PER\nin\tO\nMalmo\tB-LOC\nor\tO\nLund\tB-LOC\nfor\tO\nEva\tB-PER\nor\tO\n"
            "Ida\tB-PER\n\nin\tO\nLund\tB-LOC\nor\tO\nMalmo\tB-LOC\nfor\tO\nEva\tB-PER\n",
            format="conll",
        ),
        Bad(
            "Anna\tB-\nin\tO\nLund\tX-LOC\nwith\tO\nEva\tPER\nand\tO\nIda\tB-PER \n"
            + "Lund\tB-LOC\nor\tO\nMalmo\tB-LOC\nfor\tO\nEva\tB-PER\n" * 10,
            expect=(
                "1:6 the tag 'B-' has no type: write it",
                "3:6 no tag begins with X-: correct 'X-LOC'",
                "5:5 the tag 'PER' has no letter such as B- or I-: write it",
                "7:5 the tag 'B-PER ' has white space: write 'B-PER'",
            ),
            fixed="Anna\tB-\nin\tO\nLund\tX-LOC\nwith\tO\nEva\tPER\nand\tO\nIda\tB-PER\n"
            + "Lund\tB-LOC\nor\tO\nMalmo\tB-LOC\nfor\tO\nEva\tB-PER\n" * 10,
            format="conll",
        ),
    )
