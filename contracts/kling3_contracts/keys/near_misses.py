"""Near misses: keys that only a loose comparison takes for the right one."""

from __future__ import annotations

from collections.abc import Mapping

_TO_FULL_WIDTH = 0xFEE0
"""How far a letter of ASCII is from the one of full width, which NFKC takes for the same."""
_FIRST, _LAST = "!", "~"


def near_misses(key: str) -> Mapping[str, str]:
    """Return other keys than a key by what sets each apart; without letters a key has no other case."""
    half = len(key) // 2
    near = {
        "the key in another case": key.swapcase(),
        "the key without its last letter": key[:-1],
        "the key with a letter behind it": f"{key}x",
        "the key with a letter before it": f"x{key}",
        "the key with a blank within": f"{key[:half]} {key[half:]}" if half else "",
        "the key in quotes": f'"{key}"',
        "the key twice with a comma between": f"{key},{key}",
    }
    return {label: other for label, other in near.items() if other not in ("", key)}


def in_full_width(key: str) -> str:
    """Return a key whose letters are those of full width, as they are typed in East Asia: another text beyond ASCII."""
    return "".join(chr(ord(each) + _TO_FULL_WIDTH) if _FIRST <= each <= _LAST else each for each in key)
