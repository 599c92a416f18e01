"""Colours of the tokens in both themes, and how far two of them stand apart (WCAG 2.2, relative luminance)."""

import math
import re
from pathlib import Path

Linear = tuple[float, float, float]

# Which ink stands on which paper somewhere on the site.
WORDS = {
    "text": ["page", "surface", "sunk", "good-tint", "wait-tint", "stop-tint"],
    "text-soft": ["page", "surface", "sunk", "good-tint"],
    "link": ["page", "surface", "sunk", "good-tint", "wait-tint", "stop-tint"],
    "good": ["page", "surface", "good-tint"],
    "wait": ["page", "surface", "wait-tint"],
    "stop": ["page", "surface", "sunk", "stop-tint"],
    "action-text": ["action", "action-over"],
}


def named(tokens: Path, theme: int) -> dict[str, Linear]:
    """Every colour by name, as linear sRGB; theme 0 is light, 1 is dark."""
    css = re.sub(r"/\*.*?\*/", "", tokens.read_text(encoding="utf-8"), flags=re.DOTALL)
    names: dict[str, Linear] = {}
    for name, *pair in re.findall(r"--([\w-]+):\s*light-dark\((oklch\([^)]*\)|#\w+),\s*(oklch\([^)]*\)|#\w+)\);", css):
        names[name] = _read(pair[theme])
    for name, other in re.findall(r"--([\w-]+):\s*var\(--([\w-]+)\);", css):
        names[name] = names[other]
    return names


def contrast(one: Linear, other: Linear) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Linear) -> float:
    return sum(weight * min(1, max(0, part)) for weight, part in zip((0.2126, 0.7152, 0.0722), colour, strict=True))


def _read(value: str) -> Linear:
    if value.startswith("#"):
        digits = value[1:] if len(value) == 7 else "".join(sign * 2 for sign in value[1:])
        red, green, blue = (_linear(part / 255) for part in bytes.fromhex(digits))
        return red, green, blue
    light, chroma, hue = (float(part.rstrip("%")) for part in value[6:-1].split())
    return _from_oklch(light / 100, chroma, math.radians(hue))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _from_oklch(light: float, chroma: float, hue: float) -> Linear:
    """CSS Color 4, section 18: OKLab to linear sRGB."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
