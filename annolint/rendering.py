"""From fixes to edits of files: what the format makes of changed records, and where that stands.

Knows documents, fixes and what a format looks like; opens and writes no file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from annolint.diagnostic import PlacedEdit, PlacedFix
from annolint.fix import Change, Edit, Fix, TextChange
from annolint.repair import completed

if TYPE_CHECKING:
    from annolint.format import Format
    from annolint.model import Document
    from annolint.records import Place


def edits(document: Document, fixes: Iterable[Fix], file_format: Format) -> list[Edit]:
    """Return the edits that fixes of one document come to, by file and position."""
    changes: list[Change | TextChange] = []
    found: list[Edit] = []
    for fix in fixes:
        for change in fix.changes:
            if isinstance(change, Edit):
                found.append(change)
            elif isinstance(change, Change | TextChange):
                changes.append(change)
    if changes:
        found += file_format.render(document, completed(document, changes))
    return sorted(found, key=lambda edit: (edit.file, edit.start, edit.end))


def placed(document: Document | None, fix: Fix, file_format: Format, place: Place) -> PlacedFix:
    """Return a fix as it is reported; without a document it stands at `place`."""
    if document is None:
        return PlacedFix(
            fix.safety,
            tuple(_placed(place, each) for each in fix.changes if isinstance(each, Edit)),
        )
    return PlacedFix(
        fix.safety,
        tuple(
            _placed(document.files[each.file].place(each.start, each.end), each)
            for each in edits(document, [fix], file_format)
        ),
    )


def _placed(place: Place, edit: Edit) -> PlacedEdit:
    return PlacedEdit(
        path=place.path,
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
        text=edit.data.decode("utf-8", "surrogateescape"),
    )
