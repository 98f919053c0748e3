"""The public test helper: run rules over examples and say how they differ from what is expected.

Teams test their rules with it as annolint tests its own: `annolint test`, or in pytest

    from annolint.testing import check_rule

    def test_examples():
        assert check_rule(MyRule) == []
"""

from __future__ import annotations

import contextlib
import copy
import io
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from annolint import decoding, plugins
from annolint.config import Config, Overrides, resolve
from annolint.corpus import merged
from annolint.diagnostic import Failure, Finding
from annolint.engine import Engine
from annolint.errors import AnnolintError
from annolint.fix import Safety
from annolint.fixer import Fixer
from annolint.format import Source
from annolint.inline import Inline
from annolint.model import Document
from annolint.plan import Input, Plan, sort_key
from annolint.plugins import Registry
from annolint.project import Project
from annolint.rule import Bad, CorpusRule, Example, Question, Rule
from annolint.runner import Runner
from annolint.settings import Loaded, Settings

_ROUNDS = 20
_MOST_QUESTIONS = 4
_NOTHING = "no example gives a part, so nothing was proved"


@cache
def registry() -> Registry:
    """Return everything that the installed plugins bring, with the bracket notation."""
    installed = plugins.load()
    return Registry(
        plugins=installed.plugins,
        rules=installed.rules,
        formats={**installed.formats, Inline.name: Inline()},
        reporters=installed.reporters,
        owners=installed.owners,
    )


def lint(
    source: str | bytes | Mapping[str, str | bytes],
    rules: Sequence[type[Rule]] | None = None,
    *,
    format: str = "inline",  # noqa: A002 - what the configuration calls it
    settings_text: str = "",
    files: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Lint text as if it were a file, and return the findings.

    Args:
        source: The content of a file, or contents by file name.
        rules: The rules that are on; None is all installed rules.
        format: The name of the format.
        settings_text: Configuration in TOML.
        files: The texts of files that the configuration names, by name.

    Raises:
        AnnolintError: A mistake in the configuration, or a rule that raises.
    """
    findings, failures = _run(source, rules, format, settings_text, files or {})
    if failures:
        raise AnnolintError("; ".join(f"{each.code} {each.message}" for each in failures))
    return findings


def fix(
    source: str | bytes | Mapping[str, str | bytes],
    rules: Sequence[type[Rule]] | None = None,
    *,
    format: str = "inline",  # noqa: A002 - what the configuration calls it
    settings_text: str = "",
    files: Mapping[str, str] | None = None,
    unsafe: bool = True,
) -> tuple[dict[str, bytes], tuple[Failure, ...]]:
    """Repair text as if it were a file; return contents by file name, and what went wrong.

    The arguments are those of `lint`; `unsafe` says whether unsafe fixes are made too. A single
    source is called `example`.
    """
    config, plan = _prepared(source, rules, format, settings_text, files or {})
    contents = {name: data for item in plan.inputs for name, data in item.contents.items()}
    repairs = Fixer(config, plan, unsafe=unsafe).run()
    contents |= {each.shown: each.after for each in repairs.files}
    return contents, repairs.outcome.failures


def documents(
    source: str | bytes,
    format: str = "inline",  # noqa: A002 - what the configuration calls it
    path: str = "example",
) -> list[Document]:
    """Read text as if it were a file of that path, and return its documents."""
    reader = registry().formats[format]
    things = reader.read(Source(path, io.BytesIO(_encoded(source))))
    return [thing for thing in things if isinstance(thing, Document)]


def _run(
    source: str | bytes | Mapping[str, str | bytes],
    rules: Sequence[type[Rule]] | None,
    format_name: str,
    settings_text: str,
    files: Mapping[str, str],
) -> tuple[list[Finding], tuple[Failure, ...]]:
    config, plan = _prepared(source, rules, format_name, settings_text, files)
    findings: list[Finding] = []
    outcome = Runner(config, plan, findings.append).run()
    return findings, outcome.failures


def _prepared(
    source: str | bytes | Mapping[str, str | bytes],
    rules: Sequence[type[Rule]] | None,
    format_name: str,
    settings_text: str,
    files: Mapping[str, str],
) -> tuple[Config, Plan]:
    installed = registry()
    if format_name not in installed.formats:
        raise AnnolintError(
            f"no format '{format_name}'{decoding.allowed(format_name, installed.formats)}"
        )
    config = _config(rules, settings_text, files)
    sources = source if isinstance(source, Mapping) else {"example": source}
    contents = {name: _encoded(content) for name, content in sources.items()}
    file_format = installed.formats[format_name]
    inputs = [
        Input(name, name, file_format, len(data), io.BytesIO(data), contents)
        for name, data in sorted(contents.items(), key=lambda item: sort_key(item[0]))
        if not any(owner in contents for owner in file_format.belongs_to(name))
    ]
    return config, Plan(tuple(inputs))


def _config(
    rules: Sequence[type[Rule]] | None, settings_text: str, files: Mapping[str, str]
) -> Config:
    """Return a configuration in which `rules` are on; None is all installed rules."""
    installed = registry()
    if rules is not None:
        # The others stay declared: a reader reports whatever it finds.
        known = Registry(
            plugins=(),
            rules={**installed.rules, **{rule.code: rule for rule in rules}},
            formats=installed.formats,
            reporters=installed.reporters,
            owners={},
        )
    else:
        known = installed
    own = decoding.decode(tomli.loads(settings_text), Settings, "settings")
    overrides = Overrides(select=("ALL",) if rules is None else tuple(r.code for r in rules))
    with tempfile.TemporaryDirectory() if files else contextlib.nullcontext(".") as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        # Whatever is in the files is read at once.
        loaded = Loaded(own, None, Path(folder).absolute(), {})
        config = resolve(loaded, known, overrides, cached=False)
    config.check_requirements()
    return config


def _encoded(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")


def check_example(rule: type[Rule], example: Example) -> list[str]:
    """Return what an example gives beside what it should: lines that begin with `+` or `-`."""
    return _examined(rule, example)[0]


def _examined(rule: type[Rule], example: Example) -> tuple[list[str], set[Safety]]:
    """Return what `check_example` does, and which kinds of fixes there are."""
    findings, failures = _run(
        example.source, [rule], example.format, example.settings, example.files
    )
    safeties = {each.fix.safety for each in findings if each.fix}
    named = not isinstance(example.source, str)
    got = [
        (f"{each.path}:" if named else "") + f"{each.line}:{each.column} {each.message}"
        for each in findings
    ]
    expected = list(example.expect) if isinstance(example, Bad) else []
    wrong = [
        *(f"{failure.code} {failure.message}" for failure in failures),
        *(f"+ {line}" for line in got if line not in expected),
        *(f"- {line}" for line in expected if line not in got),
        *([] if sorted(got) == sorted(expected) else [f"{len(got)} findings, not {len(expected)}"]),
        *(_check_fixed(rule, example) if safeties else ()),
    ]
    return wrong, safeties


def _check_fixed(rule: type[Rule], example: Example) -> Iterator[str]:
    """Yield what is wrong with what the fixes of an example make of it."""
    wanted = example.fixed if isinstance(example, Bad) else None
    if wanted is None:
        yield "has a fix, but the example does not say what is `fixed`"
        return
    fixed, failures = fix(
        example.source,
        [rule],
        format=example.format,
        settings_text=example.settings,
        files=example.files,
    )
    yield from (f"{failure.code} {failure.message}" for failure in failures)
    texts = {"example": wanted} if isinstance(wanted, str) else wanted
    for name, text in texts.items():
        if fixed[name] != _encoded(text):
            yield f"fixed: {fixed[name].decode('utf-8', 'surrogateescape')!r}, not {text!r}"
    left = fix(
        fixed, [rule], format=example.format, settings_text=example.settings, files=example.files
    )
    if left != (fixed, ()):
        yield "fixed: there is still something to fix"


def check_rule(rule: type[Rule]) -> list[str]:
    """Run the examples of a rule, and the law of parts for a corpus rule; return what is wrong."""
    wrong = []
    if not rule.examples:
        wrong.append(f"{rule.code} {rule.name} has no examples")
    shown: set[Safety] = set()
    for number, example in enumerate(rule.examples, 1):
        try:
            lines, safeties = _examined(rule, example)
        except AnnolintError as error:
            lines, safeties = [str(error)], set()
        shown |= safeties
        wrong += [f"{rule.code} {rule.name}, example {number}: {line}" for line in lines]
    if shown != set(rule.fixes):
        kinds = ", ".join(sorted(shown)) or "no"
        wrong.append(f"{rule.code} {rule.name}: the examples have {kinds} fixes, `fixes` differs")
    if issubclass(rule, CorpusRule):
        wrong += [f"{rule.code} {rule.name}: {line}" for line in _check_examples_parts(rule)]
    return wrong


def _check_examples_parts(rule: type[CorpusRule]) -> list[str]:
    """Prove the law of parts on the documents of all examples that share a configuration."""
    corpora: dict[tuple[str, tuple[tuple[str, str], ...]], list[Document]] = {}
    for example in rule.examples:
        source = example.source
        sources = {"example": source} if isinstance(source, str) else source
        corpus = corpora.setdefault((example.settings, tuple(example.files.items())), [])
        for path, text in sources.items():
            corpus.extend(documents(text, example.format, path))
    results = []
    for (settings_text, files), corpus in corpora.items():
        try:
            config = _config([rule], settings_text, dict(files))
        except AnnolintError:  # the example itself says so
            continue
        configured = config.rules[rule.code]
        assert isinstance(configured, CorpusRule)  # noqa: S101 - an instance of `rule`
        results.append(check_parts(configured, corpus, project=config.project))
    proved = [lines for lines in results if lines != [_NOTHING]]
    return [line for lines in proved for line in lines] if proved else [_NOTHING]


def check_parts(
    rule: CorpusRule, corpus: Sequence[Document], seed: int = 0, project: Project | None = None
) -> list[str]:
    """Prove on `corpus` that parts can be merged in any order and any grouping.

    Where the rule has a question, the same is proved of what it collects to answer it.

    Returns:
        What is wrong: verdicts that differ, or a `merge` that changes the part that it is given.
    """
    engine = Engine([rule], {rule.code: rule.severity}, [rule.code], project or Project())
    question: Any = None
    for _ in range(_MOST_QUESTIONS):
        collectors = engine.calls.collectors({rule.code: question})
        parts: list[Any] = []
        for document in corpus:
            collected: dict[str, Any] = {}
            engine.collect(document, collectors, collected)
            parts += collected.values()
        wrong = [failure.message for failure in engine.failures()]
        if not parts or wrong:
            return wrong or [_NOTHING]
        expected = rule.judge(merged(rule, parts))
        if wrong := _merged_otherwise(rule, parts, expected, seed):
            return wrong
        if not isinstance(expected, Question):
            return []
        question = expected.about
    return ["asks for one reading of the corpus after the other"]


def _merged_otherwise(
    rule: CorpusRule, parts: Sequence[Any], expected: Any, seed: int
) -> list[str]:
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    for _ in range(_ROUNDS):
        shuffled = chance.sample(parts, len(parts))
        cut = chance.randrange(len(parts))
        groups = [group for group in (shuffled[:cut], shuffled[cut:]) if group]
        before = copy.deepcopy(parts)
        got = rule.judge(merged(rule, [merged(rule, group) for group in groups]))
        if parts != before:
            return ["merge changes the part that it is given"]
        if got != expected:
            return [f"the verdict depends on the order of merging: {got!r}, then {expected!r}"]
    return []
