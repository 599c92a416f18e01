"""Makes the fonts in netapp/static/fonts from the families that they are cut out of, and prints what fonts.css says.

Run it when the site needs other letters; netapp/static/fonts/README.md says how. The files that it makes are kept in
the repository. fonttools, which cuts them, is no dependency of the project.
"""

import argparse
from collections.abc import Collection, Iterable, Mapping
from itertools import count, groupby
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.woff2 import WOFF2FlavorData
from fontTools.varLib import instancer

FONTS = Path(__file__).parent.parent / "netapp" / "static" / "fonts"

# What nearly every page needs: English and the languages of the Nordic countries, their names, and good typography.
COMMON = (
    {*map(chr, range(0x20, 0x7F)), "\u00a0", "\u00ad", "\u2009", "\u2011", "\u202f"}
    | set("ÁÄÅÆÉÍÐÓÖØÚÜÝÞŠŽáäåæéíðóöøúüýþšž")
    | set("§©«°²·»×–—‘’“”„•…‹›€₂→−")
)
# What some page needs: the neighbours' names (Baltic, Polish, German, Sami …) and rarer signs.
MORE = (
    {*map(chr, range(0xA1, 0x180))} | set("ƷǤǥǦǧǨǩǮǯȘșȚțʒʹʼẀẁẂẃẄẅẞỲỳ") | set("‚‰′″⁰⁴⁵⁶⁷⁸⁹₀₁₃₄₅₆₇₈₉№™←↑↓≈≠≤≥")
) - COMMON

# Inter draws what stands between capitals and digits (14:00–16:30) a little higher, by itself; and where digits are to
# be of one width, there are others of them and of what stands between them.
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SIGNS = ["at", "bracketleft", "bracketright", "bullet", "colon", "comma", "emdash", "endash", "hyphen", "minus"]
SIGNS += ["parenleft", "parenright", "period", "plus", "space", "uni00A0"]
VARIANTS = [f"{name}.{kind}" for name in DIGITS + SIGNS for kind in ("case", "tf", "case.tf")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inter", type=Path, help="InterVariable.woff2")
    parser.add_argument("serif", type=Path, help="SourceSerif4[opsz,wght].ttf")
    asked = parser.parse_args()
    # The size and the weights that the style sheets ask for: nothing is bolder or lighter.
    inter = {"opsz": 14, "wght": (400, 650)}
    cut(asked.inter, "inter", COMMON, inter, VARIANTS)
    cut(asked.inter, "inter-more", MORE, inter)
    # Headings alone are set in it, all in one weight.
    serif = {"opsz": 14, "wght": 620}
    # Its reserved name, "Source", may not stand on what was changed.
    cut(asked.serif, "netapp-serif", COMMON, serif, ligatures(asked.serif), called="Netapp Serif")
    cut(asked.serif, "netapp-serif-more", MORE, serif, called="Netapp Serif")


def cut(
    source: Path,
    name: str,
    letters: Collection[str],
    limits: Mapping[str, float | tuple[float, float]],
    others: Iterable[str] = (),
    called: str = "",
) -> None:
    """Write NAME.woff2 with these letters, and with those of the other glyphs, put in their place, that there are."""
    options = subset.Options(
        layout_features=["calt", "ccmp", "kern", "liga", "locl", "tnum"],
        # Else all that a feature could make of the letters comes along, such as circled digits.
        layout_closure=False,
        notdef_outline=True,
        name_IDs=["*"],
    )
    font = TTFont(source, recalcTimestamp=False)  # Made twice, it is the same.
    cutter = subset.Subsetter(options)
    there = set(font.getGlyphOrder())
    cutter.populate(text="".join(letters), glyphs=[name for name in others if name in there])
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, limits)
    label(font, called)
    for table in font["cmap"].tables:
        # A ligature has a number of its own, too, and nobody types it.
        table.cmap = {number: glyph for number, glyph in table.cmap.items() if chr(number) in letters}
    for table in ("STAT", "BASE"):
        if table in font:
            del font[table]
    if "gasp" not in font:
        # No hints, so smooth in both directions at every size; without this, Windows does so only for large letters.
        font["gasp"] = newTable("gasp")
        font["gasp"].version, font["gasp"].gaspRange = 1, {0xFFFF: 0b1111}
    font["post"].formatType = 3.0  # Without names of glyphs.
    font.flavor, font.flavorData = "woff2", WOFF2FlavorData(transformedTables=("glyf", "loca", "hmtx"))
    file = FONTS / f"{name}.woff2"
    font.save(file)
    print(f"{file.name}: {file.stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")
    print(f"    unicode-range: {ranges(font.getBestCmap())};")


def ligatures(source: Path) -> list[str]:
    """The glyphs for fi, fj, ff and the like."""
    substitutions = TTFont(source)["GSUB"].table
    lookups = {
        number
        for record in substitutions.FeatureList.FeatureRecord
        if record.FeatureTag == "liga"
        for number in record.Feature.LookupListIndex
    }
    tables = [table for number in lookups for table in substitutions.LookupList.Lookup[number].SubTable]
    return [
        ligature.LigGlyph
        for table in tables
        for first in getattr(table, "ExtSubTable", table).ligatures.values()
        for ligature in first
    ]


def label(font: TTFont, called: str) -> None:
    """Leave the copyright, the licence and the names; `called` takes the place of a name that may not be used."""
    names = font["name"]
    kept = {0, 1, 2, 4, 6, 14, *(axis.axisNameID for axis in (font["fvar"].axes if "fvar" in font else ()))}
    names.names = [one for one in names.names if one.nameID in kept and one.platformID == 3]
    if called:
        for number, name in {1: called, 2: "Regular", 4: called, 6: called.replace(" ", "")}.items():
            names.setName(name, number, 3, 1, 0x409)


def ranges(numbers: Iterable[int]) -> str:
    """Code points as CSS writes them: U+0020-007E, U+00A0."""
    runs = [
        [number for number, _ in run]
        for _, run in groupby(zip(sorted(numbers), count(), strict=False), key=lambda pair: pair[0] - pair[1])
    ]
    return ", ".join(f"U+{run[0]:04X}" + (f"-{run[-1]:04X}" if len(run) > 1 else "") for run in runs)


if __name__ == "__main__":
    main()
