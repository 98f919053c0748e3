"""The configuration file: where it is found, what it may hold, and every mistake in it."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import pytest

from annolint import Finding, Severity, settings
from annolint.config import discover, resolve
from annolint.errors import ConfigError
from annolint.schema import MentionType, RelationType
from annolint.settings import PerFile
from annolint.suppression import Suppressions
from annolint.testing import registry
from tests.conftest import Program
from tests.toys import CONFIG, LOUD, QUIET, config, write

IGNORE = 'ignore = ["{}"]\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working directory `work`, with folders above and below it."""
    folder = tmp_path / "above" / "project"
    (folder / "below").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


# Discovery


@pytest.mark.parametrize("name", [".annolint.toml", "annolint.toml"])
@pytest.mark.parametrize("place", [".", "..", "../.."])
def test_found_upward_from_the_working_directory(here: Path, name: str, place: str) -> None:
    write(here / place, {name: IGNORE.format("A")})
    found = discover(["below"], None, isolated=False)
    assert found.settings.ignore == ("A",)
    assert found.root == (here / place).resolve()
    assert found.trusted


def test_found_in_a_manifest(here: Path) -> None:
    write(here, {"pyproject.toml": '[tool.annolint]\nignore = ["A"]\n'})
    found = discover([], None, isolated=False)
    assert (found.settings.ignore, found.file) == (("A",), "pyproject.toml")


@pytest.mark.parametrize(
    "manifest",
    [
        b"[tool.ruff]\n",
        b"[project]\n",
        b"",
        b"tool = 3\n",
        b"[tool\n",
        b"\xff",
        b"a = " + b"[" * 9999,
    ],
    ids=["other tool", "no tool", "empty", "no table", "not TOML", "not UTF-8", "endless"],
)
def test_a_manifest_of_others_is_passed_over(here: Path, manifest: bytes) -> None:
    write(here, {"pyproject.toml": manifest, "../annolint.toml": IGNORE.format("A")})
    assert discover([], None, isolated=False).settings.ignore == ("A",)


def test_the_first_of_three_names_wins(here: Path) -> None:
    names = (".annolint.toml", "annolint.toml", "pyproject.toml")
    write(here, {name: IGNORE.format(name) for name in names[:2]})
    write(here, {names[2]: "[tool.annolint]\nignore = ['pyproject.toml']\n"})
    for name in names:
        assert discover([], None, isolated=False).settings.ignore == (name,)
        (here / name).unlink()


def test_the_nearest_folder_wins(here: Path) -> None:
    write(here, {"pyproject.toml": "[tool.annolint]\n", "../.annolint.toml": ""})
    assert discover([], None, isolated=False).root == here


def test_else_upward_from_the_common_folder_of_the_paths(here: Path) -> None:
    data = here.parent / "data"
    write(data, {".annolint.toml": IGNORE.format("A"), "x/a.toy": "", "y/b.toy": ""})
    for paths in (["../data/x", "../data/y/b.toy"], ["../data"], ["-", "../data/x/a.toy"]):
        found = discover(paths, None, isolated=False)
        assert (found.root, found.trusted) == (data, False)
    assert discover(["../data", "below"], None, isolated=False).file is None
    assert discover([], None, isolated=False).file is None


def test_the_working_directory_comes_before_the_paths(here: Path) -> None:
    write(here, {"annolint.toml": IGNORE.format("A"), "below/annolint.toml": IGNORE.format("B")})
    assert discover(["below"], None, isolated=False).settings.ignore == ("A",)


def test_a_named_file_wins(here: Path) -> None:
    write(here, {".annolint.toml": IGNORE.format("A"), "below/other.toml": IGNORE.format("B")})
    found = discover([], "below/other.toml", isolated=False)
    assert (found.settings.ignore, found.root) == (("B",), here / "below")
    assert (found.file, found.trusted) == ("below/other.toml", True)
    assert discover([], "../project/below/../.annolint.toml", isolated=False).root == here


def test_isolated(here: Path) -> None:
    write(here, {".annolint.toml": IGNORE.format("A")})
    found = discover([], None, isolated=True)
    assert (found.settings, found.file, found.root) == (settings.Settings(), None, here)


def test_named_and_isolated_contradict_each_other(program: Program) -> None:
    ran = program("--config", "x.toml", "--isolated")
    assert ran.code == 2
    assert "--config and --isolated contradict each other" in ran.err


# What is not used is named


def test_a_configuration_beside_the_data_is_named(toys: Program, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a/.annolint.toml": "",
            "a/x.toy": QUIET,
            "b/c/pyproject.toml": "[tool.annolint]",
            "b/c/x.toy": QUIET.replace("2", "3"),
            "b/pyproject.toml": "[tool.ruff]",
            ".hidden/annolint.toml": "",
        },
    )
    named = (
        "annolint: {} is not used: a run has one configuration, here .annolint.toml; --config "
        "names another\n"
    )
    for paths, files in (
        ([], ["a/.annolint.toml", "b/c/pyproject.toml"]),
        (["b"], ["b/c/pyproject.toml"]),
        (["a/x.toy"], ["a/.annolint.toml"]),
        (["b/c"], ["b/c/pyproject.toml"]),
    ):
        ran = toys(*paths)
        assert ran.err.startswith("".join(map(named.format, files)))
        assert ran.err.count("is not used") == len(files)
        assert ran.code == 0
    for arguments in (["-q"], ["--config", ".annolint.toml"]):
        assert "is not used" not in toys(*arguments).err


def test_configurations_of_two_corpora_are_named(program: Program, tmp_path: Path) -> None:
    write(tmp_path, {"a/annolint.toml": "", "b/annolint.toml": "", "a/x": "", "b/x": ""})
    ran = program("a/x", "b/x")
    assert [line for line in ran.err.splitlines() if "is not used" in line] == [
        (
            "annolint: a/annolint.toml is not used: the paths have no configuration in common; "
            "--config names one"
        ),
        (
            "annolint: b/annolint.toml is not used: the paths have no configuration in common; "
            "--config names one"
        ),
    ]
    assert "is not used" not in program("--isolated", "a/x", "b/x").err


# Trust


def test_plugins_beside_the_data_are_not_loaded(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tmp_path,
        {
            "data/.annolint.toml": 'plugins = ["evil.py"]\n',
            "data/evil.py": "import sys\nsys.modules['evil_was_here'] = sys\n",
            "data/x.pubtator": "",
            "project/x": "",
        },
    )
    monkeypatch.chdir(tmp_path / "project")
    ran = program("../data/x.pubtator")
    assert "evil_was_here" not in sys.modules
    shown = tmp_path / "data" / ".annolint.toml"
    assert ran.err.splitlines()[0] == (
        f"annolint: the plugins of {shown} are not loaded; name it with --config to trust it"
    )
    assert ran.code == 0


def test_no_local_plugins(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD, ".annolint.toml": CONFIG + 'fail-on = "error"\n'})
    assert toys("x.toy").code == 1
    ran = toys("--no-local-plugins", "x.toy")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("x.toy:1:1: ANN002 no format recognises it")


# extend


def test_extend_is_a_chain(here: Path) -> None:
    write(
        here,
        {
            ".annolint.toml": 'extend = "below/b.toml"\nignore = ["A"]\n[rules.r]\nx = 1\n'
            '[[per-file]]\nfiles = ["one"]\n[schema.mentions.Gene]\nnamespaces = ["NCBIGene"]\n',
            "below/b.toml": 'extend = "../../c.toml"\nignore = ["B"]\nselect = ["B"]\n'
            '[rules.r]\nx = 2\ny = 2\n[formats]\n"*.b" = "f"\n[[per-file]]\nfiles = ["two"]\n',
            "../c.toml": 'fail-on = "error"\nselect = ["C"]\n[rules.s]\nz = 3\n'
            '[formats]\n"*.c" = "f"\n[schema.mentions.Gene]\nconcept = "required"\n',
        },
    )
    found = discover([], None, isolated=False)
    own = found.settings
    assert own.ignore == ("A",)
    assert own.select == ("B",)
    assert own.fail_on == "error"
    assert own.rules == {"r": {"x": 1, "y": 2}, "s": {"z": 3}}
    assert own.formats == {"*.b": "f", "*.c": "f"}
    assert own.per_file == (PerFile(files=("two",)), PerFile(files=("one",)))
    assert own.schema.mentions == {
        "Gene": MentionType(namespaces=("NCBIGene",), concept="required")
    }
    above = str(here.parent / "c.toml")
    assert found.root == here
    assert found.origins == {
        "extend": ".annolint.toml",
        "fail-on": above,
        "formats": "below/b.toml",
        'formats."*.b"': "below/b.toml",
        'formats."*.c"': above,
        "ignore": ".annolint.toml",
        "per-file": ".annolint.toml",
        "per-file[1]": "below/b.toml",
        "per-file[2]": ".annolint.toml",
        "rules": ".annolint.toml",
        "rules.r": ".annolint.toml",
        "rules.r.x": ".annolint.toml",
        "rules.r.y": "below/b.toml",
        "rules.s": above,
        "rules.s.z": above,
        "schema": ".annolint.toml",
        "schema.mentions": ".annolint.toml",
        "schema.mentions.Gene": ".annolint.toml",
        "schema.mentions.Gene.concept": above,
        "schema.mentions.Gene.namespaces": ".annolint.toml",
        "select": "below/b.toml",
    }


def test_plugins_of_every_file_are_loaded_once(here: Path) -> None:
    write(
        here,
        {
            ".annolint.toml": 'extend = "below/b.toml"\nplugins = ["p.py", "below/q.py"]\n',
            "below/b.toml": 'plugins = ["q.py"]\n',
            "p.py": "",
            "below/q.py": "",
        },
    )
    found = discover([], None, isolated=False)
    assert found.plugin_files == (here / "below/q.py", here / "p.py")


# Mistakes in the file alone


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # Keys.
        (
            'selct = ["A"]',
            (
                'selct: no such key; did you mean "select"? (allowed: required-version, extend, '
                "plugins, paths, include, exclude, preset, select, extend-select, ignore, fail-on, "
                "jobs, output-format, cache-dir, max-record-size, formats, rules, per-file, "
                "suppress, schema, splits, terminologies)"
            ),
        ),
        (
            '[[per-file]]\nfiles = ["a"]\nignores = []',
            (
                'per-file[1].ignores: no such key; did you mean "ignore"? (allowed: files, select, '
                "ignore)"
            ),
        ),
        (
            '[[suppress]]\nrule = "A"\nreason = "r"\nid = "1"',
            (
                "suppress[1].id: no such key (allowed: rule, reason, path, document, annotation, "
                "mention, expires)"
            ),
        ),
        (
            "[schema.mention.Gene]",
            (
                'schema.mention: no such key; did you mean "mentions"? (allowed: mentions, '
                "relations, sentinels, document-id)"
            ),
        ),
        (
            "[schema.mentions.Gene]\nnamespace = []",
            (
                'schema.mentions.Gene.namespace: no such key; did you mean "namespaces"? (allowed: '
                "namespaces, concept, contains, crosses, coincides, attributes)"
            ),
        ),
        (
            '[schema.relations."A B"]\nsymetric = true',
            (
                'schema.relations."A B".symetric: no such key; did you mean "symmetric"? (allowed: '
                "arguments, symmetric, excludes, attributes)"
            ),
        ),
        # Types.
        ("select = 3", "select: must be a list, not 3"),
        ('ignore = "A"', 'ignore: must be a list, not "A"'),
        ('ignore = ["A", 3]', "ignore[2]: must be text, not 3"),
        ("extend = true", "extend: must be text, not true"),
        ('jobs = "4"', 'jobs: must be a whole number, not "4"'),
        ("jobs = 1.5", "jobs: must be a whole number, not 1.5"),
        ("jobs = -1", "jobs: must be a whole number >= 0, not -1"),
        ("max-record-size = 10", "max-record-size: must be a whole number >= 1024, not 10"),
        ("formats = []", "formats: must be a table, not an empty list"),
        ("[rules]\nx = 3", "rules.x: must be a table, not 3"),
        ("[per-file]\nfiles = []", "per-file: must be a list of tables, [[per-file]]"),
        ("suppress = 3", "suppress: must be a list of tables, [[suppress]]"),
        ("per-file = [3]", "per-file[1]: must be a table, not 3"),
        ("schema = 1", "schema: must be a table, not 1"),
        ("[schema]\nmentions = []", "schema.mentions: must be a table, not an empty list"),
        (
            "[schema.mentions]\nGene = []",
            ("schema.mentions.Gene: must be a table, not an empty list"),
        ),
        (
            '[schema.relations.R]\narguments = [["A"], "B"]',
            'schema.relations.R.arguments[2]: must be a list, not "B"',
        ),
        (
            '[schema.relations.R]\narguments = [["A", 1]]',
            "schema.relations.R.arguments[1][2]: must be text, not 1",
        ),
        # Values.
        (
            'preset = "sane"',
            ('preset: "sane" is not allowed (allowed: minimal, recommended, strict, all)'),
        ),
        (
            'preset = "Strict"',
            (
                'preset: "Strict" is not allowed; did you mean "strict"? (allowed: '
                "minimal, recommended, strict, all)"
            ),
        ),
        ("preset = 1", "preset: 1 is not allowed (allowed: minimal, recommended, strict, all)"),
        (
            'fail-on = "warn"',
            (
                'fail-on: "warn" is not allowed; did you mean "warning"? (allowed: '
                "info, warning, error)"
            ),
        ),
        (
            '[schema.mentions.Gene]\nconcept = "yes"',
            ('schema.mentions.Gene.concept: "yes" is not allowed (allowed: optional, required)'),
        ),
        (
            "[[per-file]]\nfiles = []",
            ("per-file[1].files: must be a list of length >= 1, not an empty list"),
        ),
        (
            '[[suppress]]\nrule = "A"\nreason = ""',
            ('suppress[1].reason: must be text of length >= 1, not ""'),
        ),
        (
            '[[suppress]]\nrule = "A"\nreason = "r"\nexpires = "2026-13-01"',
            'suppress[1].expires: must be a date such as 2026-12-31, not "2026-13-01"',
        ),
        (
            '[[suppress]]\nrule = "A"\nreason = "r"\nexpires = 2026-01-01T00:00:00Z',
            "suppress[1].expires: must be a date such as 2026-12-31, not 2026-01-01 00:00:00+00:00",
        ),
        (
            '[[suppress]]\nrule = "A"\nreason = "r"\nexpires = 2026',
            "suppress[1].expires: must be a date such as 2026-12-31, not 2026",
        ),
        # Missing.
        ("[[per-file]]", "per-file[1].files: is missing"),
        ('[[suppress]]\nreason = "r"', "suppress[1].rule: is missing"),
        ('[[suppress]]\nrule = "A"\n[[suppress]]\nrule = "A"', "suppress[1].reason: is missing"),
        # Other files.
        ('extend = "no.toml"', "extend: no.toml: there is no such file"),
        ('extend = "below"', "extend: below: there is no such file"),
        ('extend = "./.annolint.toml"', "extend: the files extend each other in a circle"),
        ('plugins = ["no.py"]', "plugins: no.py: there is no such file"),
        ('plugins = ["../out.py"]', "plugins: ../out.py lies outside the folder of this file"),
        (
            'plugins = ["/etc/hostname"]',
            "plugins: /etc/hostname lies outside the folder of this file",
        ),
        ('plugins = ["link.py"]', "plugins: link.py lies outside the folder of this file"),
        # Versions.
        (
            'required-version = ">=99"\nkey-of-the-future = 1',
            'required-version: needs annolint ">=99"; this is 0.1.0',
        ),
        (
            'required-version = "new"',
            'required-version: "new" is no version specifier such as ">=0.1"',
        ),
        ("required-version = 1", "required-version: must be text, not 1"),
        # No TOML.
        ("a = 1\nb =", "not TOML: Invalid value (at end of document)"),
        ("a = 1\na = 2", "not TOML: Cannot overwrite a value (at end of document)"),
    ],
)
def test_mistakes(here: Path, text: str, message: str) -> None:
    write(here, {".annolint.toml": text, "../out.py": ""})
    (here / "link.py").symlink_to("../out.py")
    with pytest.raises(ConfigError) as caught:
        discover([], None, isolated=False)
    assert str(caught.value) == f".annolint.toml: {message}"


def test_mistakes_are_found_where_they_are(here: Path) -> None:
    write(here, {".annolint.toml": 'extend = "below/b.toml"\n', "below/b.toml": "jobs = -1"})
    with pytest.raises(ConfigError, match=r"^below/b\.toml: jobs: must be a whole number >= 0"):
        discover([], None, isolated=False)


def test_a_circle_of_three(here: Path) -> None:
    write(
        here,
        {
            ".annolint.toml": 'extend = "b.toml"',
            "b.toml": 'extend = "below/c.toml"',
            "below/c.toml": 'extend = "../b.toml"',
        },
    )
    with pytest.raises(ConfigError) as caught:
        discover([], None, isolated=False)
    assert str(caught.value) == "below/c.toml: extend: the files extend each other in a circle"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("no.toml", None, "no.toml: there is no such file"),
        ("below", None, "below: cannot be read: Is a directory"),
        ("a.toml", b"ignore = ['\xff']", "a.toml: not UTF-8 (byte 11)"),
        ("a.toml", b"a = " + b"[" * 9999, "a.toml: not TOML: "),
        ("a.toml", b"a = " + b"1" * 9999, "a.toml: not TOML: "),
        ("pyproject.toml", b"[tool.ruff]", "pyproject.toml: it has no table [tool.annolint]"),
        ("pyproject.toml", b"tool = 1", "pyproject.toml: it has no table [tool.annolint]"),
        (
            "pyproject.toml",
            b"[tool]\nannolint = 1",
            "pyproject.toml: tool.annolint: must be a table, not 1",
        ),
        (
            "pyproject.toml",
            b"[tool.annolint]\nselct = 1",
            'pyproject.toml: selct: no such key; did you mean "select"?',
        ),
    ],
)
def test_files_that_cannot_be_used(
    here: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        write(here, {name: content})
    with pytest.raises(ConfigError) as caught:
        discover([], name, isolated=False)
    assert str(caught.value).startswith(message)


def test_required_version_that_fits(here: Path) -> None:
    write(here, {".annolint.toml": 'required-version = ">=0.1,<99"'})
    assert discover([], None, isolated=False).settings.required_version == ">=0.1,<99"


# Mistakes that only the plugins tell


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'select = ["XAA009"]',
            (
                'select: "XAA009" is no code, prefix of codes or name of a rule, '
                'nor ALL; did you mean "XAA002"? (allowed: XAA001, XAA002, XAB001, XCO001, '
                "shouting, whispering, brief, repeated-id)"
            ),
        ),
        (
            'extend-select = ["shoutin"]',
            (
                'extend-select: "shoutin" is no code, prefix of codes or '
                'name of a rule, nor ALL; did you mean "shouting"? (allowed: XAA001, '
            ),
        ),
        (
            'ignore = ["xaa001"]',
            (
                'ignore: "xaa001" is no code, prefix of codes or name of a rule, '
                'nor ALL; did you mean "XAA001"? (allowed: XAA001, '
            ),
        ),
        ('ignore = [""]', 'ignore: "" is no code, prefix of codes or name of a rule, nor ALL ('),
        ('[[per-file]]\nfiles = ["a"]\nselect = ["Q"]', 'per-file[1].select: "Q" is no code'),
        (
            '[[per-file]]\nfiles = ["a"]\n[[per-file]]\nfiles = ["a"]\nignore = ["Q"]',
            'per-file[2].ignore: "Q" is no code',
        ),
        (
            '[[per-file]]\nfiles = ["a", "[z-a]"]',
            'per-file[1].files: "[z-a]" is no glob below this folder',
        ),
        ('include = [""]', 'include: "" is no glob below this folder'),
        ('exclude = ["../x"]', 'exclude: "../x" is no glob below this folder'),
        ('splits.train = ["../x"]', 'splits.train: "../x" is no glob below this folder'),
        (
            'schema.document-id = "("',
            'schema.document-id: "(" is no regular expression: missing )',
        ),
        (
            '[formats]\n"*.x" = "inlin"',
            ('formats."*.x": there is no format "inlin"; did you mean "inline"? (allowed: inline)'),
        ),
        (
            '[formats]\n"*.x" = { format = "inline", size = 1 }',
            'formats."*.x".size: no such key',
        ),
        (
            '[formats]\n"*.txt" = 3',
            'formats."*.txt": must be the name of a format, or a table with its options',
        ),
        (
            '[formats]\n"*.x" = { format = 1 }',
            'formats."*.x".format: must be text, not 1',
        ),
        ('[formats]\n"!" = "inline"', 'formats."!": "!" is no glob below this folder'),
        (
            'output-format = "consise"',
            (
                'output-format: there is no output format "consise"; did '
                'you mean "concise"? (allowed: concise)'
            ),
        ),
        (
            'output-format = "concise=/etc/passwd"',
            ('output-format: there is no output format "concise=/etc/passwd"'),
        ),
        (
            "[rules.shoutin]",
            (
                'rules.shoutin: there is no such rule; did you mean "shouting"? (allowed: '
                "shouting, whispering, brief, repeated-id, XAA001, XAA002, XAB001, XCO001)"
            ),
        ),
        ("[rules.XAA]", 'rules.XAA: there is no such rule; did you mean "XAA002"? (allowed: '),
        (
            "[rules.shouting]\nshortes = 1",
            (
                "rules.shouting.shortes: no such key; did you mean "
                '"shortest"? (allowed: shortest, exempt)'
            ),
        ),
        (
            "[rules.XAA001]\nshortest = 0",
            "rules.XAA001.shortest: must be a whole number >= 1, not 0",
        ),
        ('[rules.shouting]\nexempt = ["A", 1]', "rules.shouting.exempt[2]: must be text, not 1"),
        ("[rules.brief]\nanything = 1", "rules.brief.anything: no such key (allowed: )"),
        (
            '[rules.shouting]\nseverity = "fatal"',
            ('rules.shouting.severity: "fatal" is not allowed (allowed: info, warning, error)'),
        ),
        ("[rules.shouting]\n[rules.XAA001]", "rules.XAA001: XAA001 and shouting are one rule"),
        (
            '[[suppress]]\nrule = "XAA"\nreason = "r"\npath = "a"',
            ('suppress[1].rule: there is no rule "XAA"; did you mean "XAA002"? (allowed: XAA001, '),
        ),
        (
            '[[suppress]]\nrule = "ANN001"\nreason = "r"\npath = "a"',
            'suppress[1].rule: there is no rule "ANN001"',
        ),
        (
            '[[suppress]]\nrule = "brief"\nreason = "r"',
            (
                "suppress[1]: needs path, document, "
                "annotation or mention; to switch a rule off, use ignore"
            ),
        ),
        (
            '[[suppress]]\nrule = "brief"\nreason = "r"\npath = "../a"',
            'suppress[1].path: "../a" is no glob below this folder',
        ),
    ],
)
def test_mistakes_about_rules(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(text)
    assert str(caught.value).startswith(f"toy.toml: {message}")


@pytest.mark.parametrize("key", ["select", "extend_select", "ignore"])
def test_mistakes_on_the_command_line(key: str) -> None:
    overrides: dict[str, Any] = {key: ("XAA", "Q")}
    with pytest.raises(ConfigError) as caught:
        config(**overrides)
    option = key.replace("_", "-")
    assert str(caught.value).startswith(f'the command line: --{option}: "Q" is no code')


def test_options_and_severity() -> None:
    made = config(
        '[rules.shouting]\nshortest = 3\nexempt = ["DNA"]\nseverity = "info"\n'
        '[rules.XAB001]\nseverity = "error"\n'
    )
    assert made.rules["XAA001"] == type(made.rules["XAA001"])(shortest=3, exempt=("DNA",))
    assert {code: str(severity) for code, severity in made.severities.items()} == {
        "XAA001": "info",
        "XAA002": "warning",
        "XAB001": "error",
        "XCO001": "warning",
    }


def test_schema() -> None:
    schema = config(
        '[schema.mentions.Gene]\nnamespaces = ["NCBIGene"]\nconcept = "required"\n'
        'contains = ["Variant"]\ncrosses = ["Protein"]\n[schema.mentions.Variant]\n'
        "[schema.mentions.Protein]\n[schema.mentions.Disease]\n"
        '[schema.relations.Association]\narguments = [["Disease", "Gene"], ["Gene", "Gene"]]\n'
        "symmetric = true\n"
    ).project.schema
    assert schema.mentions == {
        "Gene": MentionType(("NCBIGene",), "required", ("Variant",), ("Protein",)),
        "Variant": MentionType(),
        "Protein": MentionType(),
        "Disease": MentionType(),
    }
    assert schema.relations == {
        "Association": RelationType((("Disease", "Gene"), ("Gene", "Gene")), symmetric=True)
    }


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (
            'mentions.Gene.contains = ["Vairant"]\nmentions.Variant = {}',
            (
                'schema.mentions.Gene.contains: the schema declares no type "Vairant"; did you '
                'mean "Variant"? (allowed: Gene, Variant)'
            ),
        ),
        (
            'mentions."A b".crosses = ["X"]',
            'schema.mentions."A b".crosses: the schema declares no type "X" (allowed: A b)',
        ),
        (
            'relations.Cures.excludes = ["Cause"]\nrelations.Causes = {}\nmentions.Cause = {}',
            (
                'schema.relations.Cures.excludes: the schema declares no type "Cause"; did you '
                'mean "Causes"? (allowed: Cures, Causes)'
            ),
        ),
        (
            'mentions.Drug = {}\nrelations.Cures.arguments = [["Drug", "Cures"], ["Drug", "Sgn"]]',
            (
                'schema.relations.Cures.arguments[2]: the schema declares no type "Sgn" '
                "(allowed: Drug, Cures)"
            ),
        ),
        (
            'relations.Cures.arguments = [["Drug"], []]',
            "schema.relations.Cures.arguments[2]: is empty: name the type of each argument",
        ),
    ],
)
def test_types_that_the_schema_does_not_declare(schema: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(f"[schema]\n{schema}")
    assert str(caught.value).endswith(message)


@pytest.mark.parametrize(
    "schema",
    [
        'relations.Cures.arguments = [["Drug", "Sign"]]',  # no type of mention is declared
        'mentions.Drug = {}\nrelations.Cures.arguments = [["Agent", "Goal"], ["Agent"]]',  # roles
        (
            'mentions.Drug = {}\nrelations.Cures.arguments = [["Drug", "Cures"]]\n'
            'relations.Eases = {arguments = [["Cures", "Drug"]], excludes = ["Cures"]}'
        ),
    ],
)
def test_types_that_need_no_declaration(schema: str) -> None:
    assert "Cures" in config(f"[schema]\n{schema}").project.schema.relations


def test_paths_are_relative_to_the_configuration(here: Path) -> None:
    made = config(root=here)
    (here.parent / "link").symlink_to("project")
    for path, relative in (
        ("a/b", "a/b"),
        ("./a//b", "a/b"),
        ("below/../a", "a"),
        ("../project/a", "a"),
        (str(here / "a"), "a"),
        (str(here.parent / "link" / "a"), "a"),
        ("../a", f"{str(here.parent)[1:]}/a"),
    ):
        assert made.relative(path) == relative


# Mistakes end the program


def test_mistakes_end_with_2_and_no_traceback(toys: Program, tmp_path: Path) -> None:
    write(tmp_path, {"x.toy": LOUD, ".annolint.toml": CONFIG + 'ignore = ["SPN999\\u001b[31m"]'})
    ran = toys("x.toy")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0].startswith(
        'annolint: .annolint.toml: ignore: "SPN999\\x1b[31m" is no code'
    )
    assert len(ran.err.splitlines()) == 1


# Per file and suppress, in a run


def test_per_file(toys: Program, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "new/x.toy": LOUD,
            "old/y.toy": LOUD.replace("1", "2"),
            ".annolint.toml": CONFIG + '[[per-file]]\nfiles = ["old/"]\nignore = ["XAA001"]\n',
        },
    )
    for arguments in (["."], ["new", "old"], ["old/../old", str(tmp_path / "new")]):
        ran = toys(*arguments)
        assert [line.split("/")[-1] for line in ran.out.splitlines()] == [
            "x.toy:2:1: XAA001 'STOP' shouts",
            "x.toy:2:10: XAA002 'go' whispers",
            "y.toy:2:10: XAA002 'go' whispers",
        ]


SUPPRESS = CONFIG + 'paths = ["x.toy"]\n[[suppress]]\nrule = "{}"\nreason = "as published"\n{}\n'
UNUSED = ".annolint.toml:1:1: ANN911 [[suppress]] 1 ({}) fits no finding: remove the entry\n"
STOP = "x.toy:2:1: XAA001 'STOP' shouts\n"
GO = "x.toy:2:10: XAA002 'go' whispers\n"


@pytest.mark.parametrize(
    ("rule", "fields", "out"),
    [
        ("XAA001", 'mention = "STOP"', GO),
        ("shouting", 'path = "x.toy"', GO),
        ("shouting", 'path = "*.toy"', GO),
        ("shouting", 'document = "1"', GO),
        ("shouting", 'document = "1"\nmention = "STOP"\npath = "x.toy"', GO),
        # All that is stated must fit.
        ("shouting", 'mention = "go"', STOP + GO + UNUSED.format("shouting")),
        ("shouting", 'document = "1"\nmention = "S"', STOP + GO + UNUSED.format("shouting")),
        ("shouting", 'annotation = "T1"', STOP + GO + UNUSED.format("shouting")),
        ("whispering", 'mention = "STOP"', STOP + GO + UNUSED.format("whispering")),
        # Unused only where the document and the file were read and the rule is on.
        ("shouting", 'document = "9"', STOP + GO),
        ("shouting", 'path = "y.toy"', STOP + GO),
        ("brief", 'document = "1"', STOP + GO),
        # A date.
        ("shouting", 'mention = "STOP"\nexpires = 2999-12-31', GO),
        (
            "shouting",
            'mention = "STOP"\nexpires = 2020-02-29',
            STOP + GO + ".annolint.toml:1:1: "
            "ANN912 [[suppress]] 1 (shouting) expired on 2020-02-29: repair the data or renew the "
            "entry\n",
        ),
        ("shouting", 'mention = "go"\nexpires = 2020-02-29', STOP + GO + UNUSED.format("shouting")),
    ],
)
def test_suppress(toys: Program, tmp_path: Path, rule: str, fields: str, out: str) -> None:
    write(tmp_path, {"x.toy": LOUD, ".annolint.toml": SUPPRESS.format(rule, fields)})
    assert toys().out == out


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        ([], True),
        (["x.toy"], True),
        (["."], True),
        (["x.toy", "y.toy"], True),
        (["y.toy"], False),
        (["-"], False),
        (["--ignore", "XAA001"], False),
        (["--select", "XAA002"], False),
        (["--scope", "corpus"], False),
        (["--scope", "document"], True),
        (["x.toy", "nowhere.toy"], False),
    ],
)
def test_unused_only_when_everything_ran(
    toys: Program, tmp_path: Path, arguments: list[str], unused: bool
) -> None:
    text = SUPPRESS.format("shouting", 'mention = "HALT"')
    write(tmp_path, {"x.toy": QUIET, "y.toy": LOUD, ".annolint.toml": text})
    assert ("ANN911" in toys(*arguments, stdin=LOUD.encode()).out) is unused


def test_the_file_and_the_document_of_an_entry_are_read_together(
    toys: Program, tmp_path: Path
) -> None:
    entry = '[[suppress]]\nrule = "shouting"\nreason = "r"\npath = "x.toy"\ndocument = "{}"\n'
    write(tmp_path, {"x.toy": QUIET, "y.toy": QUIET.replace("2", "3")})
    for document, out in (("2", UNUSED.format("shouting")), ("3", "")):
        write(tmp_path, {".annolint.toml": CONFIG + entry.format(document)})
        assert toys().out == out


@pytest.mark.parametrize(("day", "codes"), [(27, []), (28, []), (29, ["ANN912"])])
def test_an_entry_holds_up_to_its_last_day(day: int, codes: list[str]) -> None:
    made = config(
        '[[suppress]]\nrule = "shouting"\nreason = "r"\nmention = "STOP"\nexpires = 2026-02-28\n'
    )
    entries = Suppressions(made, today=dt.date(2026, 2, 1) + dt.timedelta(days=day - 1))
    finding = Finding(
        path="x",
        line=1,
        column=1,
        code="XAA001",
        name="shouting",
        severity=Severity.ERROR,
        message="m",
        end_line=1,
        end_column=1,
        mention="STOP",
    )
    assert entries.covers(finding, None, None) is not bool(codes)
    assert [each.code for each in entries.findings(complete=True)] == codes


def test_a_suppression_of_a_corpus_rule(toys: Program, tmp_path: Path) -> None:
    entry = '[[suppress]]\nrule = "repeated-id"\nreason = "a copy"\npath = "y.toy"\n'
    write(tmp_path, {"x.toy": QUIET, "y.toy": QUIET, ".annolint.toml": CONFIG + entry})
    assert toys().out == "x.toy:2:1: XCO001 id 2 stands twice\n"
    write(tmp_path, {"x.toy": QUIET.replace("2", "3")})
    assert toys().out == UNUSED.format("repeated-id")
    assert toys("y.toy").out == ""
    assert toys("--scope", "document").out == ""


def test_suppressed_findings_do_not_fail_and_stale_entries_do(
    toys: Program, tmp_path: Path
) -> None:
    text = SUPPRESS.format("shouting", 'mention = "STOP"')
    write(tmp_path, {"x.toy": "--- 1\n[STOP](Word)\n", ".annolint.toml": text})
    assert toys() == (0, "", "0 errors, 0 warnings in 1 file\n")
    write(tmp_path, {"x.toy": QUIET})
    assert toys() == (1, UNUSED.format("shouting"), "0 errors, 1 warning in 1 file\n")


def test_splits_hold_files_below_the_configuration(here: Path) -> None:
    write(here, {".annolint.toml": 'splits.train = ["train/"]\nsplits.test = ["*.test"]', "a": ""})
    project = resolve(discover([], None, isolated=False), registry()).project
    assert [split.name for split in project.splits] == ["train", "test"]
    train, test = project.splits
    assert train.holds("train/a")
    assert train.holds(str(here / "train/a"))
    assert not train.holds("a.test")
    assert test.holds("train/a.test")
