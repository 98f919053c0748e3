"""The examples of the rule are its tests; what they cannot say stands here."""

from annolint.testing import check_rule, lint
from annolint_dosage.dose_in_mention import DoseInMention


def test_examples() -> None:
    assert check_rule(DoseInMention) == []


def test_place_is_the_text_column_of_a_pubtator_line() -> None:
    text = "1|t|Take 100 mg aspirin\n1|a|\n1\t5\t19\t100 mg aspirin\tChemical\tD001241\n"
    (finding,) = lint(text, [DoseInMention], format="pubtator")
    assert (finding.line, finding.column, finding.end_column) == (3, 8, 22)
