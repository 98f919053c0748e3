"""ENC001 undecodable-bytes."""

from annolint import Bad, Good, Preset, ReaderRule, Severity


class UndecodableBytes(ReaderRule, frozen=True):
    """The file holds bytes that are not UTF-8.

    ## Why is this bad?
    Other programs stop there, or put a replacement character in their place, and every offset after
    them may be wrong. Most often one person saved the file with another encoding, or two parts of
    different encodings were put together.

    ## What to do
    Convert the file to UTF-8. The message gives the number of bytes, the position of the first one,
    and the encoding that they most likely have; look at a few names with accents after converting.

    ## What it does not see
    Text that was read with a wrong encoding before, and saved as good UTF-8. Each file is reported
    once. Bytes that cannot be decoded are kept, so the other rules still look at the file; a file
    of UTF-16 or UTF-32 is not looked at any further.
    """

    code = "ENC001"
    name = "undecodable-bytes"
    severity = Severity.ERROR
    preset = Preset.MINIMAL
    source = "https://github.com/nltk/nltk/issues/1015"

    examples = (
        Good("1|t|Café\n1|a|\n", format="pubtator"),
        Bad(
            "1|t|Caf\udce9 and na\udcefve\n1|a|\n",
            expect=(
                (
                    "1:8 2 bytes are not UTF-8, first at byte 7; the file looks like ISO 8859-1 or "
                    "Windows-1252: convert it to UTF-8"
                ),
            ),
            format="pubtator",
        ),
        Bad(
            "\udcff\udcfe1\0|\0t\0|\0A\0\n\0",
            expect=("1:1 the file is UTF-16: convert it to UTF-8; nothing in it was checked",),
            format="pubtator",
        ),
    )
