"""`annolint rule`, `config`, `formats`, `plugins`, `new rule` and `test`, run in this process."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped] # its types are a package of their own
import pytest

from annolint import docs, plugins, scaffold
from annolint.cli import main
from annolint.config_schema import config_schema, rule_schema, to_text
from annolint.diagnostic import OWN_CODES
from annolint.rule import Rule
from annolint_formats import annolint_formats

ROOT = Path(__file__).parent.parent
NO_RULES = ("-p", "no:annolint_rules")

RULES = '''\
"""Two rules, a format and an output format of a project."""

from collections.abc import Iterator
from typing import Annotated

from annolint import (
    Bad, Diagnostic, Document, Format, Good, Preset, Reporter, Rule, Severity, hookimpl, option,
)


class NoPronouns(Rule, frozen=True):
    """A mention is a pronoun.

    ## Why is this bad?
    The guidelines say so.

    ## What to do
    Remove the mention.

    ## What it does not see
    Nouns.
    """

    code = "XAB001"
    name = "no-pronouns"
    severity = Severity.ERROR
    preset = Preset.RECOMMENDED
    yields_to = ("XAB002", "SPN001")
    source = "https://example.org/guidelines"

    words: Annotated[tuple[str, ...], option("Pronouns.")] = ("it",)
    limit: Annotated[int, option("Reported at most.", ge=1, le=9)] = 5

    examples = (
        Good("Take [aspirin](Chemical) daily"),
        Bad("Take [it](Chemical) daily", expect=("1:6 'it' is a pronoun",)),
        Bad(
            {
                "a.pubtator": "1|t|It\\n1|a|\\n1\\t0\\t2\\tIt\\tDrug\\n",
                "b.pubtator": "2|t|b \\n2|a|\\n",
            },
            expect=("a.pubtator:3:7 'It' is a pronoun",),
            format="pubtator",
            settings="[rules.no-pronouns]\\nlimit = 1",
        ),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        for mention in document.mentions[: self.limit]:
            if mention.text.lower() in self.words:
                yield self.diagnostic(mention, "text", f"'{mention.text}' is a pronoun")


class LongTitle(Rule, frozen=True):
    """A title is long."""

    code = "XAB002"
    name = "long-title"
    preset = Preset.STRICT
    examples = (Good("short"),)

    def check(self, document: Document) -> Iterator[Diagnostic]:
        if len(document.text) > 5:
            yield self.diagnostic(None, "record", "too long")


class Plain(Format):
    name = "plain"
    title = "plain text"
    suffixes = (".plain", ".pl")

    def sniff(self, head):
        return False

    def read(self, source):
        return iter(())

    def locate(self, document, record, field, item=None):
        raise NotImplementedError

    def render(self, document, changes):
        return []


class Silent(Reporter):
    name = "silent"
    title = "nothing at all"

    def finding(self, finding):
        return ""


@hookimpl
def annolint_rules():
    return [NoPronouns, LongTitle]


@hookimpl
def annolint_formats():
    return [Plain]


@hookimpl
def annolint_reporters():
    return [Silent]
'''

PAGE = """\
# no-pronouns (XAB001)

A mention is a pronoun.

Severity `error` · preset `recommended` · looks at each document

## Why is this bad?

The guidelines say so.

## What to do

Remove the mention.

## What it does not see

Nouns.

## Options

In `[rules.no-pronouns]`:

- `words` (list of texts, default `["it"]`): Pronouns.
- `limit` (whole number, at least 1, at most 9, default `5`): Reported at most.

## Examples

`[text](Type ID)` is a mention, `{Type A B}` a relation between two concepts; places are lines, \
and columns of the text without its brackets.

In the examples `→` is a tab and `·` is a blank at the end of a line.

Correct:

```text
Take [aspirin](Chemical) daily
```

Wrong (1 finding):

```text
Take [it](Chemical) daily
```

```text
1:6 'it' is a pronoun
```

Wrong (1 finding) with this configuration:

```toml
[rules.no-pronouns]
limit = 1
```

`a.pubtator`:

```text
1|t|It
1|a|
1→0→2→It→Drug
```

`b.pubtator`:

```text
2|t|b·
2|a|
```

```text
a.pubtator:3:7 'It' is a pronoun
```

## Gives way to

It says nothing where one of these explains the fault: XAB002 long-title, SPN001.

## Source

<https://example.org/guidelines>
"""

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def annolint(capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Run annolint and return exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
        out, err = capfdbinary.readouterr()
        assert isinstance(stopped.value.code, int)
        return stopped.value.code, out.decode(), err.decode()

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def project(folder: Path) -> Path:
    """Return a working directory with a configuration and a plugin file."""
    (folder / "lint").mkdir()
    (folder / "lint" / "our_rules.py").write_text(RULES, "utf-8")
    (folder / ".annolint.toml").write_text('plugins = ["lint/our_rules.py"]\n', "utf-8")
    return folder


# rule


@pytest.mark.usefixtures("project")
def test_rule_without_argument_lists_all_rules(annolint: Command) -> None:
    assert annolint("rule", *NO_RULES) == (
        0,
        (
            "CODE    NAME         SEVERITY  PRESET       SUMMARY\n"
            "XAB001  no-pronouns  error     recommended  A mention is a pronoun.\n"
            "XAB002  long-title   warning   strict       A title is long.\n"
        ),
        "",
    )


@pytest.mark.parametrize("key", ["XAB001", "no-pronouns", "xab001"])
@pytest.mark.usefixtures("project")
def test_rule_shows_the_page(annolint: Command, key: str) -> None:
    assert annolint("rule", key, *NO_RULES) == (0, PAGE, "")


@pytest.mark.usefixtures("folder")
def test_rule_of_annolint_names_the_rules_that_it_yields_to(annolint: Command) -> None:
    code, out, _ = annolint("rule", "padded-mention")
    assert code == 0
    assert out.startswith("# padded-mention (SPN006)\n\nA mention starts or ends with white space.")
    assert "SPN001 span-text-mismatch, " in out


@pytest.mark.usefixtures("project")
def test_config_of_a_file_that_is_not_there(annolint: Command) -> None:
    code, out, err = annolint("config", "no.pubtator", *NO_RULES)
    assert (code, err) == (
        0,
        "annolint: no.pubtator: there is no such file; this is what would hold for it\n",
    )
    assert "file: no.pubtator (" in out


@pytest.mark.usefixtures("folder")
def test_rule_lists_a_family(annolint: Command) -> None:
    code, out, _ = annolint("rule", "spn00")
    head, *rows = out.splitlines()
    assert (code, head[:4]) == (0, "CODE")
    assert {"SPN001", "SPN006"} < {row[:6] for row in rows}
    assert all(row.startswith("SPN00") for row in rows)


@pytest.mark.usefixtures("folder")
def test_rule_explains_what_is_said_of_annolint_itself(annolint: Command) -> None:
    row = "ANN911  unused-suppression  an entry of `[[suppress]]` fits no finding\n"
    for key in ("ANN911", "ann911", "unused-suppression"):
        code, out, _ = annolint("rule", key)
        assert (code, out.partition("\n\n")[0] + "\n") == (0, row)
        assert out.endswith("is no rule, and is always on.\n")
    assert len(annolint("rule", "ANN")[1].splitlines()) == len(OWN_CODES) + 2
    page = (ROOT / "docs" / "rules" / "index.md").read_text("utf-8")
    for own, (name, what) in OWN_CODES.items():
        assert f"| {own} | {name} | {what} |" in page


@pytest.mark.usefixtures("project")
def test_unknown_rule_has_the_nearest_spelling(annolint: Command) -> None:
    assert annolint("rule", "no-pronoun", *NO_RULES) == (
        2,
        "",
        (
            'annolint: there is no rule "no-pronoun"; did you mean "no-pronouns"? '
            "(allowed: XAB001, no-pronouns, XAB002, long-title)\n"
        ),
    )


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}])
@pytest.mark.usefixtures("project")
def test_page_at_a_terminal_is_rendered(environment: dict[str, str]) -> None:
    shown = _at_a_terminal(["rule", "no-pronouns"], environment)
    assert "## Why" not in shown
    assert "Why is this bad?" in shown
    assert ("\x1b[1;36" in shown or "\x1b[36" in shown) is (not environment)


def _at_a_terminal(arguments: list[str], environment: dict[str, str]) -> str:
    ours, theirs = pty.openpty()
    unset = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-c", "from annolint.cli import main; main()", *arguments],
        stdout=theirs,
        env={**unset, "TERM": "xterm-256color", "COLUMNS": "80", **environment},
    ) as process:
        os.close(theirs)
        chunks = []
        with os.fdopen(ours, "rb") as stream:
            try:
                while chunk := stream.read(1024):
                    chunks.append(chunk)
            except OSError:  # Linux says so when the other side is closed
                pass
    assert process.returncode == 0
    return b"".join(chunks).decode()


# formats, plugins


@pytest.mark.usefixtures("project")
def test_formats(annolint: Command) -> None:
    blocked = ("-p", "no:annolint_formats", "-p", "no:annolint_reporters")
    assert annolint("formats", *blocked) == (
        0,
        (
            "File formats, as [formats] names them:\n"
            "\n"
            "NAME   FORMAT      SUFFIXES    PLUGIN\n"
            "plain  plain text  .plain .pl  our_rules\n"
            "\n"
            "What they can do besides reading, with line and column of every field:\n"
            "\n"
            "NAME   OFFSETS     REPAIRS OF  SUPPRESSION IN THE DATA\n"
            "plain  characters  nothing     none\n"
            "\n"
            "Output formats, as --output-format names them:\n"
            "\n"
            "NAME    WHAT            PLUGIN\n"
            "silent  nothing at all  our_rules\n"
        ),
        "",
    )


@pytest.mark.usefixtures("project")
def test_plugins(annolint: Command) -> None:
    blocked = (*NO_RULES, "-p", "no:annolint_formats", "-p", "no:annolint_reporters")
    assert annolint("plugins", *blocked) == (
        0,
        (
            "our_rules (lint/our_rules.py)\n"
            "  rules: XAB001 no-pronouns, XAB002 long-title\n"
            "  formats: plain\n"
            "  reporters: silent\n"
        ),
        "",
    )
    code, out, _ = annolint("plugins", "--no-local-plugins")
    assert code == 0
    formats = ", ".join(sorted(each.name for each in annolint_formats()))
    assert f"annolint_formats (package annolint) formats: {formats} " in " ".join(out.split())
    assert "our_rules" not in out


# config


def test_config_shows_values_origins_and_rules(project: Path, annolint: Command) -> None:
    (project / "base.toml").write_text(
        'ignore = ["XAB002"]\n'
        "fail-on = 'error'\n"
        "[rules.no-pronouns]\n"
        'words = ["it"]\n'
        "[[per-file]]\n"
        'files = ["old/**"]\n'
        'select = ["long-title"]\n',
        "utf-8",
    )
    (project / ".annolint.toml").write_text(
        'extend = "base.toml"\n'
        'plugins = ["lint/our_rules.py"]\n'
        'paths = ["data"]\n'
        "[formats]\n"
        '"old/*.txt" = "plain"\n'
        "[rules.XAB002]\n"
        'severity = "info"\n'
        "[rules.no-pronouns]\n"
        "limit = 7\n"
        "[[suppress]]\n"
        'rule = "XAB001"\n'
        'mention = "\\u001b[2J"\n'
        'reason = "said so"\n'
        "expires = 2030-01-31\n"
        "[schema.mentions.Gene]\n"
        'namespaces = ["NCBIGene"]\n',
        "utf-8",
    )
    (project / "old").mkdir()
    (project / "old" / "a.txt").write_text("text\n", "utf-8")

    code, out, err = annolint("config", "old/a.txt", *NO_RULES)
    assert (code, err) == (0, "")
    head, values, rules = out.split("\n\n")
    assert head == (
        "configuration: .annolint.toml\n"
        "root: .\n"
        "file: old/a.txt (read as plain)"
    )  # fmt: skip
    lines = values.splitlines()
    assert [line for line in lines if not line.endswith("# default")] == [
        'extend = "base.toml"  # .annolint.toml',
        'plugins = ["lint/our_rules.py"]  # .annolint.toml',
        'paths = ["data"]  # .annolint.toml',
        'ignore = ["XAB002"]  # base.toml',
        'fail-on = "error"  # base.toml',
        'formats."old/*.txt" = "plain"  # .annolint.toml',
        'rules.no-pronouns.words = ["it"]  # base.toml',
        "rules.no-pronouns.limit = 7  # .annolint.toml",
        'rules.XAB002.severity = "info"  # .annolint.toml',
        'per-file[1].files = ["old/**"]  # base.toml',
        'per-file[1].select = ["long-title"]  # base.toml',
        'suppress[1].rule = "XAB001"  # .annolint.toml',
        'suppress[1].reason = "said so"  # .annolint.toml',
        'suppress[1].mention = "\\u001b[2J"  # .annolint.toml',
        "suppress[1].expires = 2030-01-31  # .annolint.toml",
        'schema.mentions.Gene.namespaces = ["NCBIGene"]  # .annolint.toml',
    ]
    assert "exclude = []  # default" in lines
    assert "preset = (not set)  # default" in lines
    assert "max-record-size = 67108864  # default" in lines
    assert rules == (
        "on  XAB001  no-pronouns  error  preset recommended\n"
        '      words = ["it"]  # base.toml\n'
        "      limit = 7  # .annolint.toml\n"
        'on  XAB002  long-title   info   "long-title" selected by .annolint.toml [[per-file]] 1\n'
        '      severity = "info"  # .annolint.toml\n'
    )

    _, out, _ = annolint("config", *NO_RULES)
    assert out.splitlines()[-2] == (
        'off  XAB002  long-title   info   "XAB002" ignored by .annolint.toml'
    )
    assert "file: " not in out


@pytest.mark.usefixtures("folder")
def test_config_without_a_file_says_so(annolint: Command) -> None:
    code, out, _ = annolint("config", *NO_RULES)
    assert code == 0
    assert out.startswith("configuration: none\nroot: .\n\nrequired-version = (not set)  # default")


@pytest.mark.parametrize(
    ("name", "content", "reading"),
    [
        ("a.plain", "x", "read as plain"),
        ("left/out.plain", "x", "excluded by the configuration"),
        ("missing.plain", None, "there is no such file or folder"),
    ],
)
def test_config_says_how_a_file_is_read(
    project: Path, annolint: Command, name: str, content: str | None, reading: str
) -> None:
    config = project / ".annolint.toml"
    config.write_text('plugins = ["lint/our_rules.py"]\nexclude = ["left/"]\n', "utf-8")
    if content is not None:
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(content, "utf-8")
    code, out, _ = annolint("config", name, *NO_RULES)
    assert code == 0
    assert out.splitlines()[2] == f"file: {name} ({reading})"


def test_config_with_a_mistake_fails(project: Path, annolint: Command) -> None:
    (project / ".annolint.toml").write_text("[rules.padded-mention]\nx = 1\n", "utf-8")
    code, out, err = annolint("config")
    assert (code, out) == (2, "")
    assert err.startswith("annolint: .annolint.toml: rules.padded-mention.x: ")


# config --schema


@pytest.mark.usefixtures("project")
def test_schema_holds_the_rules_of_the_project(annolint: Command) -> None:
    code, out, err = annolint("config", "--schema", *NO_RULES)
    assert (code, err) == (0, "")
    schema = json.loads(out)
    assert out == to_text(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["rules"]["properties"] == {
        key: {"$ref": f"#/$defs/rules.{name}"}
        for name, code in (("no-pronouns", "XAB001"), ("long-title", "XAB002"))
        for key in (name, code)
    }
    assert schema["$defs"]["rules.no-pronouns"] == {
        "title": "no-pronouns (XAB001)",
        "description": "A mention is a pronoun.",
        "type": "object",
        "properties": {
            "severity": {
                "description": "How bad a finding of the rule is.",
                "type": "string",
                "enum": ["info", "warning", "error"],
                "default": "error",
            },
            "words": {
                "description": "Pronouns.",
                "type": "array",
                "items": {"type": "string"},
                "default": ["it"],
            },
            "limit": {
                "description": "Reported at most.",
                "type": "integer",
                "minimum": 1,
                "maximum": 9,
                "default": 5,
            },
        },
        "additionalProperties": False,
    }
    assert schema["$defs"]["selector"]["anyOf"][0]["enum"] == [
        "ALL", "X", "XA", "XAB", "XAB0", "XAB00", "XAB001", "XAB002", "long-title", "no-pronouns",
    ]  # fmt: skip
    assert schema["properties"]["formats"]["additionalProperties"]["anyOf"][0] == {
        "type": "string",
        "enum": sorted(["plain", *(each.name for each in annolint_formats())]),
    }
    assert "silent" in schema["properties"]["output-format"]["enum"]
    assert schema["properties"]["preset"]["enum"] == ["minimal", "recommended", "strict", "all"]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    made = config_schema(plugins.load())
    jsonschema.Draft202012Validator.check_schema(made)
    return made


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"select": ["ALL", "SPN", "SPN006", "padded-mention", "XYZ001", "XY", "our-own-rule"]},
        {"rules": {"padded-mention": {"severity": "info", "padding": "."}}},
        {"rules": {"SPN006": {"padding": "."}}},
        {"rules": {"our-own-rule": {"severity": "info", "words": ["a"]}}},
        {"per-file": [{"files": ["a"], "ignore": ["SPN"]}]},
        {"suppress": [{"rule": "SPN006", "reason": "r", "expires": "2030-01-31"}]},
        {"formats": {"*.txt": "pubtator"}, "output-format": "concise", "fail-on": "info"},
        {"schema": {"mentions": {"Gene": {"concept": "required"}}, "relations": {"A": {}}}},
    ],
)
def test_schema_takes_what_annolint_takes(schema: dict[str, Any], table: dict[str, Any]) -> None:
    jsonschema.validate(table, schema)


@pytest.mark.parametrize(
    "table",
    [
        {"selct": ["ALL"]},
        {"select": ["SPM"]},
        {"ignore": ["SPN9"]},
        {"extend-select": ["Padded"]},
        {"preset": "medium"},
        {"preset": None},
        {"rules": {"padded-mention": {"pading": "."}}},
        {"rules": {"padded-mention": {"severity": "fatal"}}},
        {"rules": {"our-own-rule": {"severity": "fatal"}}},
        {"per-file": [{"select": ["SPN"]}]},
        {"per-file": [{"files": ["a"], "ignore": ["SPM"]}]},
        {"suppress": [{"rule": "SPN006"}]},
        {"formats": {"*.txt": "pubtater"}},
        {"output-format": "consise"},
        {"jobs": -1},
        {"schema": {"mentions": {"Gene": {"concept": "maybe"}}}},
        {"schema": {"mention": {}}},
    ],
)
def test_schema_refuses_what_annolint_refuses(
    schema: dict[str, Any], table: dict[str, Any]
) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(table, schema)


# new rule


def test_new_rule_works_at_once(folder: Path, annolint: Command) -> None:
    assert annolint("new", "rule", "no-it", "XAB001") == (
        0,
        (
            "wrote lint/no_it.py\n"
            "next: write a file .annolint.toml with this line:\n"
            "\n"
            '    plugins = ["lint/no_it.py"]\n'
            "\n"
            "then: annolint test XAB001\n"
        ),
        "",
    )
    (folder / ".annolint.toml").write_text('plugins = ["lint/no_it.py"]\n', "utf-8")
    assert annolint("test", "XAB001") == (
        0,
        "passed  XAB001 no-it (3 examples)\n",
        "1 passed, 0 failed\n",
    )
    corpus = folder / "a.pubtator"
    corpus.write_text("1|t|Take this\n1|a|\n1\t5\t9\tthis\tChemical\tD001241\n", "utf-8")
    code, out, _ = annolint("a.pubtator", "--select", "no-it", "--output-format", "concise")
    assert (code, out) == (
        1,
        "a.pubtator:3:7: XAB001 'this' is no surface form to annotate: remove the mention\n",
    )


@pytest.mark.usefixtures("project")
def test_new_rule_names_the_line_to_change(annolint: Command) -> None:
    code, out, _ = annolint("new", "rule", "no-it", "XAB003", "--file", "lint/deep/er.py")
    assert code == 0
    assert out == (
        "wrote lint/deep/er.py\n"
        "next: in .annolint.toml, make this of the line that begins with plugins:\n"
        "\n"
        '    plugins = ["lint/our_rules.py", "lint/deep/er.py"]\n'
        "\n"
        "then: annolint test XAB003\n"
    )


def test_new_rule_in_a_project_with_a_manifest(folder: Path, annolint: Command) -> None:
    (folder / "pyproject.toml").write_text('[tool.annolint]\nextend = "base.toml"\n', "utf-8")
    (folder / "base.toml").write_text('plugins = ["base.py"]\n', "utf-8")
    (folder / "base.py").write_text(RULES, "utf-8")
    _, out, _ = annolint("new", "rule", "no-it", "XAB003")
    assert out == (
        "wrote lint/no_it.py\n"
        "next: put this line into [tool.annolint] of pyproject.toml, before any other table:\n"
        "\n"
        '    plugins = ["lint/no_it.py"]\n'
        "\n"
        "then: annolint test XAB003\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Big", "XAB003"), 'name "Big" must be words in lower case joined by hyphens, such as '),
        (("a--b", "XAB003"), 'name "a--b" must be words in lower case'),
        (("no-it", "SPN900"), 'code "SPN900" must be X, two more letters and three digits'),
        (("no-it", "XAB03"), 'code "XAB03" must be X, two more letters and three digits'),
        (("no-it", "XAB001"), "XAB001 is taken by a rule of our_rules (lint/our_rules.py)"),
        (("long-title", "XAB003"), "long-title is taken by a rule of our_rules"),
        (("padded-mention", "XAB003"), "padded-mention is taken by a rule of annolint_rules ("),
        (
            ("no-it", "XAB003", "--file", "lint/our_rules.py"),
            "lint/our_rules.py exists already; name another with --file",
        ),
        (("no-it", "XAB003", "--file", "no_it.txt"), "no_it.txt: a plugin file must end in .py"),
        (
            ("no-it", "XAB003", "--file", "lint/our_rules.py/no_it.py"),
            "lint/our_rules.py/no_it.py: cannot be written: File exists",
        ),
    ],
)
def test_new_rule_refuses(
    project: Path, annolint: Command, arguments: tuple[str, ...], message: str
) -> None:
    before = sorted(project.rglob("*.py"))
    code, out, err = annolint("new", "rule", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"annolint: {message}")
    assert sorted(project.rglob("*.py")) == before
    assert (project / "lint" / "our_rules.py").read_text("utf-8") == RULES


def test_new_rule_stays_inside_the_project(project: Path, annolint: Command) -> None:
    outside = project.parent / f"{project.name}-outside.py"
    code, _, err = annolint("new", "rule", "no-it", "XAB003", "--file", str(outside))
    assert code == 2
    assert err == (
        f"annolint: {outside} lies outside {project}, so that the configuration there cannot "
        "name it\n"
    )
    assert not outside.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("padded-mention", "PaddedMention"),
        ("title2-words", "Title2Words"),
        ("document", "DocumentRule"),
        ("good", "GoodRule"),
        ("none", "NoneRule"),
    ],
)
def test_class_of_a_new_rule_hides_nothing(name: str, kind: str) -> None:
    assert scaffold.class_name(name) == kind
    text = scaffold.rule_text(name, "XAB001")
    assert f"\nclass {kind}(Rule, frozen=True):\n" in text
    assert f"    return [{kind}]\n" in text


@pytest.mark.parametrize("name", ["a", "a-rule-with-a-name-that-is-quite-long-for-a-rule"])
def test_file_of_a_new_rule_keeps_to_the_style(folder: Path, name: str) -> None:
    (folder / "new.py").write_text(scaffold.rule_text(name, "XAB001"), "utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for command in (
        [*ruff, "check", "--select", "ALL", "--ignore", "INP001,D203,D213,COM812,CPY,TC003"],
        [*ruff, "format", "--check"],
    ):
        done = subprocess.run(
            [*command, "--line-length", "100", "--isolated", "--no-cache", "new.py"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


# test


@pytest.mark.usefixtures("project")
def test_test_runs_the_local_rules(annolint: Command) -> None:
    assert annolint("test") == (
        0,
        "passed  XAB001 no-pronouns (3 examples)\npassed  XAB002 long-title (1 example)\n",
        "2 passed, 0 failed\n",
    )


@pytest.mark.parametrize("what", [("long-title",), ("XAB002",), ("long-title", "XAB002")])
@pytest.mark.usefixtures("project")
def test_test_runs_the_rules_that_are_named(annolint: Command, what: tuple[str, ...]) -> None:
    assert annolint("test", *what) == (
        0,
        "passed  XAB002 long-title (1 example)\n",
        "1 passed, 0 failed\n",
    )


def test_test_runs_the_rules_of_a_file(project: Path, annolint: Command) -> None:
    (project / ".annolint.toml").unlink()
    code, out, err = annolint("test", "lint/our_rules.py", "lint/../lint/our_rules.py")
    assert (code, err) == (0, "2 passed, 0 failed\n")
    assert out.count("XAB001") == 1


def test_test_runs_the_rules_of_a_module(
    project: Path, annolint: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".annolint.toml").unlink()
    monkeypatch.syspath_prepend(str(project / "lint"))
    code, _, err = annolint("test", "-p", "our_rules")
    monkeypatch.delitem(sys.modules, "our_rules")
    assert (code, err) == (0, "2 passed, 0 failed\n")


def test_test_says_what_differs(project: Path, annolint: Command) -> None:
    file = project / "lint" / "our_rules.py"
    broken = RULES.replace("1:6 'it' is a pronoun", "1:7 'it' is a pronoun")
    broken = broken.replace('examples = (Good("short"),)', "examples = ()")
    file.write_text(broken, "utf-8")
    assert annolint("test") == (
        1,
        (
            "FAILED  XAB001 no-pronouns (3 examples)\n"
            "    XAB001 no-pronouns, example 2: + 1:6 'it' is a pronoun\n"
            "    XAB001 no-pronouns, example 2: - 1:7 'it' is a pronoun\n"
            "    XAB001 no-pronouns, example 2: 1 findings, not 1\n"
            "FAILED  XAB002 long-title (0 examples)\n"
            "    XAB002 long-title has no examples\n"
        ),
        "0 passed, 2 failed\n",
    )


@pytest.mark.usefixtures("folder")
def test_test_runs_all_rules_where_none_are_local(
    annolint: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    tested: list[type[Rule]] = []

    def check_rule(rule: type[Rule]) -> list[str]:
        tested.append(rule)
        return []

    monkeypatch.setattr("annolint.testing.check_rule", check_rule)
    code, _, err = annolint("test")
    known = list(plugins.load().rules.values())
    assert tested == known
    assert (code, err) == (0, f"{len(known)} passed, 0 failed\n")


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("XAB009", 'there is no rule "XAB009"; did you mean "'),
        ("lint/missing.py", "lint/missing.py: there is no such file"),
        ("lint/broken.py", "plugin lint/broken.py: ZeroDivisionError: "),
        ("lint/empty.py", "lint/empty.py brings no rules"),
    ],
)
def test_test_fails_without_the_rules(
    project: Path, annolint: Command, what: str, message: str
) -> None:
    (project / "lint" / "broken.py").write_text("1 / 0\n", "utf-8")
    (project / "lint" / "empty.py").write_text("def annolint_rules():\n    return []\n", "utf-8")
    code, out, err = annolint("test", what)
    assert (code, out) == (2, "")
    assert err.startswith(f"annolint: {message}")


# Completion


@pytest.mark.skipif(shutil.which("bash") is None, reason="completes in a real bash")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["annolint", ""], "check config formats init new plugins rule test"),
        (["annolint", "ru"], "rule"),
        (["annolint", "seeds/"], "files"),
        (["annolint", "--extend"], "--extend-select"),
        (["annolint", "seeds/", "--extend"], "--extend-select"),
        (["annolint", "check", "seeds/"], "files"),
        (["annolint", "config", "seeds/"], "files"),
        (["annolint", "rule", "padded-m"], "padded-mention"),
        (["annolint", "rule", "SPN00"], "SPN001 "),
        (["annolint", "test", "padded-m"], "padded-mention"),
        (["annolint", "test", "lint/"], "files"),
        (["annolint", "new", ""], "rule"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_completion_in_bash(words: list[str], expected: str) -> None:
    script = (
        'eval "$(_ANNOLINT_COMPLETE=bash_source annolint)"\n'
        # The real one works only while a line is being completed.
        'compopt() { [ "$2" = default ] && files=files; }\n'
        'COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()\n'
        "_annolint_completion annolint\n"
        'echo "${COMPREPLY[@]:-$files}"\n'
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script, "bash", *words],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    got = done.stdout.rstrip("\n")
    assert got.startswith(expected) if expected.endswith(" ") else got == expected


# Pages


def test_rule_schema_stands_by_itself() -> None:
    rule = plugins.load().rules["SPN006"]
    made = rule_schema(rule)
    jsonschema.Draft202012Validator.check_schema(made)
    jsonschema.validate({"padding": "."}, made)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"padding": 1}, made)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a\tb", "a→b"),
        ("a  ", "a··"),
        ("\x1b[2J\r", "\\x1b[2J\\x0d"),
        ("\udcff", "\\xff"),
        ("x" * 160, "x" * 160),
        ("x" * 161, "x" * 80 + " … 41 characters … " + "x" * 40),
    ],
)
def test_line_of_an_example_is_shown(line: str, expected: str) -> None:
    assert docs.shown(line) == expected


def test_nothing_in_a_code_block_ends_it() -> None:
    assert docs.fenced("a\n```\n````\nb") == "`````text\na\n```\n````\nb\n`````"


def test_bars_in_table_cells() -> None:
    assert docs.markdown_table(("a", "b"), [("x|y", "z")]) == (
        "| a | b |\n| --- | --- |\n| x&#124;y | z |\n"
    )


def test_section_of_a_page() -> None:
    page = "a\n<!-- generated: x -->\nold\n<!-- end of generated -->\nb\n"
    once = docs.with_section(page, "x", "new\n")
    assert once == "a\n<!-- generated: x -->\n\nnew\n\n<!-- end of generated -->\nb\n"
    assert docs.with_section(once, "x", "new\n") == once
    with pytest.raises(ValueError, match="no section <!-- generated: y -->"):
        docs.with_section(page, "y", "new")
