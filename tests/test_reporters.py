"""Corpus text is data in every output format: shown, never obeyed, and given back to programs.

The expected output of each format for `FINDINGS` lies in tests/data/reporters, one file a format.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped] # its types are a package of their own
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from annolint import (
    Failure,
    Finding,
    PlacedEdit,
    PlacedFix,
    RelatedPlace,
    Reporter,
    RuleHelp,
    Run,
    Safety,
    Severity,
    Summary,
    printable,
    shown_characters,
)
from annolint.diagnostic import excerpt
from annolint_reporters import annolint_reporters
from annolint_reporters.json_reports import findings_schema

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "reporters"
SCHEMA = ROOT / "docs" / "schemas" / "findings.schema.json"
REPORTERS = {kind.name: kind for kind in annolint_reporters()}
FORMATS = ("concise", "full", "json", "jsonl", "github", "csv")
VALIDATOR = jsonschema.Draft202012Validator(findings_schema())
BOM = "\ufeff"

HELP = {
    "SPN006": RuleHelp(
        summary="A mention starts or ends with white space.",
        why="Padding splits one surface form into several, so that counts, gazetteers\n"
        "and exact-match scores all go wrong.\n\nA second paragraph.",
        remedy="Move the offsets to the first and last character of the mention.",
    ),
    "XYZ001": RuleHelp(summary="No more than a summary."),
}

PADDED = "26094\t27\t38\tdepression \tDisease\tD003866"
WIDE = "26094\t40\t46\t肝細胞癌e\u0301 \tDisease\tD003866"
HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 [bold]x[/] ::set-env name=A::b %0A %25 ##[add-mask]a "
    '##vso[task.setvariable variable=A]b =1+1 "q" \x00 \u202erev\u2066 \u2028 \x85 \udce9 \ud800'
)


def finding(
    source: str | None = PADDED, start: int = 13, end: int = 24, /, **fields: Any
) -> Finding:
    """Make a finding at columns [start, end) of a source line; None: nothing to show."""
    values: dict[str, Any] = {
        "path": "corpus/a.pubtator",
        "line": 12,
        "column": start,
        "code": "SPN006",
        "name": "padded-mention",
        "severity": Severity.ERROR,
        "message": "mention 'depression ' ends with white space: move its edges inwards",
        "end_line": 12,
        "end_column": end,
        "document": "26094",
        "mention": "depression ",
        "excerpt": None if source is None else excerpt(source, start, end),
    }
    return Finding(**(values | fields))


FINDINGS = (
    finding(
        related=(RelatedPlace("the first of them", "corpus/b.pubtator", 3, 7),),
        fix=PlacedFix(
            Safety.SAFE,
            (
                PlacedEdit("corpus/a.pubtator", 12, 1, 12, 30, "1\t5\t12\tasp\u200birin\tDrug"),
                PlacedEdit("corpus/a.pubtator", 14, 1, 15, 1, ""),
            ),
        ),
    ),
    finding(
        WIDE,
        13,
        20,
        line=13,
        end_line=13,
        severity=Severity.WARNING,
        message="mention '肝細胞癌e\u0301 ' ends with white space: move its edges inwards",
        fix=PlacedFix(Safety.UNSAFE, (PlacedEdit("corpus/a.pubtator", 13, 1, 14, 1, ""),)),
        mention="肝細胞癌e\u0301 ",
        annotation="T3",
    ),
    finding(
        None,
        1,
        9,
        line=14,
        end_line=16,
        code="XYZ001",
        name="file-fault",
        severity=Severity.INFO,
        message="three lines are wrong",
        document=None,
        mention=None,
    ),
    finding(
        f"1\t{HOSTILE}\tx",
        3,
        3 + len(HOSTILE),
        path=f"::error::a\nb,c:{HOSTILE}",
        line=15,
        end_line=15,
        message=HOSTILE,
        document=f"=cmd|'/c calc'!A0{HOSTILE}",
        annotation=f" @{HOSTILE}",
        mention=f"\uff1d1;-1{HOSTILE}",
        related=tuple(
            RelatedPlace(f"+{number} \x1b[1m [x]", "\r::error::\ud800", 1, 2) for number in range(7)
        ),
    ),
)
FAILURES = (
    Failure("ANN001", "unreadable-file", f"cannot be read {HOSTILE}", "corpus/c.gz"),
    Failure("ANN902", "rule-crashed", "rule XYZ001 raised", "corpus/a.pubtator", 7, "Traceback"),
    Failure("ANN901", "plugin-failed", "no file is concerned"),
)


def report(
    name: str,
    findings: tuple[Finding, ...] = FINDINGS,
    failures: tuple[Failure, ...] = (),
    **settings: Any,
) -> str:
    """Return the whole output of a format."""
    reporter: Reporter = REPORTERS[name](Run("0.1.0", HELP, **settings))
    summary = Summary(errors=2, warnings=1, infos=1, files=3, files_with_findings=2)
    parts = [reporter.begin(), *map(reporter.finding, findings), reporter.end(summary, failures)]
    return "".join(parts)


def lines_of(output: str) -> list[str]:
    """Split as terminals, spreadsheets and log viewers do, at everything that ends a line."""
    return output.splitlines()


def workflow_command(line: str) -> tuple[str, dict[str, str], str] | None:
    """Read a line of a log as GitHub's runner does: command, properties, data."""
    stripped = line.lstrip()
    if stripped.startswith("::") and "::" in stripped[2:]:
        head, _, data = stripped[2:].partition("::")
        command, _, listed = head.partition(" ")
        pairs = (each.partition("=") for each in listed.split(",") if each)
        return command, {key: unescaped(value) for key, _, value in pairs}, unescaped(data)
    if match := re.search(r"##\[([^ \]]+)", line):
        return match[1], {}, ""
    return None


def unescaped(text: str) -> str:
    for code in ("%0D", "%0A", "%3A", "%2C", "%25"):
        text = text.replace(code, chr(int(code[1:], 16)))
    return text


def plain_cell(cell: str) -> str:
    """Take the apostrophes away that keep a spreadsheet from running formulas."""
    return re.sub(r"(^|;)'(?=[\s\"']*[=+\-@\uff0b\uff0d\uff1d\uff20])", r"\1", cell)


def encodable(text: str) -> str:
    """Return what JSON gives back for a text: lone surrogates as escapes, all else the same."""
    return "".join(
        f"\\x{ord(c) - 0xDC00:02x}"
        if "\udc80" <= c <= "\udcff"
        else f"\\u{ord(c):04x}"
        if "\ud800" <= c <= "\udfff"
        else c
        for c in text
    )


# Exact output


def test_every_format_is_looked_at() -> None:
    assert tuple(sorted(REPORTERS)) == tuple(sorted(FORMATS))


@pytest.mark.parametrize("name", FORMATS)
def test_output_is_exactly_what_is_expected(name: str) -> None:
    expected = (DATA / f"expected.{name}").read_bytes().decode()
    assert report(name, failures=FAILURES) == expected


def test_output_without_findings() -> None:
    empty = {name: report(name, ()) for name in FORMATS}
    header = "code,name,severity,path,line,column,document,annotation,mention,message,related"
    assert empty == {
        "concise": "",
        "full": "",
        "json": '{"findings": [\n],\n"errors": [],\n"summary": {"errors":2,"warnings":1,'
        '"infos":1,"files":3,"files_with_findings":2,"fixable":0,"unsafely_fixable":0,"fixed":0}}\n',
        "jsonl": "",
        "github": "",
        "csv": f"{BOM}{header}\r\n",
    }


# What `printable` does


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ASCII, with a \\ and a #", "plain ASCII, with a \\ and a #"),
        ("β-catenin, naïve, 肝, 👍🏽, e\u0301, no-break\u00a0space", None),
        ("a\tb\nc\rd\0", r"a\x09b\x0ac\x0dd\x00"),
        ("\x1b[31m \x7f", r"\x1b[31m \x7f"),
        # From \x80 on, \xNN is a byte that could not be decoded; the control character is \u.
        ("\x85 \x9b \udc80 \udcff", r"\u0085 \u009b \x80 \xff"),
        ("\ud800 \udc7f \udfff", r"\ud800 \udc7f \udfff"),
        ("\u2028 \u2029", r"\u2028 \u2029"),
        ("\u061c \u200e \u200f \u202a \u202e", r"\u061c \u200e \u200f \u202a \u202e"),
        ("\u2066 \u2069", r"\u2066 \u2069"),
        ("\u200b \u2060 \ufeff \xad \u180e \u3164", r"\u200b \u2060 \ufeff \u00ad \u180e \u3164"),
        ("\U000e0041 \U0001d173", r"\U000e0041 \U0001d173"),
        # Joiners make one word in Persian and one emoji of several; after ASCII they are hidden.
        ("\u0645\u06cc\u200c\u062e 👩\u200d🔬 ❤\ufe0f", None),
        ("aspi\u200drin \u200c", r"aspi\u200drin \u200c"),
        ("\x80\u200c e\u0301\u200d\u200d", "\\u0080\\u200c e\u0301\u200d\\u200d"),
        ("\u200dx", r"\u200dx"),
        ("##[add-mask]x", r"\x23#[add-mask]x"),
        ("a ###[group] ##vso[task.x]", r"a #\x23#[group] \x23#vso[task.x]"),
        ("β ##teamcity[x]", r"β \x23#teamcity[x]"),
        ("::set-env name=A::b ::c", r"\x3a:set-env name=A::b ::c"),
        (" \t\u3000:::", " \\x09\u3000\\x3a::"),
        ("std::x :: y", None),
        ("## comment, RS##1, C##, #[x]", None),
    ],
)
def test_printable(text: str, shown: str | None) -> None:
    assert printable(text) == (text if shown is None else shown)


ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(
        st.sampled_from(
            [
                "\x1b[31m", "\x1b]0;t\x07", "\x9b", "\x85", "\x00", "\r", "\n", "\r\n", "\t",
                "\u2028", "\u202e", "\u2066", "\udce9", "\ud800", "\udc00", "\u200b", "\u200d",
                "[bold]", "[/]", "::set-env name=A::", "::", "##[", "#", "##vso[", "%0A", "%",
                "=1+1", "+", "-", "@", "\uff1d", ";", ",", ":", '"', "'", " ", "\\", "x", "é",
                "肝", "👩", "\u0301", "\ufe0f",
            ]
        )
    ).map("".join),
)  # fmt: skip


@settings(deadline=None)
@given(ANY_TEXT)
def test_printable_leaves_nothing_to_obey(text: str) -> None:
    shown = printable(text)
    assert len(lines_of(f"<{shown}>")) == 1
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert workflow_command(shown) is None
    assert printable(shown) == shown
    shown.encode()


@settings(deadline=None)
@given(ANY_TEXT)
def test_shown_characters_are_what_printable_shows(text: str) -> None:
    shown = shown_characters(text)
    assert len(shown) == len(text)
    assert "".join(shown) == printable(text)


# Any text in any field


@st.composite
def any_finding(draw: st.DrawFn) -> Finding:
    line = draw(ANY_TEXT).replace("\n", "")
    start = draw(st.integers(1, len(line) + 1))
    end = draw(st.integers(start, len(line) + 2))
    places = st.builds(RelatedPlace, ANY_TEXT, ANY_TEXT, st.integers(1, 99), st.integers(1, 99))
    return finding(
        line,
        start,
        end,
        path=draw(ANY_TEXT),
        message=draw(ANY_TEXT),
        document=draw(st.none() | ANY_TEXT),
        annotation=draw(st.none() | ANY_TEXT),
        mention=draw(st.none() | ANY_TEXT),
        severity=draw(st.sampled_from(Severity)),
        end_line=draw(st.sampled_from([12, 13])),
        related=tuple(draw(st.lists(places, max_size=2))),
    )


@settings(deadline=None)
@given(any_finding())
def test_nothing_is_obeyed_in_any_format(found: Finding) -> None:
    for name in FORMATS:
        output = report(name, (found,))
        ends = "\r\n" if name == "csv" else "\n"
        assert output.endswith(ends)
        rest = output.replace(ends, "")
        assert not {unicodedata.category(each) for each in rest} & {"Cc", "Cs", "Zl", "Zp"}, name
        commands = [workflow_command(line) for line in lines_of(output)]
        assert sum(command is not None for command in commands) == (name == "github"), name
        output.encode()


@settings(deadline=None)
@given(any_finding())
def test_line_formats_give_one_line_for_a_finding(found: Finding) -> None:
    for name in ("concise", "github", "jsonl"):
        assert len(lines_of(report(name, (found, found)))) == 2, name
    assert len(lines_of(report("csv", (found, found)))) == 3


@settings(deadline=None)
@given(any_finding())
def test_concise_line_is_place_code_and_message(found: Finding) -> None:
    place = f"{printable(found.path)}:{found.line}:{found.column}"
    assert report("concise", (found,)) == f"{place}: SPN006 {printable(found.message)}\n"


@settings(deadline=None)
@given(any_finding())
def test_json_gives_the_text_back(found: Finding) -> None:
    whole = json.loads(report("json", (found, found), FAILURES))
    VALIDATOR.validate(whole)
    lines = lines_of(report("jsonl", (found, found)))
    assert [json.loads(line) for line in lines] == whole["findings"]
    assert whole["findings"][1] == {
        "code": "SPN006",
        "name": "padded-mention",
        "severity": found.severity.value,
        "message": encodable(found.message),
        "path": encodable(found.path),
        "line": found.line,
        "column": found.column,
        "end_line": found.end_line,
        "end_column": found.end_column,
        "document": None if found.document is None else encodable(found.document),
        "annotation": None if found.annotation is None else encodable(found.annotation),
        "fix": None,
        "related": [
            {
                "message": encodable(each.message),
                "path": encodable(each.path),
                "line": each.line,
                "column": each.column,
            }
            for each in found.related
        ],
    }


@settings(deadline=None)
@given(any_finding())
def test_csv_gives_the_text_back_and_holds_no_formula(found: Finding) -> None:
    output = report("csv", (found,))
    (row,) = csv.DictReader(io.StringIO(output.removeprefix(BOM), newline=""))
    for name, text in (
        ("path", found.path),
        ("document", found.document or ""),
        ("annotation", found.annotation or ""),
        ("mention", found.mention or ""),
        ("message", found.message),
    ):
        assert plain_cell(row[name]) == printable(text)
    for delimiter in (",", ";"):
        for cells in csv.reader(io.StringIO(output, newline=""), delimiter=delimiter):
            assert not [
                c for c in cells if c.strip(' "').startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20"))
            ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("aspirin", "aspirin"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff201", "'\uff201"),
        (" \u3000\u00a0=1", "' \u3000\u00a0=1"),
        # What a spreadsheet that divides cells at semicolons would begin a cell with.
        ("6647;-1", "6647;'-1"),
        ('a; "=1', "a;' \"=1"),
        # An apostrophe of the text is kept apart from the one that is put there.
        ("'=1", "''=1"),
        ("'s", "'s"),
        ("a=1 -2;b", "a=1 -2;b"),
        ("\t=1", r"\x09=1"),
        ("\r=1", r"\x0d=1"),
    ],
)
def test_csv_cells(text: str, cell: str) -> None:
    output = report("csv", (finding(mention=text),)).removeprefix(BOM)
    (row,) = csv.DictReader(io.StringIO(output, newline=""))
    assert row["mention"] == cell
    assert plain_cell(cell) == printable(text)


@settings(deadline=None)
@given(any_finding())
def test_github_gets_the_very_path_and_message(found: Finding) -> None:
    command = workflow_command(report("github", (found,)).removesuffix("\n"))
    assert command is not None
    name, properties, data = command
    assert name == {"error": "error", "warning": "warning", "info": "notice"}[found.severity]
    file = "".join(
        part if part in ("\r", "\n") else printable(f"x{part}")[1:]
        for part in re.split(r"([\r\n])", found.path)
    )
    expected = {
        "file": file,
        "line": "12",
        "endLine": str(found.end_line),
        "title": "SPN006 padded-mention",
    }
    if found.end_line == 12:  # the runner refuses columns that lie in two lines
        expected |= {"col": str(found.column), "endColumn": str(found.end_column)}
    assert properties == expected
    assert data == printable(found.message)


# full: the marker, the window, the texts, the colours


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "marker"),
    [
        ("a\tbc\td", 3, 5, "a→bc→d", "  ^^"),
        ("a\tbc\td", 2, 3, "a→bc→d", " ^"),
        ("肝細胞 癌x", 3, 6, "肝細胞 癌x", "    ^^^^^"),
        ("👍🎉x", 2, 3, "👍🎉x", "  ^^"),
        ("e\u0301a\u0301b", 3, 5, "e\u0301a\u0301b", " ^"),
        # A combining mark is seen at the letter that carries it, a wide letter too.
        ("xe\u0301b", 3, 4, "xe\u0301b", " ^"),
        ("x肝\u0301b", 3, 4, "x肝\u0301b", " ^^"),
        ("\u0301b", 1, 2, "\u0301b", "^"),
        ("a\x1bb\x00c", 2, 5, r"a\x1bb\x00c", " ^^^^^^^^^"),
        ("a\udce9b", 3, 4, r"a\xe9b", "     ^"),
        ("a\u202eb", 3, 4, r"a\u202eb", "       ^"),
        ("##[x]y", 6, 7, r"\x23#[x]y", "        ^"),
        ("👩\u200d🔬x", 4, 5, "👩\u200d🔬x", None),
        ("abc", 4, 4, "abc", "   ^"),
        ("abc", 9, 12, "abc", "   ^"),
        ("", 1, 1, "", "^"),
        ("abc", 2, 2, "abc", " ^"),
    ],
)
def test_marker_stands_under_the_field(
    line: str, start: int, end: int, shown: str, marker: str | None
) -> None:
    below = " " * cell_len(line[: start - 1]) + "^" if marker is None else marker
    output = lines_of(report("full", (finding(line, start, end, line=7),)))
    assert output[2:4] == [f"  7 │ {shown}", f"    │ {below}"]


@pytest.mark.parametrize(
    ("line", "start", "end", "width", "shown", "marker"),
    [
        # The window is as wide as the terminal, less the gutter, with the field in the middle.
        ("a" * 50 + "BBB" + "c" * 50, 51, 54, 30, "…aaaaaaaaaBBBccccccccc…", "          ^^^"),
        ("BBB" + "c" * 50, 1, 4, 30, "BBBcccccccccccccccccc…", "^^^"),
        ("a" * 50 + "BBB", 51, 54, 30, "…aaaaaaaaaaaaaaaaaaBBB", " " * 19 + "^^^"),
        # A field that is longer than the window is marked as far as it is seen.
        ("a" * 50 + "B" * 50, 51, 101, 30, "…BBBBBBBBBBBBBBBBBBBBB…", " " + "^" * 21),
        ("a" * 50 + "B" * 500, 51, 551, 30, "…BBBBBBBBBBBBBBBBBBBBB…", " " + "^" * 21),
        # Half of a wide character is not shown.
        ("肝" * 50, 26, 27, 30, "…肝肝肝肝肝肝肝肝肝肝…", " " * 9 + "^^"),
        # Of a line longer than an excerpt, the excerpt's own cuts are shown.
        ("a" * 30 + "B" + "c" * 200, 31, 32, 200, "a" * 30 + "B" + "c" * 60 + "…", " " * 30 + "^"),
        (
            "a" * 100 + "e\u0301" * 4 + "B" + "e\u0301" * 4 + "c" * 100,
            109,
            110,
            200,
            "…" + "a" * 41 + "e\u0301" * 4 + "B" + "e\u0301" * 4 + "c" * 41 + "…",
            " " * 46 + "^",
        ),
        # A place beyond the end of the line is shown at its end.
        ("a" * 200, 230, 231, 200, "…" + "a" * 91, " " * 92 + "^"),
        # A combining mark that lost its letter is not put on the ellipsis.
        (
            "a" * 99 + "e\u0301" * 200,
            250,
            251,
            200,
            "…" + "e\u0301" * 49 + "e…",
            " " * 25 + "^",
        ),
        # A narrow terminal still gets twenty columns.
        ("a" * 50, 1, 2, 5, "aaaaaaaaaaaaaaaaaa…", "^"),
    ],
)
def test_window_around_the_field(
    line: str, start: int, end: int, width: int, shown: str, marker: str
) -> None:
    output = lines_of(report("full", (finding(line, start, end),), width=width))
    assert output[2:4] == [f"  12 │ {shown}", f"     │ {marker}"]


@settings(deadline=None)
@given(any_finding(), st.integers(1, 140))
def test_source_line_and_marker_fit_the_terminal(found: Finding, width: int) -> None:
    output = lines_of(report("full", (found,), width=width))
    source, marker = output[2:4]
    room = max(min(width, 100), 20 + len("  12 │ "))
    assert cell_len(source) <= room
    assert cell_len(marker) <= room + 1  # one mark for a place at the end of the line
    assert re.fullmatch(r" {5}│ +\^+", marker)


def test_why_and_what_to_do_are_said_once_for_each_rule() -> None:
    output = lines_of(report("full", (finding(), finding(), finding(code="XYZ001")), width=80))
    assert [line for line in output if line.startswith(("  why", "  do", "    "))] == [
        "     │             ^^^^^^^^^^^",
        "  why  Padding splits one surface form into several, so that counts, gazetteers",
        "       and exact-match scores all go wrong.",
        "  do   Move the offsets to the first and last character of the mention.",
        "     │             ^^^^^^^^^^^",
        "     │             ^^^^^^^^^^^",
    ]


@pytest.mark.parametrize(
    ("why", "shown"),
    [
        ("One.\nTwo.\n\nThree.", "One. Two."),
        ("Short e.g. this one. " + "Word " * 70 + "end. Last.", "Short e.g. this one."),
        ("Word " * 70 + "e.g. this. Last.", "Word " * 70 + "e.g. this."),
        ("", ""),
    ],
)
def test_why_is_the_first_paragraph_or_the_sentences_that_fit(why: str, shown: str) -> None:
    reporter = REPORTERS["full"](Run("0.1.0", {"SPN006": RuleHelp("Summary.", why=why)}))
    said = lines_of(reporter.finding(finding()))[4:-1]
    assert " ".join(line[7:] for line in said) == shown


def test_a_rule_without_documentation_is_no_trouble() -> None:
    output = lines_of(report("full", (finding(None, code="QQQ001"),)))
    assert output == [
        "error QQQ001 mention 'depression ' ends with white space: move its edges inwards",
        "  --> corpus/a.pubtator:12:13  padded-mention  document 26094",
        "",
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_color_adds_colors_and_nothing_else(name: str) -> None:
    painted = report(name, color=True)
    colors = re.findall(r"\x1b\[[0-9;]*m", painted)
    assert bool(colors) == (name == "full")
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == report(name)


def test_colors_of_the_severities() -> None:
    heads = [
        report("full", (finding(severity=severity),), color=True).partition("\x1b[0m")[0]
        for severity in Severity
    ]
    assert heads == [
        "\x1b[1;34minfo SPN006 ",
        "\x1b[1;33mwarning SPN006 ",
        "\x1b[1;31merror SPN006 ",
    ]


# The published schema


def test_schema_in_the_docs_is_fresh() -> None:
    stored = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert stored == findings_schema(), "run: python scripts/generate.py"


def test_schema_is_a_schema_and_refuses_other_output() -> None:
    VALIDATOR.check_schema(VALIDATOR.schema)
    good = json.loads(report("json", failures=FAILURES))
    VALIDATOR.validate(good)
    faults: list[tuple[list[str | int], Any]] = [
        (["findings", 0, "severity"], "fatal"),
        (["findings", 0, "code"], "SPN06"),
        (["findings", 0, "line"], 0),
        (["findings", 0, "extra"], 1),
        (["findings", 0, "related", 0, "column"], "7"),
        (["errors", 0, "line"], 0),
        (["summary", "files"], -1),
        (["more"], 1),
    ]
    for path, value in faults:
        bad = json.loads(json.dumps(good))
        target = bad
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate(bad)


def test_a_line_of_jsonl_fits_the_schema_of_a_finding() -> None:
    whole = findings_schema()
    schema = {"$ref": "#/$defs/ReportedFinding", "$defs": whole["$defs"]}
    lines = lines_of(report("jsonl"))
    assert len(lines) == len(json.loads(report("json"))["findings"]) > 0
    for line in lines:
        jsonschema.validate(json.loads(line), schema)


# The command line


HOSTILE_MENTIONS = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b2J \x85 \u2028x",
    "\x00NUL",
    "[bold red]rich[/]",
    "::set-env name=PATH::/evil",
    "##[add-mask]secret",
    "##vso[task.setvariable variable=A]b",
    "100%0A::error::x",
    "=HYPERLINK(1)",
    "@SUM(1)",
    "a;=1+1",
    "\u202egnp.exe\u2066",
    "肝細胞癌 👍 e\u0301",
    "zero\u200bwidth\u2060",
    "caf\udce9",
)
HOSTILE_PATH = "::error title=x::\x1b[2J [bold]\n%0A=1,2:3\u202e.pubtator"


@pytest.fixture
def hostile_corpus(tmp_path: Path) -> Path:
    """Write a PubTator file in which every mention is padded by a blank, and return its folder."""
    identifier = "=1+1 ##[group]\x1b[1m\u202e"
    title, rows = "", []
    for mention in HOSTILE_MENTIONS:
        padded = f" {mention}"
        rows.append(f"{identifier}\t{len(title)}\t{len(title) + len(padded)}\t{padded}\tDisease\t-")
        title += padded
    text = "\n".join([f"{identifier}|t|{title}", f"{identifier}|a|", *rows, ""])
    (tmp_path / HOSTILE_PATH).write_bytes(text.encode("utf-8", "surrogateescape"))
    return tmp_path


def annolint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    return subprocess.run(
        [sys.executable, "-c", "from annolint.cli import main; main()", "check", "--isolated",
         "--select", "SPN006", *arguments, "."],
        cwd=folder, env=environment, capture_output=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_file_through_the_command_line(hostile_corpus: Path, name: str) -> None:
    run = annolint(hostile_corpus, "--output-format", name)
    output, notes = run.stdout.decode("utf-8"), run.stderr.decode("utf-8")
    assert run.returncode == 1, notes
    assert not [line for line in lines_of(notes) if workflow_command(line)]
    for text in (output.replace("\r\n", "\n"), notes):
        assert not {unicodedata.category(each) for each in text.replace("\n", "")} & {
            "Cc", "Cs", "Zl", "Zp",
        }  # fmt: skip
    commands = [command for line in lines_of(output) if (command := workflow_command(line))]
    assert len(commands) == (len(HOSTILE_MENTIONS) if name == "github" else 0)
    assert {properties["file"] for _, properties, _ in commands} <= {
        "::error title=x::\\x1b[2J [bold]\n%0A=1,2:3\\u202e.pubtator"
    }
    given_back = encodable if name in ("json", "jsonl") else printable
    assert messages(name, output) == [
        given_back(f"mention ' {mention}' starts with white space: move its edges inwards")
        for mention in HOSTILE_MENTIONS
    ]


def messages(name: str, output: str) -> list[str]:
    """Read the messages out of a report."""
    lines = lines_of(output)
    if name == "json":
        return [each["message"] for each in json.loads(output)["findings"]]
    if name == "jsonl":
        return [json.loads(line)["message"] for line in lines]
    if name == "csv":
        return [plain_cell(row["message"]) for row in csv.DictReader(lines)]
    if name == "github":
        parts = (line.partition(",title=SPN006 padded-mention::") for line in lines)
        return [unescaped(data) for _, _, data in parts]
    return [found[1] for line in lines if (found := re.search(r"(?:^error|:) SPN006 (.*)", line))]


def test_hostile_file_read_by_programs(hostile_corpus: Path) -> None:
    found = json.loads(annolint(hostile_corpus, "--output-format", "json").stdout)
    rows = annolint(hostile_corpus, "--output-format", "csv").stdout.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(rows, newline="")))
    assert [plain_cell(row["mention"]) for row in table] == [
        printable(f" {mention}") for mention in HOSTILE_MENTIONS
    ]
    assert {row["document"] for row in table} == {"'" + r"=1+1 \x23#[group]\x1b[1m\u202e"}
    assert {each["document"] for each in found["findings"]} == {"=1+1 ##[group]\x1b[1m\u202e"}
    assert {each["path"] for each in found["findings"]} == {HOSTILE_PATH}
    assert len(found["findings"]) == len(HOSTILE_MENTIONS)
    jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_formats_are_written_to_files_side_by_side(hostile_corpus: Path) -> None:
    given = [f"--output-format={name}=out.{name}" for name in FORMATS]
    run = annolint(hostile_corpus, *given)
    assert run.stdout == b""
    for name in FORMATS:
        alone = annolint(hostile_corpus, "--output-format", name).stdout
        assert (hostile_corpus / f"out.{name}").read_bytes() == alone


def test_rich_is_imported_only_where_it_is_needed(tmp_path: Path) -> None:
    rows = "1|t|a bc\n1|a|\n1\t1\t4\t bc\tDisease\t-\n"
    (tmp_path / "a.pubtator").write_text(rows, encoding="utf-8")
    script = """
import sys
from annolint.cli import main
try:
    main(["check", "--isolated", "--select", "SPN006", "--output-format", sys.argv[1], "."])
finally:
    print(any(name.partition(".")[0] == "rich" for name in sys.modules), file=sys.stderr)
"""
    for name in FORMATS:
        run = subprocess.run(
            [sys.executable, "-c", script, name],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert b"SPN006" in run.stdout
        assert run.stderr.decode().endswith("False\n"), name
