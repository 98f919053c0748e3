"""What ENC004 to ENC008 find, what they leave alone, and what else they explain."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annolint import Rule
from annolint.testing import documents, lint, registry
from annolint_rules.characters import _characters
from annolint_rules.characters.unnormalized_text import _pieces
from tests.conftest import Program

RULES = registry().rules
ENC = {code: RULES[code] for code in ("ENC004", "ENC005", "ENC006", "ENC007", "ENC008")}
DOCUMENT = "1|t|Take aspirin\n1|a|It helps.\n1\t5\t12\taspirin\tChemical\tD001241\n"
DEFAULT = [rule for rule in RULES.values() if rule.preset.rank <= RULES["ENC007"].preset.rank]


def places(text: str, *rules: type[Rule]) -> list[str]:
    found = lint(text, rules or DEFAULT, format="pubtator")
    return [f"{each.line}:{each.column} {each.code}" for each in found]


def test_names_of_characters() -> None:
    aliases = _characters._ALIASES  # noqa: SLF001 - the table itself is tested
    assert len(aliases) == 9
    for character, alias in aliases.items():
        assert unicodedata.lookup(alias) == character
        assert _characters.name(character) == f"U+{ord(character):04X} {alias}"
    assert _characters.name("\u200b") == "U+200B ZERO WIDTH SPACE"
    assert _characters.name("\x01") == "U+0001"
    assert _characters.name("\U000e0001") == "U+E0001 LANGUAGE TAG"


@pytest.mark.parametrize("number", [*range(32), *range(127, 160), 0x2028, 0x2029])
def test_control_characters(number: int) -> None:
    character = chr(number)
    if character in "\t\n":
        return
    text = DOCUMENT.replace("It helps", f"It{character}helps")
    assert places(text) == ["2:7 ENC004"]
    assert places(text.replace("Take", "T\xe4ke")) == ["2:7 ENC004"]


@pytest.mark.parametrize("number", [9, 32, 126, 160, 0x2027, 0x202A])
def test_characters_that_are_no_controls(number: int) -> None:
    text = DOCUMENT.replace("It helps", f"It{chr(number)}helps")
    assert places(text, ENC["ENC004"]) == []


FIELDS = [
    ("Chemical", "3:19"),
    ("D001241", "3:28"),
]


@pytest.mark.parametrize(
    ("character", "code"), [("\x01", "ENC004"), ("\ufffd", "ENC005"), ("\u200b", "ENC006")]
)
@pytest.mark.parametrize(("value", "place"), FIELDS)
def test_values_of_mentions(character: str, code: str, value: str, place: str) -> None:
    damaged = f"{value[:3]}{character}{value[3:]}"
    relation = "1\tIs\tD001241\tD001241\n"
    assert places(DOCUMENT.replace(value, damaged)) == [f"{place} {code}"]
    # What a damaged identifier makes look wrong is not said.
    again = DOCUMENT.splitlines()[2].replace("5\t12", "17\t24")
    text = DOCUMENT.replace("It helps.", "Aha aspirin").replace(value, damaged)
    assert places(f"{text}{again}\n{relation}") == [f"{place} {code}", "5:14 REL002"]


@pytest.mark.parametrize(
    ("character", "code"), [("\x01", "ENC004"), ("\ufffd", "ENC005"), ("\u200b", "ENC006")]
)
def test_values_of_relations_and_attributes(character: str, code: str) -> None:
    rule = ENC[code]
    relation = f"{DOCUMENT}1\tIs\tD001241\tD00{character}1241\tNovel\n"
    assert places(relation, rule) == [f"4:14 {code}"]
    assert places(relation, rule, RULES["REL001"]) == [f"4:14 {code}"]
    assert places(f"{DOCUMENT}1\tI{character}s\tD001241\tD001241\n", rule) == [f"4:4 {code}"]
    novelty = f"{DOCUMENT}1\tIs\tD001241\tD001241\tNo{character}vel\n"
    assert places(novelty, rule) == [f"4:22 {code}"]
    variant = DOCUMENT.replace("D001241", f"rs662\tRSID:6{character}62")
    assert places(variant, rule) == [f"3:31 {code}"]
    (finding,) = lint(relation, [rule], format="pubtator")
    assert finding.message.startswith(("the argument has", "a character of the argument"))
    (finding,) = lint(novelty, [rule], format="pubtator")
    assert finding.message.startswith(("the attribute has", "a character of the attribute"))


@pytest.mark.parametrize("value", ["Chemical", "D001241"])
def test_white_space_around_a_value_is_padding(value: str) -> None:
    assert places(DOCUMENT.replace(value, f"\x0b{value}"))[0].endswith("FMT010")
    assert places(DOCUMENT.replace(value, f"{value}\x0c"))[0].endswith("FMT010")
    assert len(places(DOCUMENT.replace(value, f"{value}\x0c"))) == 1


@pytest.mark.parametrize(
    ("character", "code"),
    [("\x0c", "ENC004"), ("\ufffd", "ENC005"), ("\u200b", "ENC006"), ("\xc3\xa9", "ENC007")],
)
def test_mismatches_that_characters_explain(character: str, code: str) -> None:
    # Only the record has it, only the text has it, both have it.
    record = DOCUMENT.replace("\taspirin", f"\tasp{character}irin")
    assert places(record) == [f"3:11 {code}"]
    end = 12 + len(character)
    text = DOCUMENT.replace("Take aspirin", f"Take asp{character}irin").replace("\t12", f"\t{end}")
    assert places(text) == [f"1:13 {code}"]
    both = text.replace("\taspirin", f"\tasp{character}irin")
    assert places(both) == [f"3:11 {code}" if code == "ENC006" else f"1:13 {code}"]
    # Elsewhere it explains nothing.
    other = f"{DOCUMENT}1\t0\t4\tTook\tWord\t-\n".replace("It helps", f"It{character}helps")
    assert [each for each in places(other) if "SPN001" in each] == ["4:7 SPN001"]


def test_one_mention_misplaced_onto_a_character() -> None:
    text = "1|t|Asp\x0cirin\n1|a|\n1\t0\t4\tAsp\x0c\tA\tD001241\n1\t1\t5\tAsp\x0c\tA\tD001241\n"
    assert places(text, ENC["ENC004"]) == ["1:8 ENC004"]
    (finding,) = lint(text, [ENC["ENC004"]], format="pubtator")
    assert "a control character" in finding.message


def test_mojibake_explains_control_characters_and_soft_hyphens() -> None:
    text = "1|t|A \xe2\x80\x99 of Mar\xc3\xada\n1|a|\n1\t9\t15\tMar\xc3\xada\tPerson\tQ1\n"
    assert places(text) == ["1:7 ENC007"]
    assert places(text, ENC["ENC004"], ENC["ENC006"]) == ["1:8 ENC004", "3:12 ENC006"]


def test_the_first_place_and_the_number_of_places() -> None:
    text = "1|t|Take aspirin\n1|a|It\u2028\u2028helps\n"
    (finding,) = lint(text, [ENC["ENC004"]], format="pubtator")
    assert (finding.line, finding.column, finding.end_column) == (2, 7, 8)
    assert finding.message.startswith("the text has 2 control characters, the first U+2028 ")


def test_related_places_of_invisible_characters() -> None:
    text = "[a\xadb](X) [c\xadd](X) [e\xadf](X)"
    (finding,) = lint(text, [ENC["ENC006"]])
    assert [(each.message, each.column) for each in finding.related] == [
        ("here too", 5),
        ("here too", 9),
    ]
    (finding,) = lint("[a\xadb](X) [c\xadd](X)", [ENC["ENC006"]])
    assert finding.message.endswith(" (and in 1 more place)")


KEPT = [
    "\u0645\u200c\u062e",  # Persian
    "\u0645\u200c",
    "\u200d\u0645",
    "\u0915\u094d\u200d\u0937",  # Hindi
    "\u0d28\u0d4d\u200d",  # Malayalam
    "\u1780\u17d2\u200c",  # Khmer
    "\u1820\u200d",  # Mongolian
    "\ua840\u200d",  # Phags-pa
    "\uaa60\u200d",  # Burmese of the Khamti
    "\u1b05\u200d",  # Balinese
    "\ua984\u200d",  # Javanese
    "\ufb50\u200d",
    "\ufe8d\u200d",
    "\U00011001\u200d",  # Brahmi
    "\U0001e900\u200d",  # Adlam
    "\u2764\ufe0f\u200d\U0001f525",
    "\U0001f469\U0001f3fd\u200d\U0001f52c",
    "\U0001f9d1\u200d\u2696",
    "\U0001f3f4\U000e0067\U000e007f",  # a flag
    "\u0e01\u200b\u0e02",  # Thai
    "\u0e81\u200b\u0e82",  # Lao
    "\u0f40\u200b\u0f41",  # Tibetan
    "\u1000\u200b\u1001",  # Burmese
    "\u1780\u200b\u1781",  # Khmer
    "\u1950\u200b\u1980",  # Tai Nuea, New Tai Lue
    "\u1a20\u200b\uaa80",  # Tai Tham, Tai Viet
    "\u1b05\u200b\ua984",  # Balinese, Javanese
    "caf\xe9 au lait",
]


@pytest.mark.parametrize("surface", KEPT)
def test_invisible_characters_that_belong_there(surface: str) -> None:
    assert lint(f"[{surface}](X) and a\xadb", [ENC["ENC006"]]) == []


REMOVED = [
    "a\u200cb",
    "\u05d0\u200d\u05d1",  # Hebrew has none
    "\u6771\u200d\u4eac",
    "\u0e01\u200b",
    "\u0e01\u200ba",
    "a\u200b\u0e01",
    *(f"a{chr(number)}b" for number in (0xAD, 0x61C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060)),
    *(f"a{chr(number)}b" for number in (0x2064, 0x2066, 0x2069, 0x206F, 0xFEFF)),
    "\u0645\u200e\u062e",
]


@pytest.mark.parametrize("surface", REMOVED)
def test_invisible_characters_that_do_not(surface: str) -> None:
    (finding,) = lint(f"[{surface}](X)", [ENC["ENC006"]])
    assert finding.message.startswith(f"mention '{surface}' has U+")


def test_an_invisible_character_in_a_discontinuous_place() -> None:
    text = "1|t|One\n1|a|x\u200by z\n1\t4\t99\tOther\tWord\t-\n"
    (finding,) = lint(text, [ENC["ENC006"]], format="pubtator")
    assert (finding.line, finding.column) == (2, 6)
    assert lint(text.replace("4\t99", "6\t9"), [ENC["ENC006"]], format="pubtator") == []
    assert lint(text.replace("4\t99", "0\t5"), [ENC["ENC006"]], format="pubtator") == []


MEANT = [
    "Fran\xe7ais, \xc0 c\xf4t\xe9",
    "\xc2NGULO, S\xc3O, IRM\xc3 \u2013 \xc3",
    "\u201cIRM\xc3\u201d, \xabIRM\xc3\xbb, IRM\xc3\u2026 VI\xc2\u2014",
    "IRM\xc3\xa0E",
    "10 \xc5\xb2 and 2\xc5\xb11",
    "\xc4\xab und \xc4\u201c",
    "Vi\u1ec7t Nam \u0110\xc0 N\u1eb4NG, \u0130stanbul \u011f\u0131",
    "gem\xe4\xdf\xa7 5, CAF\xc9\xb1, \xdc\u2122",
    "\xe9\u2122\xae, \xe2\u20ac, \xf0\x9f",
    "\xc3\u2026 and \xc5\xa1",
]


@pytest.mark.parametrize("text", MEANT)
def test_text_that_is_no_mojibake(text: str) -> None:
    assert places(f"1|t|{text}\n1|a|\n", ENC["ENC007"]) == []


LOST = [
    "\u03b2-catenin",
    "TNF-\u03b1",
    "IFN\u03b1",
    "\u0394F508",
    "na\xefve",
    "M\xfcller",
    "S\xe3o",
    "\u0141\xf3d\u017a",
    "Wis\u0142a",
    "\u0130zmir",
    "a\u011f\u0131z",
    "37 \xb0C",
    "5 \xb1 2",
    "10 \xb5M",
    "2 \xd7 2",
    "it\u2019s",
    "\u201cso\u201d",
    "1\u20132",
    "\u2265 3",
    "\u2212 4",
    "\u2192 5",
    "\u041c\u043e\u0441\u043a\u0432\u0430",
    "\u65e5\u672c\u8a9e",
    "\u05d0\u05d1",
    "\u0639\u0631\u0628",
    "\u30a2\u30b9",
    "\U0001f600",
    "\xe0 la",
    "CAF\xc9",
    "MEN\xdc IST",
    "\u0153uvre",
]


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_text_that_was_read_with_a_wrong_encoding(lost: str, encoding: str) -> None:
    # Where Windows-1252 has nothing, programs take what Latin-1 has.
    read = "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in lost.encode())
    found = lint(f"1|t|in {read} it\n1|a|\n", [ENC["ENC007"]], format="pubtator")
    assert len(found) == 1, read
    first = next(number for number, character in enumerate(lost) if not character.isascii())
    assert found[0].column == len("1|t|in ") + first + 1
    assert "UTF-8 was read as Latin-1 or Windows-1252; restore the text" in found[0].message


def test_mojibake_counts_and_says_what_was_meant() -> None:
    text = "1|t|na\xc3\xafve Wis\xc5\u201aa\n1|a|caf\xc3\xa9\n"
    (finding,) = lint(text, [ENC["ENC007"]], format="pubtator")
    assert finding.message.startswith("the text has '\xc3\xaf' for '\xef' (and 2 more places): ")
    (finding,) = lint("1|t|Wis\xc5\u201aa \xc3\xa9\n1|a|\n", [ENC["ENC007"]], format="pubtator")
    assert finding.message.startswith("the text has '\xc5\u201a' for '\u0142' (and 1 more place): ")
    (finding,) = lint(
        DOCUMENT.replace("\tChemical", "\tCaf\xc3\xa9"), [ENC["ENC007"]], format="pubtator"
    )
    assert finding.message.endswith("Windows-1252; write '\xe9'")


def test_mojibake_needs_ftfy(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ftfy", None)
    ran = program("--isolated", "--preset", "strict", "-", "--stdin-filename", "x.pubtator",
                  stdin=DOCUMENT.encode())  # fmt: skip
    assert ran.err.startswith("annolint: ENC007 did not run: pip install 'annolint[ftfy]'\n")
    ran = program("--isolated", "--select", "mojibake", "-", "--stdin-filename", "x.pubtator",
                  stdin=DOCUMENT.encode())  # fmt: skip
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("is not installed: pip install 'annolint[ftfy]'\n")


@given(
    st.text(
        alphabet=st.sampled_from("ae\xe9\u0301\u0323\u212b\u1100\u1161\u11a8\uac00\u09c7\u09be ")
    )
)
def test_pieces_make_up_all_that_is_not_normalized(text: str) -> None:
    pieces = list(_pieces(text))
    for start, piece, normal in reversed(pieces):
        assert text[start : start + len(piece)] == piece
        text = text[:start] + normal + text[start + len(piece) :]
    assert unicodedata.is_normalized("NFC", text)


def test_facts_of_a_document_about_its_values() -> None:
    (document,) = documents(f"{DOCUMENT}1\tIs\tD1\tD2\tNovel\n", "pubtator")
    values = document.field_values.split("|")
    assert sorted(values) == ["Chemical", "D001241", "D1", "D2", "Is", "Novel"]
    assert document.mention_texts == "aspirin"
    (document,) = documents("1|t|A\n1|a|\n1\t0\t1\tA\tX\n1\t0\t1\tA\tX\trs6\tRSID:6\n", "pubtator")
    assert sorted(document.field_values.split("|")) == ["", "6", "X", "X", "rs6"]
    assert document.mention_texts == "A\nA"


def test_a_type_with_a_character_that_nobody_sees_is_not_misspelt_as_well() -> None:
    source = "[a](Chem\u200bical) " + "[b](Chemical) " * 100
    rules = [registry().rules[code] for code in ("ENC006", "TYP002")]
    assert [each.code for each in lint(source, rules)] == ["ENC006"]
    assert [each.code for each in lint(source, rules[1:])] == ["TYP002"]


@pytest.mark.parametrize(
    ("character", "code"), [("\x07", "ENC004"), ("\xad", "ENC006"), ("\u200b", "ENC006")]
)
def test_a_drift_that_begins_at_a_character_nobody_sees_is_one_finding(
    character: str, code: str
) -> None:
    text = "Take aspirin and ibuprofen or tea with milk for pain in mice"
    lines = [
        f"1\t{text.index(word)}\t{text.index(word) + len(word)}\t{word}\tThing\t-\n"
        for word in ("aspirin", "ibuprofen", "tea", "milk", "pain", "mice")
    ]
    rules = [registry().rules[each] for each in ("ENC004", "ENC006", "SPN001", "SPN002", "SPN012")]

    def found(place: int, text: str) -> list[str]:
        source = f"1|t|{text[:place]}{character}{text[place:]}\n1|a|\n{''.join(lines)}"
        return [each.code for each in lint(source, rules, format="pubtator")]

    assert found(8, text) == [code]
    # Offsets that are wrong for another reason besides have a finding of their own.
    assert sorted(found(8, text.replace("Take", "To take"))) == [code, "SPN002"]
