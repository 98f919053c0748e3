"""Find, load and vet plugins: entry points, files that the configuration names, `-p MODULE`.

Built-in and foreign plugins come in by the same door. Each hook implementation is called by
itself, so that a broken plugin is named and does no harm to the others' results. This module knows
the plugin API and no rule, format or reporter.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pluggy

from annolint import hookspecs
from annolint.diagnostic import Severity
from annolint.errors import PluginError
from annolint.format import Format
from annolint.model import FACTS
from annolint.reporter import Reporter
from annolint.rule import CorpusRule, Preset, ReaderRule, Requirement, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.metadata import EntryPoint

ENTRY_POINT_GROUP = "annolint"
_BUILT_IN = ("annolint_rules", "annolint_formats", "annolint_reporters")
_BRINGS = ("annolint_rules", "annolint_formats", "annolint_reporters")
_METADATA = (
    "code",
    "name",
    "severity",
    "preset",
    "yields_to",
    "requires",
    "looks_at",
    "source",
    "examples",
    "hooks",
)
RAISED = (Exception, SystemExit)
"""What a stranger's code may raise without ending the run; Ctrl-C is not among it."""

AnyRule = TypeVar("AnyRule", Rule, type[Rule])

_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")
RULE_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class PluginManager(pluggy.PluginManager):
    """pluggy's manager, told where hook implementations are.

    A module implements hooks by functions named `annolint_…`; a rule by the methods that its
    class's `hooks` lists. Nothing else is looked at, which keeps registering dozens of rules fast.
    """

    def __init__(self) -> None:
        super().__init__("annolint")
        self.add_hookspecs(hookspecs)

    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        """Return the options of the hook implementation `name` of `plugin`, None if it is none."""
        if isinstance(plugin, Rule):
            hook = plugin.hooks.get(name)
            return None if hook is None else _options(hook)
        if not name.startswith("annolint_") or not inspect.isroutine(getattr(plugin, name)):
            return None
        return super().parse_hookimpl_opts(plugin, name) or _options(None)


def _options(specname: str | None) -> dict[str, Any]:
    return {
        "specname": specname,
        "wrapper": False,
        "hookwrapper": False,
        "optionalhook": False,
        "tryfirst": False,
        "trylast": False,
    }


class Plugin(msgspec.Struct, frozen=True):
    """A loaded plugin module, and where it came from."""

    name: str
    origin: str
    module: Any

    @property
    def label(self) -> str:
        """How error messages name it."""
        return f"{self.name} ({self.origin})"


class Registry(msgspec.Struct, frozen=True):
    """What all plugins bring: rules by code, formats and reporters by name."""

    plugins: tuple[Plugin, ...]
    rules: Mapping[str, type[Rule]]
    formats: Mapping[str, Format]
    reporters: Mapping[str, type[Reporter]]
    owners: Mapping[str, str]

    def rule(self, key: str) -> type[Rule] | None:
        """Return the rule with this code or name."""
        if key in self.rules:
            return self.rules[key]
        return next((rule for rule in self.rules.values() if rule.name == key), None)


def load(
    modules: Sequence[str] = (), files: Sequence[Path] = (), *, root: Path | None = None
) -> Registry:
    """Load all plugins and return what they bring.

    Args:
        modules: The values of `-p`: module names, or `no:NAME` to block a plugin.
        files: Plugin files that the configuration names.
        root: The folder that `files` are shown relative to.

    Raises:
        PluginError: A plugin cannot be imported, misspells a hook or takes a name that exists.
    """
    named = [module for module in modules if not module.startswith("no:")]
    blocked = {module.removeprefix("no:") for module in modules if module.startswith("no:")}
    installed = _installed()
    known = {name for entry in installed for name in (entry.name, entry.module)}
    for unknown in sorted(blocked - known - {*named, *(file.stem for file in files)}):
        hint = f"; there are {', '.join(sorted({entry.module for entry in installed}))}"
        raise PluginError(f"-p no:{unknown}: no plugin has this name{hint}")
    plugins = [
        _entry_point(entry) for entry in installed if blocked.isdisjoint((entry.module, entry.name))
    ]
    loaded = {plugin.name for plugin in plugins} | blocked
    plugins += [
        Plugin(module, f"-p {module}", _import(module, f"-p {module}"))
        for module in dict.fromkeys(named)
        if module not in loaded
    ]
    for file in files:
        if file.stem not in blocked:
            shown = _shown(file, root)
            plugins.append(Plugin(file.stem, shown, _import_file(file, shown)))
    return _collect(plugins)


def _shown(file: Path, root: Path | None) -> str:
    return file.relative_to(root).as_posix() if root and file.is_relative_to(root) else str(file)


def _installed() -> list[EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - pluggy has loaded it already

    entries = {entry.module: entry for entry in entry_points(group=ENTRY_POINT_GROUP)}
    return [entries[module] for module in sorted(entries)]


def _entry_point(entry: EntryPoint) -> Plugin:
    if entry.module in _BUILT_IN:  # the name of a distribution lies in a file that is slow to read
        origin = "package annolint"
    else:
        origin = f"package {entry.dist.name}" if entry.dist else f"entry point {entry.name}"
    module = _import(entry.module, origin)
    if entry.module not in _BUILT_IN and getattr(module, "ANNOLINT_API", None) != hookspecs.API:
        raise PluginError(
            f"plugin {entry.module} ({origin}): it does not state ANNOLINT_API = "
            f"{hookspecs.API}, so it was not written for this version of annolint"
        )
    return Plugin(entry.module, origin, module)


def _import(module: str, origin: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except RAISED as error:
        raise PluginError(f"plugin {module} ({origin}): {_reason(error)}") from error


def _import_file(file: Path, shown: str) -> ModuleType:
    # Two files of one name in two folders are two modules.
    name = "_annolint_local_" + re.sub(r"\W", "_", shown.removesuffix(".py"))
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise PluginError(f"plugin {shown}: a plugin file must end in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except RAISED as error:
        del sys.modules[name]
        raise PluginError(f"plugin {shown}: {_reason(error)}") from error
    return module


def _reason(error: BaseException) -> str:
    """Name an error and the last line of the traceback, which is where the plugin broke."""
    what = f"{type(error).__name__}: {error}"
    trace = error.__traceback__
    if trace is None or isinstance(error, SyntaxError | ImportError):
        return what
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{what} ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})"


def _collect(plugins: list[Plugin]) -> Registry:
    manager = PluginManager()
    for plugin in plugins:
        _register(manager, plugin)
    owners: dict[str, str] = {}
    rules: dict[str, type[Rule]] = {}
    for owner, rule in _brought(manager, "annolint_rules"):
        _vet_rule(rule, owner)
        for key in (rule.code, rule.name):
            _claim(owners, key, owner)
        rules[rule.code] = rule
    in_order(list(rules.values()), owners)
    formats: dict[str, Format] = {}
    for owner, kind in _brought(manager, "annolint_formats"):
        _vet_class(kind, Format, owner)
        _claim(owners, f"format {kind.name}", owner)
        try:
            formats[kind.name] = kind()
        except RAISED as error:
            raise PluginError(f"plugin {owner}: {kind.__name__}: {_reason(error)}") from error
    reporters: dict[str, type[Reporter]] = {}
    for owner, kind in _brought(manager, "annolint_reporters"):
        _vet_class(kind, Reporter, owner)
        _claim(owners, f"reporter {kind.name}", owner)
        reporters[kind.name] = kind
    return Registry(
        plugins=tuple(plugins),
        rules=dict(sorted(rules.items())),
        formats=formats,
        reporters=reporters,
        owners=owners,
    )


def _register(manager: PluginManager, plugin: Plugin) -> None:
    """Register a module, which must bring something and misspell nothing."""
    for hook in _BRINGS:
        thing = getattr(plugin.module, hook, None)
        if not (thing is None or inspect.isroutine(thing) or isinstance(thing, ModuleType)):
            raise PluginError(f"plugin {plugin.label}: {hook} must be a function")
    known = f"the hooks of a plugin are functions named {', '.join(_BRINGS)}"
    try:
        manager.register(plugin.module, name=plugin.label)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        text = " ".join(str(error).split())
        raise PluginError(f"plugin {plugin.label}: {text}; {known}") from error
    except ValueError as error:
        raise PluginError(f"plugin {plugin.label}: it is loaded already") from error
    hooks = [caller.name for caller in manager.get_hookcallers(plugin.module) or ()]
    for hook in hooks:
        if hook not in _BRINGS:
            raise PluginError(f"plugin {plugin.label}: {hook} is for rules; {known}")
    if not hooks:
        raise PluginError(f"plugin {plugin.label}: it brings nothing; {known}")


def _brought(manager: PluginManager, hook: str) -> Iterable[tuple[str, Any]]:
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        owner = implementation.plugin_name
        try:
            things = list(implementation.function())
        except RAISED as error:
            raise PluginError(f"plugin {owner}: {hook}: {_reason(error)}") from error
        for thing in things:
            yield owner, thing


def _claim(owners: dict[str, str], key: str, owner: str) -> None:
    if key in owners:
        raise PluginError(f"{key} is taken twice: by {owners[key]} and by {owner}")
    owners[key] = owner


def _vet_class(kind: Any, base: type, owner: str) -> None:
    """Check that a plugin brings a class that can be used as what it is said to be."""
    if not (isinstance(kind, type) and issubclass(kind, base)):
        raise PluginError(
            f"plugin {owner}: {kind!r} is no subclass of annolint.{base.__name__}; "
            "a plugin brings classes"
        )
    missing = sorted(getattr(kind, "__abstractmethods__", ()))
    if missing:
        raise PluginError(f"plugin {owner}: {kind.__name__} has no {', '.join(missing)}")
    name = getattr(kind, "name", None)
    if not (isinstance(name, str) and RULE_NAME.fullmatch(name)):
        raise PluginError(
            f"plugin {owner}: {kind.__name__}: name {name!r} must be words in lower case joined "
            "by hyphens"
        )


def _vet_rule(rule: Any, owner: str) -> None:
    if isinstance(rule, type) and issubclass(rule, Rule):
        faults = _faults(rule)
        if fault := next(faults, None):
            raise PluginError(f"plugin {owner}: rule {rule.__name__}: {fault}")
    _vet_class(rule, Rule, owner)


def _faults(rule: type[Rule]) -> Iterator[str]:
    """Yield what keeps a rule class from being used; what comes later builds on what is right."""
    for attribute in _METADATA:
        if attribute in rule.__struct_fields__:
            yield f"{attribute} has a type annotation, which makes an option of it: drop it"
    code = getattr(rule, "code", None)
    if not (isinstance(code, str) and _CODE.fullmatch(code)):
        yield f"code {code!r} must be three letters and three digits, such as 'XAB001'"
    elif not code.startswith("X") and rule.__module__.partition(".")[0] not in _BUILT_IN:
        yield f"code {code} must start with X: the others are annolint's own"
    for attribute, kind in (("preset", Preset), ("severity", Severity)):
        value = getattr(rule, attribute)
        if not isinstance(value, kind):
            yield f"{attribute} {value!r} must be an annolint.{kind.__name__}"
    if not (isinstance(rule.yields_to, tuple) and all(map(_CODE.fullmatch, rule.yields_to))):
        yield f"yields_to {rule.yields_to!r} must be a tuple of codes"
    if not isinstance(rule.requires, Requirement | None):
        yield f"requires {rule.requires!r} must be an annolint.Requirement"
    if rule.looks_at not in FACTS:
        yield f"looks_at {rule.looks_at!r} must be one of {', '.join(sorted(FACTS - {''}))}"
    yield from (f"it has no method {method}" for method in _missing(rule))
    if issubclass(rule, ReaderRule) and hasattr(rule, "check"):
        yield "a ReaderRule declares what a reader finds and checks nothing"
    try:
        if rule.__struct_fields__:  # looking at types takes its time, and most rules have none
            msgspec.convert(msgspec.to_builtins(rule()), rule)
    except RAISED as error:
        yield f"its options need valid defaults: {error}"


def _missing(rule: type[Rule]) -> Iterator[str]:
    """Yield the methods that a rule of its kind must have and this one has not."""
    for method in rule.hooks:
        if not inspect.isroutine(getattr(rule, method, None)):
            yield method
    if issubclass(rule, CorpusRule):
        for method in ("merge", "judge"):
            if getattr(rule, method) is getattr(CorpusRule, method):
                yield method


def in_order(rules: Sequence[AnyRule], owners: Mapping[str, str] | None = None) -> list[AnyRule]:
    """Sort rules so that each comes after those that it yields to.

    Raises:
        PluginError: Rules yield to each other in a circle; the message names them and `owners`.
    """
    by_code = {rule.code: rule for rule in rules}
    ordered: dict[str, AnyRule] = {}

    def visit(rule: AnyRule, trail: tuple[str, ...]) -> None:
        if rule.code in trail:
            circle = (*trail[trail.index(rule.code) :], rule.code)
            named = [f"{code} of {owners[code]}" if owners else code for code in circle]
            raise PluginError(f"rules yield to each other in a circle: {', '.join(named)}")
        if rule.code not in ordered:
            for code in rule.yields_to:
                if code in by_code:
                    visit(by_code[code], (*trail, rule.code))
            ordered[rule.code] = rule

    for rule in rules:
        visit(rule, ())
    return list(ordered.values())
