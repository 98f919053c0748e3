"""Full stops, hyphens and semicolons that belong to a surface form. Knows no rule."""

import re

from annolint import Document, Mention
from annolint_rules._patterns import lazy

HYPHENS = "-\u2010\u2011\u2013"

_ENTITY = lazy(r"&(?:#\w+|\w{2,});$")
_SIGN = lazy(
    rf"^[FHIOS][{HYPHENS}]$"
    rf"|(?:^|[\s(])(?:Br|Cl|CN|NO|OH|SCN|(?:[A-Z][a-z]?[0-9]*){{1,4}}[0-9])[{HYPHENS}]$"
    rf"|(?=\S*(?:[A-Z][A-Z0-9]|[0-9][A-Z]))\S+ [A-Z][{HYPHENS}]$"
)
"""`I-`, `Cl-`, `HCO3-`: a charge. `G6PD A-`: a gene and its allele."""

_ABBREVIATION = lazy(
    # Species and citations.
    "spp?|s?ssp|subsp|var|cv|pv|str|strs|al|cf|ca|etc|viz|vs|approx|ibid|no|nos|vol|fig|eq|ref|"
    # Firms, titles, places, dates.
    "inc|ltd|co|corp|bros|pvt|pty|plc|jr|sr|dr|prof|mrs?|ms|rev|hon|gen|col|lt|sgt|capt|gov|sen|rep|"
    "st|ste|mt|ft|ave|blvd|rd|sq|dept|univ|assn|assoc|inst|intl|natl|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec",
    re.IGNORECASE,
)
_PLACE = lazy(
    "Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla?|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|"
    "Nev|Okla|Ont|Ore|Pa|Penn|Que|Tenn|Tex|Va|Vt|Wash|Wis|Wyo"
)
_LAST_WORD = lazy(r"(?:(\S+)\s+)?(\S+)\.$")
_ENDS_SENTENCE = lazy(r"\s*$|\s+[^\w\s]?[^\W_a-z]|\s*\n")
_LONGEST_ABBREVIATION = 5
_LONGEST_PIECE = 3
"""Letters between two stops of an abbreviation: `EE.UU.`, `Ph.D.`."""


def is_entity(surface: str) -> bool:
    """Say whether a surface form ends with a character written as in HTML: `&quot;`."""
    return _ENTITY.search(surface) is not None


def is_sign(surface: str) -> bool:
    """Say whether the hyphen at the end of a surface form is a charge or names an allele."""
    return _SIGN.search(surface) is not None


def is_full_stop(document: Document, mention: Mention, end: int) -> bool:
    """Say whether the stop with which a mention ends, at `end`, is no part of an abbreviation."""
    surface, text = mention.text, document.text
    if surface[-2:-1].isdecimal() and text[end : end + 1].isdecimal():  # `0.` of `0.75%`
        return True
    match = _LAST_WORD.search(surface)
    if match is None or _may_have_stop(surface, match[1] or "", match[2]):
        return False
    bare = surface[:-1].casefold()
    if len(match[2]) > _LONGEST_ABBREVIATION or any(
        other.text.casefold() == bare for other in document.mentions
    ):
        return True
    if not _ENDS_SENTENCE.match(text, end, end + 20):
        return False
    goes_on = rf"(?<!\w){re.escape(match[2])}\.(?:[,;:]|\s+[a-z])"
    return re.search(goes_on, text) is None


def _may_have_stop(surface: str, before: str, word: str) -> bool:
    """Say whether a surface form may end with a stop wherever it stands."""
    if not any(map(str.isalpha, surface)):  # `29.4.`
        return True
    pieces = word.split(".")
    if len(pieces) > 1:  # `U.S.`, `...`
        return max(map(len, pieces)) <= _LONGEST_PIECE
    if len(word) == 1 and word.isalpha():  # `U. S.`, `William L.`, but not `hepatitis B.`
        return not before or before.endswith(".") or before[0].isupper()
    return bool(_ABBREVIATION.fullmatch(word) or _PLACE.fullmatch(word))
