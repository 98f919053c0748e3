"""Which rule for which file: the decision table, and what a glob means."""

from typing import Any

import pytest

from annolint import Preset, Rule
from annolint.selection import Layer, decide, path_matcher, specificity
from tests.toys import Brief, Repeated, Shouting, Whispering, config


def layer(select: str = "", ignore: str = "", origin: str = "here") -> Layer:
    return Layer(tuple(select.split()), tuple(ignore.split()), origin)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("ALL", 0),
        ("X", 1),
        ("XAA", 3),
        ("XAA00", 5),
        ("XAA001", 1000),
        ("shouting", 1000),
        ("XAA002", -1),
        ("XAA0011", -1),
        ("xaa001", -1),
        ("shout", -1),
        ("all", -1),
    ],
)
def test_specificity(selector: str, expected: int) -> None:
    assert specificity(selector, Shouting) == expected


@pytest.mark.parametrize(
    ("layers", "on", "reason"),
    [
        # No selector fits: the preset decides.
        ([], True, "preset recommended"),
        ([layer("XCO", "XAA001")], True, "preset recommended"),
        # One selector fits.
        ([layer("XAA002")], True, '"XAA002" selected by here'),
        ([layer("", "XAA002")], False, '"XAA002" ignored by here'),
        ([layer("whispering")], True, '"whispering" selected by here'),
        ([layer("", "whispering")], False, '"whispering" ignored by here'),
        ([layer("", "XAA")], False, '"XAA" ignored by here'),
        ([layer("", "ALL")], False, '"ALL" ignored by here'),
        # The most specific one decides, whatever the order.
        ([layer("XAA002", "XAA")], True, '"XAA002" selected by here'),
        ([layer("XAA", "XAA002")], False, '"XAA002" ignored by here'),
        ([layer("XAA", "X")], True, '"XAA" selected by here'),
        ([layer("X", "XAA")], False, '"XAA" ignored by here'),
        ([layer("X", "ALL")], True, '"X" selected by here'),
        ([layer("ALL", "X")], False, '"X" ignored by here'),
        ([layer("ALL XAA X", "X ALL")], True, '"XAA" selected by here'),
        ([layer("XAA00", "XAA")], True, '"XAA00" selected by here'),
        # On the same level ignore beats select; code and name are one level.
        ([layer("XAA002", "XAA002")], False, '"XAA002" ignored by here'),
        ([layer("whispering", "XAA002")], False, '"XAA002" ignored by here'),
        ([layer("XAA002", "whispering")], False, '"whispering" ignored by here'),
        ([layer("XAA", "XAA")], False, '"XAA" ignored by here'),
        ([layer("ALL", "ALL")], False, '"ALL" ignored by here'),
        # A higher layer beats a lower one, however general it is.
        ([layer("", "XAA002"), layer("ALL", "", "above")], True, '"ALL" selected by above'),
        ([layer("XAA002"), layer("", "ALL", "above")], False, '"ALL" ignored by above'),
        ([layer("XAA002"), layer("", "X", "b"), layer("XAA", "", "c")], True,
         '"XAA" selected by c'),
        # A higher layer without a fitting selector says nothing.
        ([layer("", "XAA"), layer("XCO", "XAB", "above")], False, '"XAA" ignored by here'),
    ],
)  # fmt: skip
def test_decision_table(layers: list[Layer], on: bool, reason: str) -> None:
    decision = decide(Whispering, Preset.RECOMMENDED, layers)
    assert (decision.on, decision.reason) == (on, reason)


@pytest.mark.parametrize(
    ("preset", "on"),
    [
        (None, set()),
        (Preset.MINIMAL, {Shouting}),
        (Preset.RECOMMENDED, {Shouting, Whispering, Repeated}),
        (Preset.STRICT, {Shouting, Whispering, Repeated, Brief}),
        (Preset.ALL, {Shouting, Whispering, Repeated, Brief}),
    ],
)
def test_presets_are_nested(preset: Preset | None, on: set[type[Rule]]) -> None:
    rules = (Shouting, Whispering, Repeated, Brief)
    assert {rule for rule in rules if decide(rule, preset, []).on} == on


def test_reasons_without_a_selector() -> None:
    assert decide(Brief, None, []).reason == "not selected"
    assert decide(Brief, Preset.MINIMAL, []).reason == "not in preset minimal, but in strict"
    assert decide(Brief, Preset.ALL, []).reason == "preset all"


PER_FILE = '[[per-file]]\nfiles = ["old/**"]\n'


@pytest.mark.parametrize(
    ("text", "overrides", "path", "codes"),
    [
        # The file: preset, select, extend-select, ignore.
        ("", {}, "a", "XAA001 XAA002 XCO001"),
        ('preset = "minimal"', {}, "a", "XAA001"),
        ('select = ["XAB"]', {}, "a", "XAB001"),
        ('select = ["XAB"]\nextend-select = ["XCO"]', {}, "a", "XAB001 XCO001"),
        ('preset = "minimal"\nselect = ["XAB"]', {}, "a", "XAA001 XAB001"),
        ('extend-select = ["brief"]', {}, "a", "XAA001 XAA002 XAB001 XCO001"),
        ('ignore = ["XAA"]', {}, "a", "XCO001"),
        ('ignore = ["XAA"]\nextend-select = ["XAA002"]', {}, "a", "XAA002 XCO001"),
        ('select = ["ALL"]\nignore = ["XAA"]', {}, "a", "XAB001 XCO001"),
        ("select = []", {}, "a", ""),
        # Per file: one layer above the file's own.
        (PER_FILE + 'ignore = ["XAA"]', {}, "old/a", "XCO001"),
        (PER_FILE + 'ignore = ["XAA"]', {}, "new/a", "XAA001 XAA002 XCO001"),
        ('ignore = ["XAA001"]\n' + PER_FILE + 'select = ["ALL"]', {}, "old/a",
         "XAA001 XAA002 XAB001 XCO001"),
        # Several that fit: the later one is the higher one.
        (PER_FILE + 'ignore = ["ALL"]\n[[per-file]]\nfiles = ["*.a"]\nselect = ["XCO"]', {},
         "old/x.a", "XCO001"),
        (PER_FILE + 'select = ["XAB"]\n[[per-file]]\nfiles = ["*.a"]\nignore = ["ALL"]', {},
         "old/x.a", ""),
        # --select replaces preset, select and ignore of the file.
        ('preset = "all"\nignore = ["XAA001"]', {"select": ("XAA",)}, "a", "XAA001 XAA002"),
        ('select = ["XAB"]\nextend-select = ["XCO"]', {"select": ("XAA001",)}, "a", "XAA001"),
        ("", {"select": ("XAA",), "ignore": ("XAA001",)}, "a", "XAA002"),
        ("", {"select": ("XAA",), "preset": Preset.MINIMAL}, "a", "XAA001 XAA002"),
        ("", {"select": ("XAB",), "preset": Preset.MINIMAL}, "a", "XAA001 XAB001"),
        # What a file must not have stays off; what it has besides is not asked for.
        (PER_FILE + 'ignore = ["XAA002"]\nselect = ["XAB"]', {"select": ("XAA",)}, "old/a",
         "XAA001"),
        # --preset replaces preset and select.
        ('preset = "all"', {"preset": Preset.MINIMAL}, "a", "XAA001"),
        ('select = ["XAB"]', {"preset": Preset.MINIMAL}, "a", "XAA001"),
        ('extend-select = ["XAB"]', {"preset": Preset.MINIMAL}, "a", "XAA001 XAB001"),
        ('ignore = ["XAA"]', {"preset": Preset.ALL}, "a", "XAB001 XCO001"),
        # --extend-select and --ignore: one layer on top of everything.
        ('ignore = ["XAA001"]', {"extend_select": ("XAA",)}, "a", "XAA001 XAA002 XCO001"),
        ('select = ["XAA001"]', {"ignore": ("ALL",)}, "a", ""),
        ("", {"extend_select": ("XAB001",), "ignore": ("X",)}, "a", "XAB001"),
        (PER_FILE + 'ignore = ["ALL"]', {"extend_select": ("XAA001",)}, "old/a", "XAA001"),
        (PER_FILE + 'select = ["ALL"]', {"ignore": ("X",)}, "old/a", ""),
    ],
)  # fmt: skip
def test_layers(text: str, overrides: dict[str, Any], path: str, codes: str) -> None:
    made = config(text, **overrides)
    assert sorted(made.enabled(made.layers(path))) == codes.split()
    assert [rule.code for rule in made.rules.values() if made.decision(type(rule), path).on] == (
        codes.split()
    )


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("old/**", ["old/a", "old/b/a"], ["a", "x/old/a"]),
        ("old/", ["old/a", "x/old/a"], ["old", "older/a"]),
        ("old", ["old", "old/a", "x/old/a"], ["older"]),
        ("*.txt", ["a.txt", "old/a.txt"], ["a.txt.gz"]),
        ("/*.txt", ["a.txt"], ["old/a.txt"]),
        ("./old/*.txt", ["old/a.txt"], ["x/old/a.txt", "old/b/a.txt"]),
        ("old/a[12].txt", ["old/a1.txt"], ["old/a3.txt"]),
    ],
)
def test_globs(pattern: str, fits: list[str], fits_not: list[str]) -> None:
    matches = path_matcher([pattern])
    assert [path for path in fits + fits_not if matches(path)] == fits


def test_no_globs_fit_nothing() -> None:
    assert not path_matcher([])("a")


def test_later_globs_win() -> None:
    matches = path_matcher(["*.txt", "!a.txt"])
    assert [path for path in ("a.txt", "b.txt") if matches(path)] == ["b.txt"]


@pytest.mark.parametrize("pattern", ["", "!", "/", "\\", "[z-a]", "# all", "../data/*"])
def test_globs_without_meaning(pattern: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        path_matcher(["*.txt", pattern])
    assert str(caught.value) == f'"{pattern}" is no glob below this folder'
