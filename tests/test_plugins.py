"""Plugins: every way in, and every way to be broken, each with the plugin named."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annolint import plugins
from annolint.errors import PluginError
from tests.conftest import Program
from tests.toys import LOUD, write

HEAD = """
from typing import Annotated, Any, ClassVar
from annolint import CorpusRule, Format, Preset, ReaderRule, Reporter, Rule, Severity, hookimpl
"""
RULE = """
class Toy(Rule, frozen=True):
    code = "XTY001"
    name = "toy"
    def check(self, document):
        return []
"""
HOOK = """
@hookimpl
def annolint_rules():
    return [Toy]
"""
FORMAT_METHODS = ["sniff", "read", "locate", "render"]


@pytest.fixture(autouse=True)
def modules() -> Iterator[None]:
    """Forget the modules that a test imports."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def failure(tmp_path: Path, text: str) -> str:
    """Return the message when a plugin file with this text is loaded."""
    file = tmp_path / "toy_plugin.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PluginError) as caught:
        plugins.load(files=[file], root=tmp_path)
    return str(caught.value)


OWNER = "toy_plugin (toy_plugin.py)"
HOOKS = (
    "the hooks of a plugin are functions named annolint_rules, annolint_formats, annolint_reporters"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # It cannot be imported.
        ("def f(:\n", "plugin toy_plugin.py: SyntaxError: invalid syntax (toy_plugin.py, line 1)"),
        ("import no_such_module", (
            "plugin toy_plugin.py: ModuleNotFoundError: No module named 'no_such_module'"
        )),
        ("from annolint import Nothing", (
            "plugin toy_plugin.py: ImportError: cannot import name 'Nothing' from 'annolint'"
        )),
        ("x = 1\nraise ValueError('broken')",
         "plugin toy_plugin.py: ValueError: broken (toy_plugin.py:2)"),
        ("import sys\nsys.exit(0)", "plugin toy_plugin.py: SystemExit: 0 (toy_plugin.py:2)"),
        ("\x00", "plugin toy_plugin.py: SyntaxError: source code string cannot contain null bytes"),
        # Its hooks.
        (HEAD + RULE + HOOK.replace("rules", "rulez"), (
            f"plugin {OWNER}: unknown hook 'annolint_rulez' in plugin <module "
        )),
        (HEAD + RULE + HOOK.replace("@hookimpl", "").replace("rules", "rulez"), (
            f"plugin {OWNER}: unknown hook 'annolint_rulez' in plugin <module "
        )),
        (HEAD + RULE + HOOK.replace("()", "(config)"), (
            f"plugin {OWNER}: Plugin 'toy_plugin (toy_plugin.py)' for hook 'annolint_rules'"
        )),
        (HEAD + RULE + "annolint_rules = [Toy]", (
            f"plugin {OWNER}: annolint_rules must be a function"
        )),
        (HEAD + RULE, f"plugin {OWNER}: it brings nothing; {HOOKS}"),
        (HEAD + RULE + HOOK + "def annolint_check(document):\n    return []\n", (
            f"plugin {OWNER}: annolint_check is for rules; {HOOKS}"
        )),
        (HEAD + "@hookimpl\ndef annolint_rules():\n    return 1 / 0", (
            f"plugin {OWNER}: annolint_rules: ZeroDivisionError: division by zero "
            "(toy_plugin.py:6)"
        )),
        (HEAD + "@hookimpl\ndef annolint_rules():\n    return None", (
            f"plugin {OWNER}: annolint_rules: TypeError: 'NoneType' object is not iterable"
        )),
        (HEAD + "import sys\n@hookimpl\ndef annolint_rules():\n    sys.exit(0)", (
            f"plugin {OWNER}: annolint_rules: SystemExit: 0 (toy_plugin.py:7)"
        )),
        # What they bring.
        (HEAD + "@hookimpl\ndef annolint_rules():\n    return [3]", (
            f"plugin {OWNER}: 3 is no subclass of annolint.Rule; a plugin brings classes"
        )),
        (HEAD + RULE + HOOK.replace("Toy", "Toy()"), (
            f"plugin {OWNER}: Toy() is no subclass of annolint.Rule; a plugin brings classes"
        )),
        (HEAD + "@hookimpl\ndef annolint_formats():\n    return [int]", (
            f"plugin {OWNER}: <class 'int'> is no subclass of annolint.Format; "
            "a plugin brings classes"
        )),
        (HEAD + "class F(Format):\n    name = 'f'\n    def sniff(self, head): ...\n"
         "@hookimpl\ndef annolint_formats():\n    return [F]", (
            f"plugin {OWNER}: F has no locate, read, render"
        )),
        (HEAD + "class R(Reporter):\n    def finding(self, finding): ...\n"
         "@hookimpl\ndef annolint_reporters():\n    return [R]", (
            f"plugin {OWNER}: R: name None must be words in lower case joined by hyphens"
        )),
        (HEAD + "class R(Reporter):\n    name = 'a=b'\n    def finding(self, finding): ...\n"
         "@hookimpl\ndef annolint_reporters():\n    return [R]", (
            f"plugin {OWNER}: R: name 'a=b' must be words in lower case joined by hyphens"
        )),
    ],
)  # fmt: skip
def test_broken_plugins(tmp_path: Path, text: str, message: str) -> None:
    assert failure(tmp_path, text).startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('code = "XTY001"', "pass", (
            "code None must be three letters and three digits, such as 'XAB001'"
        )),
        ("XTY001", "XTY01", "code 'XTY01' must be three letters and three digits"),
        ("XTY001", "xty001", "code 'xty001' must be three letters and three digits"),
        ("XTY001", "TOY001", "code TOY001 must start with X: the others are annolint's own"),
        ('"toy"', '"Toy"', "name 'Toy' must be words in lower case joined by hyphens"),
        ('"toy"', '"toy_rule"', "name 'toy_rule' must be words in lower case"),
        ('name = "toy"', "pass", "name None must be words in lower case joined by hyphens"),
        # Metadata that became an option by accident.
        ("code =", "code: str =",
         "code has a type annotation, which makes an option of it: drop it"),
        ("name =", "name: str =", "name has a type annotation"),
        ("def", "severity: Severity = Severity.ERROR\n    def", "severity has a type annotation"),
        ("def", "preset: Preset = Preset.ALL\n    def", "preset has a type annotation"),
        ("def", "yields_to: tuple = ()\n    def", "yields_to has a type annotation"),
        ("def", "requires: str = ''\n    def", "requires has a type annotation"),
        ("def", "source: str = ''\n    def", "source has a type annotation"),
        ("def", "examples: tuple = ()\n    def", "examples has a type annotation"),
        # Metadata of the wrong kind.
        ("def", "severity = 'error'\n    def", "severity 'error' must be an annolint.Severity"),
        ("def", "preset = 'all'\n    def", "preset 'all' must be an annolint.Preset"),
        ("def", "yields_to = ('SPN')\n    def", "yields_to 'SPN' must be a tuple of codes"),
        ("def", "yields_to = ('SPN',)\n    def", "yields_to ('SPN',) must be a tuple of codes"),
        ("def", "requires = 'ftfy'\n    def", "requires 'ftfy' must be an annolint.Requirement"),
        # Options without valid defaults.
        ("def", "size: int\n    def", "its options need valid defaults: Missing required argument"),
        ("def", "size: int = 'big'\n    def", "its options need valid defaults: Expected `int`"),
        (
            "def",
            "size: 'Nonsense' = 1\n    def",
            "its options need valid defaults: name 'Nonsense'",
        ),
        # Methods.
        ("def check", "def chekc", "it has no method check"),
        ("def check(self, document):\n        return []", "check = 3", "it has no method check"),
        ("(Rule,", "(CorpusRule,", "it has no method collect"),
        ("(Rule,", "(ReaderRule,", "a ReaderRule declares what a reader finds and checks nothing"),
    ],
)  # fmt: skip
def test_broken_rules(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in RULE
    got = failure(tmp_path, HEAD + RULE.replace(old, new) + HOOK)
    if "name 'Toy'" in message or "name 'toy_rule'" in message or "name None" in message:
        assert got.startswith(f"plugin {OWNER}: Toy: {message}")
    else:
        assert got.startswith(f"plugin {OWNER}: rule Toy: {message}")


def test_a_corpus_rule_needs_all_its_methods(tmp_path: Path) -> None:
    rule = RULE.replace("(Rule,", "(CorpusRule,") + "    def collect(self, document): ...\n"
    assert failure(tmp_path, HEAD + rule + HOOK) == (
        f"plugin {OWNER}: rule Toy: it has no method merge"
    )


def test_annotated_metadata_with_classvar_is_no_option(tmp_path: Path) -> None:
    file = tmp_path / "toy_plugin.py"
    rule = RULE.replace("code =", "code: ClassVar[str] =")
    file.write_text(HEAD + rule + HOOK, encoding="utf-8")
    assert plugins.load(files=[file]).rules["XTY001"].__struct_fields__ == ()


def test_a_module_that_is_imported_is_no_hook(tmp_path: Path) -> None:
    file = tmp_path / "toy_plugin.py"
    file.write_text(HEAD + "import annolint_rules\n" + RULE, encoding="utf-8")
    with pytest.raises(PluginError, match="it brings nothing"):
        plugins.load(files=[file])
    file.write_text(HEAD + "import annolint_formats\n" + RULE + HOOK, encoding="utf-8")
    assert "XTY001" in plugins.load(files=[file]).rules


# Names taken twice


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Toy", "Toy2", "XTY001 is taken twice: by one (one.py) and by two (two.py)"),
        ("XTY001", "XTY002", "toy is taken twice: by one (one.py) and by two (two.py)"),
        ('"toy"', '"padded-mention"', "XTY001 is taken twice: by one (one.py) and by two (two.py)"),
    ],
)
def test_two_plugins_with_one_code_or_name(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    files = [tmp_path / "one.py", tmp_path / "two.py"]
    text = HEAD + RULE + HOOK
    files[0].write_text(text, encoding="utf-8")
    files[1].write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PluginError) as caught:
        plugins.load(files=files, root=tmp_path)
    assert str(caught.value) == message


def test_a_name_of_annolints_own(tmp_path: Path) -> None:
    text = HEAD + RULE.replace('"toy"', '"padded-mention"') + HOOK
    assert failure(tmp_path, text) == (
        f"padded-mention is taken twice: by annolint_rules (package annolint) and by {OWNER}"
    )


@pytest.mark.parametrize(
    ("kind", "hook", "name"),
    [("Format", "formats", "pubtator"), ("Reporter", "reporters", "concise")],
)
def test_a_format_of_annolints_own(tmp_path: Path, kind: str, hook: str, name: str) -> None:
    methods = {"Format": FORMAT_METHODS, "Reporter": ["finding"]}[kind]
    text = f"{HEAD}class K({kind}):\n    name = '{name}'\n    suffixes = ()\n" + "".join(
        f"    def {each}(self, *arguments): ...\n" for each in methods
    )
    text += f"@hookimpl\ndef annolint_{hook}():\n    return [K]\n"
    assert failure(tmp_path, text) == (
        f"{kind.lower()} {name} is taken twice: by annolint_{hook} (package annolint) and by "
        f"{OWNER}"
    )


def test_a_format_that_cannot_be_made(tmp_path: Path) -> None:
    text = f"{HEAD}class K(Format):\n    name = 'k'\n    suffixes = ()\n" + "".join(
        f"    def {each}(self, *arguments): ...\n" for each in FORMAT_METHODS
    )
    text += "    def __init__(self): raise ValueError('no')\n"
    text += "@hookimpl\ndef annolint_formats():\n    return [K]\n"
    assert failure(tmp_path, text) == f"plugin {OWNER}: K: ValueError: no (toy_plugin.py:11)"


# Circles


def test_rules_that_yield_in_a_circle(tmp_path: Path) -> None:
    names = ("one", "two", "three")
    for number, name in enumerate(names, 1):
        text = RULE.replace("XTY001", f"XTY00{number}").replace('"toy"', f'"{name}"')
        text += f"    yields_to = ('XTY00{number % 3 + 1}', 'SPN001')\n"
        (tmp_path / f"{name}.py").write_text(HEAD + text + HOOK, encoding="utf-8")
    with pytest.raises(PluginError) as caught:
        plugins.load(files=[tmp_path / f"{name}.py" for name in names], root=tmp_path)
    assert str(caught.value) == (
        "rules yield to each other in a circle: XTY001 of one (one.py), XTY002 of two (two.py), "
        "XTY003 of three (three.py), XTY001 of one (one.py)"
    )


# Ways in


def toy_module(folder: Path, name: str, *, api: str = "ANNOLINT_API = 1\n") -> None:
    write(folder, {f"{name}.py": HEAD + RULE + HOOK + api})


def installed(folder: Path, module: str, name: str = "toys") -> None:
    """Make a folder look as if a distribution with an entry point had been installed in it."""
    write(
        folder,
        {
            "toy_dist-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: toy-dist\n"
            "Version: 1.0\n",
            "toy_dist-1.0.dist-info/entry_points.txt": f"[annolint]\n{name} = {module}\n",
        },
    )


def test_a_module_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    toy_module(tmp_path, "toy_named", api="")
    registry = plugins.load(["toy_named"])
    assert registry.owners["XTY001"] == "toy_named (-p toy_named)"
    assert "XTY001" in plugins.load(["toy_named", "toy_named"]).rules
    assert "XTY001" not in plugins.load(["toy_named", "no:toy_named"]).rules
    assert "XTY001" not in plugins.load(["no:toy_named", "toy_named"]).rules


def test_a_module_that_is_not_there() -> None:
    with pytest.raises(PluginError) as caught:
        plugins.load(["no_such_module"])
    assert str(caught.value) == (
        "plugin no_such_module (-p no_such_module): ModuleNotFoundError: No module named "
        "'no_such_module'"
    )


def test_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    toy_module(tmp_path, "toy_installed")
    installed(tmp_path, "toy_installed")
    assert plugins.load().owners["toy"] == "toy_installed (package toy-dist)"
    assert plugins.load(["toy_installed"]).owners["toy"] == "toy_installed (package toy-dist)"
    for name in ("toy_installed", "toys"):
        assert "XTY001" not in plugins.load([f"no:{name}"]).rules


@pytest.mark.parametrize("api", ["", "ANNOLINT_API = 2\n"])
def test_an_installed_package_for_another_api(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: str
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    toy_module(tmp_path, "toy_installed", api=api)
    installed(tmp_path, "toy_installed")
    with pytest.raises(PluginError) as caught:
        plugins.load()
    assert str(caught.value) == (
        "plugin toy_installed (package toy-dist): it does not state ANNOLINT_API = 1, so it was "
        "not written for this version of annolint"
    )
    assert "XTY001" not in plugins.load(["no:toy_installed"]).rules


def test_an_installed_package_that_cannot_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    installed(tmp_path, "no_such_module")
    with pytest.raises(PluginError) as caught:
        plugins.load()
    assert str(caught.value) == (
        "plugin no_such_module (package toy-dist): ModuleNotFoundError: No module named "
        "'no_such_module'"
    )


def test_blocking() -> None:
    everything = plugins.load()
    assert set(everything.owners) >= {"SPN006", "format pubtator", "reporter concise"}
    without = plugins.load(["no:annolint_rules"])
    assert (without.rules, without.formats.keys()) == ({}, everything.formats.keys())
    with pytest.raises(PluginError) as caught:
        plugins.load(["no:annolint_rulez"])
    assert str(caught.value) == (
        "-p no:annolint_rulez: no plugin has this name; there are annolint_formats, "
        "annolint_reporters, annolint_rules"
    )


def test_files_of_one_name_in_two_folders(tmp_path: Path) -> None:
    # An annotation in quotes is looked up in the module, which must be the file's own.
    for number, kind in ((1, "int"), (2, "float")):
        rule = RULE.replace("XTY001", f"XTY00{number}").replace('"toy"', f'"toy-{kind}"')
        rule = rule.replace("    def", "    size: 'Size' = 1\n    def")
        write(tmp_path, {f"{kind}/rules.py": f"{HEAD}Size = {kind}\n{rule}{HOOK}"})
    files = [tmp_path / "int" / "rules.py", tmp_path / "float" / "rules.py"]
    registry = plugins.load(files=files, root=tmp_path)
    assert [registry.owners[f"XTY00{number}"] for number in (1, 2)] == [
        "rules (int/rules.py)",
        "rules (float/rules.py)",
    ]
    assert plugins.load(["no:rules", "no:annolint_rules"], files).rules == {}


def test_a_file_that_is_no_python(tmp_path: Path) -> None:
    file = tmp_path / "rules.txt"
    file.write_text("", encoding="utf-8")
    with pytest.raises(PluginError) as caught:
        plugins.load(files=[file], root=tmp_path)
    assert str(caught.value) == "plugin rules.txt: a plugin file must end in .py"


# In the program: exit 2, one line, no traceback


@pytest.mark.parametrize(
    ("arguments", "plugin", "message"),
    [
        ([], "raise ValueError('\\x1b[31m')",
         "annolint: plugin lint/r.py: ValueError: \\x1b[31m (r.py:1)\n"),
        (["-p", "nothing"], HEAD + RULE + HOOK,
         "annolint: plugin nothing (-p nothing): ModuleNotFoundError: No module named 'nothing'\n"),
        (["-p", "no:nothing"], HEAD + RULE + HOOK,
         ("annolint: -p no:nothing: no plugin has this name; there are annolint_formats, "
         "annolint_reporters, annolint_rules\n")),
    ],
)  # fmt: skip
def test_the_program_names_the_plugin(
    program: Program, tmp_path: Path, arguments: list[str], plugin: str, message: str
) -> None:
    write(
        tmp_path, {"x.toy": LOUD, "lint/r.py": plugin, ".annolint.toml": 'plugins = ["lint/r.py"]'}
    )
    assert program(*arguments, "x.toy") == (2, "", message)
