"""Greek letters: their names, and what people write for them in ASCII."""

import unicodedata
from functools import lru_cache

LATIN = {
    "alpha": ("a",),
    "beta": ("b",),
    "gamma": ("g",),
    "delta": ("d",),
    "epsilon": ("e",),
    "zeta": ("z",),
    "eta": ("e", "h"),
    "theta": ("th", "t"),
    "iota": ("i",),
    "kappa": ("k",),
    "lambda": ("l",),
    "mu": ("u", "m"),
    "nu": ("n", "v"),
    "xi": ("x",),
    "omicron": ("o",),
    "pi": ("p",),
    "rho": ("r", "p"),
    "sigma": ("s",),
    "tau": ("t",),
    "upsilon": ("u", "y"),
    "phi": ("ph", "f"),
    "chi": ("ch", "c", "x"),
    "psi": ("ps",),
    "omega": ("o", "w"),
}
"""What stands for each letter besides its name."""

GREEK_NAME = rf"(?<![a-z])(?i:{'|'.join(LATIN)})(?![a-z])"
"""A pattern of the names that are no part of a word: `TNFalpha`, not `mutation`."""


@lru_cache(maxsize=256)
def greek_name(character: str) -> str:
    """Return the name of a Greek letter, accents aside; of any other character nothing."""
    if character == "\N{MICRO SIGN}":
        return "mu"
    words = unicodedata.name(character, "").split()
    if words[:1] != ["GREEK"] or "LETTER" not in words:
        return ""
    name = words[-1] if "FINAL" in words else words[words.index("LETTER") + 1]
    return name.lower().replace("lamda", "lambda")
