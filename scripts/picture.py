"""Draw the picture of the README: annolint's own output on a small file, as SVG.

    python scripts/picture.py [--check]

Writes docs/annolint.svg from what `annolint docs/sample.pubtator --output-format full` prints at a
terminal. Knows the public test helper and rich.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from annolint import Run, __version__
from annolint.rule import rule_help
from annolint.testing import lint, registry

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "docs" / "sample.pubtator"
PICTURE = ROOT / "docs" / "annolint.svg"
_WIDTH = 128
_FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
    font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
    font-size: {char_height}px;
    line-height: {line_height}px;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""


def picture() -> str:
    """Return the picture as SVG."""
    installed = registry()
    rules = [rule for rule in installed.rules.values() if rule.preset.rank <= 1]
    name = SAMPLE.name
    findings = lint({name: SAMPLE.read_bytes()}, rules, format="pubtator")
    helps = {rule.code: rule_help(rule) for rule in rules}
    run = Run(version=__version__, help=helps, color=True, width=_WIDTH)
    reporter = installed.reporters["full"](run)
    shown = reporter.begin() + "".join(map(reporter.finding, findings))
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "dim"), (f"annolint {name}", "bold")))
    console.print(Text.from_ansi(shown.rstrip("\n")))
    svg = console.export_svg(title="annolint", code_format=_FRAME, unique_id="annolint")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> None:
    """Write the picture, or compare it with the one on disk."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only compare")
    arguments = parser.parse_args()
    drawn = picture()
    if not arguments.check:
        PICTURE.write_text(drawn, encoding="utf-8")
    elif not PICTURE.is_file() or PICTURE.read_text(encoding="utf-8") != drawn:
        print("docs/annolint.svg is out of date: run python scripts/picture.py")
        sys.exit(1)


if __name__ == "__main__":
    main()
