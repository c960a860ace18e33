"""How the letters of an RTF look where they stand, and whether they are to be seen. Pure."""

from collections.abc import Mapping

from syncd.memo import seen

PLAIN: Mapping[str, int] = {
    "hidden": 0,
    "struck": 0,
    "tracked": 0,
    "size": 24,
    "thai size": 24,
    "color": 0,
    "ground": 0,
    "scale": 100,
    "raised": 0,
}
_ON = {"v": "hidden", "webhidden": "hidden", "strike": "struck", "striked": "struck", "deleted": "tracked", "revised": "tracked"}
_NUMBERS = {
    "fs": "size",
    "afs": "thai size",
    "cf": "color",
    "cb": "ground",
    "highlight": "ground",
    "chcbpat": "ground",
    "charscalex": "scale",
}
_LOWEST = 100
"""Half points: letters raised or lowered further are not where they are read."""


def after(looks: Mapping[str, int], word: str, number: int | None) -> Mapping[str, int] | None:
    """The looks after a word of the file; None when it changes none."""
    if word == "plain":
        return PLAIN
    if word in _ON:
        return {**looks, _ON[word]: number != 0}
    if word in _NUMBERS and number is not None:
        return {**looks, _NUMBERS[word]: number}
    if word in {"up", "dn"}:
        return {**looks, "raised": abs(number or 0)}
    return None


class Colors:
    """The file's table of colours."""

    def __init__(self) -> None:
        self._known: list[bytes | None] = []
        self._next: dict[str, int] = {}

    def part(self, word: str, number: int) -> None:
        """Red, green or blue of the colour that is being told."""
        self._next[word] = number

    def end(self) -> None:
        """The colour has been told; one of no parts is the reader's own."""
        parts = [min(255, self._next.get(name, 0)) for name in ("red", "green", "blue")]
        self._known.append(bytes(parts) if self._next else None)
        self._next = {}

    def __getitem__(self, number: int) -> bytes | None:
        return self._known[number] if 0 <= number < len(self._known) else None


def is_hidden(looks: Mapping[str, int], colors: Colors) -> bool:
    """Whether letters that look so are not to be seen."""
    is_small = min(looks["size"], looks["thai size"]) < 2 * seen.LEAST_SIZE or looks["scale"] < seen.LEAST_WIDTH
    if looks["hidden"] or is_small or looks["raised"] > _LOWEST:
        return True
    color = colors[looks["color"]]
    return color is not None and seen.is_faint(color, colors[looks["ground"]])
