"""Toy rules and helpers that tests of the core share: none of them needs a rule that ships."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import tomli

from annolint import (
    CorpusRule,
    Diagnostic,
    Document,
    Format,
    Preset,
    Rule,
    Severity,
    decoding,
    option,
)
from annolint.config import Config, Overrides, resolve
from annolint.inline import Inline
from annolint.plugins import Registry
from annolint.settings import Loaded, Settings
from annolint_reporters.concise import Concise


class Shouting(Rule, frozen=True):
    """A mention is all upper case."""

    code = "XAA001"
    name = "shouting"
    severity = Severity.ERROR
    preset = Preset.MINIMAL

    shortest: Annotated[int, option("Shorter mentions may shout.", ge=1)] = 2
    exempt: Annotated[tuple[str, ...], option("Mentions that may shout.")] = ()

    def check(self, document: Document) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            text = mention.text
            if text.isupper() and len(text) >= self.shortest and text not in self.exempt:
                yield self.diagnostic(mention, "text", f"'{text}' shouts")


class Whispering(Rule, frozen=True):
    """A mention is all lower case."""

    code = "XAA002"
    name = "whispering"
    preset = Preset.RECOMMENDED

    def check(self, document: Document) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            if mention.text.islower():
                yield self.diagnostic(mention, "text", f"'{mention.text}' whispers")


class Brief(Rule, frozen=True):
    """A mention has one letter."""

    code = "XAB001"
    name = "brief"
    severity = Severity.INFO
    preset = Preset.STRICT

    def check(self, document: Document) -> Iterator[Diagnostic]:
        for mention in document.mentions:
            if len(mention.text) == 1:
                yield self.diagnostic(mention, "text", f"'{mention.text}' is brief")


class Repeated(CorpusRule, frozen=True):
    """Two documents of the corpus have one id."""

    code = "XCO001"
    name = "repeated-id"
    preset = Preset.RECOMMENDED

    def collect(self, document: Document) -> dict[str, int]:
        return {document.id: 1}

    def merge(self, into: dict[str, int], part: Mapping[str, int]) -> dict[str, int]:
        for key, count in part.items():
            into[key] = into.get(key, 0) + count
        return into

    def judge(self, part: Mapping[str, int]) -> frozenset[str] | None:
        return frozenset(key for key, count in part.items() if count > 1) or None

    def touches(self, part: Mapping[str, int], verdict: frozenset[str]) -> bool:
        return not verdict.isdisjoint(part)

    def check(self, document: Document, verdict: frozenset[str]) -> Iterator[Diagnostic]:
        if document.id in verdict:
            yield self.diagnostic(None, "document-id", f"id {document.id} stands twice")


RULES: tuple[type[Rule], ...] = (Shouting, Whispering, Brief, Repeated)


def registry(
    rules: Sequence[type[Rule]] = RULES, formats: Sequence[Format] = (Inline(),)
) -> Registry:
    """Return what plugins with these rules and formats would bring."""
    return Registry(
        plugins=(),
        rules={rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)},
        formats={each.name: each for each in formats},
        reporters={"concise": Concise},
        owners={},
    )


def config(
    text: str = "",
    rules: Sequence[type[Rule]] = RULES,
    *,
    root: Path | None = None,
    formats: Sequence[Format] = (Inline(),),
    **overrides: Any,
) -> Config:
    """Return the configuration that TOML text, toy rules and the command line make."""
    own = decoding.decode(tomli.loads(text), Settings, "toy.toml")
    loaded = Loaded(settings=own, file="toy.toml", root=root or Path.cwd(), origins={})
    return resolve(loaded, registry(rules, formats), Overrides(**overrides))


PLUGIN = """
from annolint import hookimpl
from annolint.inline import Inline
from tests import toys


class Readable(Inline):
    name = "toy"
    suffixes = (".toy",)

    def sniff(self, head):
        return head.startswith(b"---")


@hookimpl
def annolint_rules():
    return toys.RULES


@hookimpl
def annolint_formats():
    return [Readable]
"""
"""A plugin file with the toy rules, and the bracket notation as a format for files *.toy."""

CONFIG = 'plugins = [".lint/toys.py"]\n'
"""A configuration that loads it."""

ONLY_TOYS = ("-p", "no:annolint_rules", "-p", "no:annolint_formats")
"""Options that leave the toys alone with the reporters."""

LOUD = "--- 1\n[STOP](Word) and [go](Word)\n"
"""A document with a mention that shouts and one that whispers."""

QUIET = "--- 2\n[Fine](Word)\n"
"""A document that no toy rule minds."""


class Ran(NamedTuple):
    """What a run of the program gave."""

    code: int
    out: str
    err: str


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
