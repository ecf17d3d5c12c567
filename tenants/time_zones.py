"""Which of Indonesia's three time zones a place keeps, by its Kemendagri code.

Keppres 41/1987 draws the lines along the borders of provinces, so the first two digits say it; provinces made since
(Kalimantan Utara, those of Papua) keep the zone of the one they came from. A code that is not in the table is a
province younger than this list: nobody guesses, the operator is asked (`laksa tenant create --time-zone`).
"""

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
# Sumatera, Jawa, Kalimantan Barat and Tengah; Bali, Nusa Tenggara, the rest of Kalimantan, Sulawesi; Maluku, Papua.
_PROVINCES: dict[str, tuple[str, ...]] = {
    WIB: (
        "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35", "36", "61", "62",
    ),
    WITA: ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"),
    WIT: ("81", "82", "91", "92", "93", "94", "95", "96"),
}  # fmt: skip
ZONES = (WIB, WITA, WIT)
_ZONE_OF = {province: zone for zone, provinces in _PROVINCES.items() for province in provinces}


def zone_of(code: str) -> str | None:
    """The zone of a province ("91") or of a city in it ("91.71"); None where the table does not say."""
    return _ZONE_OF.get(code[:2])
