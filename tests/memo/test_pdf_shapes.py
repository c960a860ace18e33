"""Shapes that are alike in any font, and shapes that are not: only what looks like another letter is a lie."""

import pytest

from syncd.memo.pdf_shapes import Shape, Shapes

RING = int(("0" * 4 + "1" * 8 + "0" * 4) * 4 + ("1" * 4 + "0" * 8 + "1" * 4) * 8 + ("0" * 4 + "1" * 8 + "0" * 4) * 4, 2)
FULL, EMPTY = (1 << 256) - 1, 0


def drawn(char: str, base: float, bits: int = RING, font: str = "Sarabun") -> Shape:
    return Shape(char, 1, font, 100.0, base, 10.0, 1.0, bits)


@pytest.mark.parametrize(
    ("said", "like", "lies"),
    [("o", "๐", False), ("O", "๐", False), ("๐", "0", False), ("o", "ว", True), ("๕", "๐", True), ("น", "ม", True)],
)
def test_a_letter_may_look_like_those_that_it_looks_like_in_any_font(said: str, like: str, lies: bool) -> None:
    shapes = Shapes()
    shapes.known[like].append(drawn(like, 100))
    shapes.known[said].append(drawn(said, 150, FULL))
    shapes.asked.append([drawn("ก", 300, EMPTY), drawn(said, 300)])
    assert shapes.lie() is lies


def test_a_letter_whose_tone_is_drawn_by_itself_is_held_against_the_bare_one() -> None:
    """กั drawn as ก, and its ั elsewhere, is ก, though ค and ก are much alike; drawn as another letter it is a lie."""
    shapes = Shapes()
    shapes.known["ก"].append(drawn("ก", 100))
    shapes.known["กั"].append(drawn("กั", 150, EMPTY))
    shapes.known["ม"].append(drawn("ม", 150))
    shapes.asked.append([drawn("กั", 300)])
    assert not shapes.lie()
    del shapes.known["ก"]
    assert shapes.lie()


def test_each_font_of_a_page_shows_its_own_shapes() -> None:
    """Headings in bold come first: of the text's own letters some must be known, or each would be like none of its code."""
    shapes = Shapes()
    shapes.known["น"] += [drawn("น", base, FULL, "Bold") for base in (100, 150, 200)]
    assert not shapes.wants("น", 1, "Bold", 300)
    assert shapes.wants("น", 1, "Regular", 300)
    assert not shapes.wants("น", 1, "Regular", 201), "it may be the very letter that is asked about"
    assert not shapes.wants("(", 1, "Regular", 300)


def rows(*columns: int) -> int:
    """A letter of upright strokes in these columns."""
    return int("".join("1" if column in columns else "0" for column in range(16)) * 16, 2)


def test_a_letter_that_begins_between_two_points_is_its_own_still() -> None:
    """As น of fonts without loops, which บ is like: it is drawn a point aside of all others that are known of its code."""
    shapes = Shapes()
    shapes.known["น"].append(drawn("น", 100, rows(0, 1, 13, 14)))
    shapes.known["บ"].append(drawn("บ", 150, rows(1, 2, 14, 15) ^ 0xFFF))
    shapes.asked.append([drawn("น", 300, rows(1, 2, 14, 15))])
    assert not shapes.lie()
    shapes.known["บ"][0] = drawn("บ", 150, rows(1, 2, 14, 15))
    shapes.known["น"][0] = drawn("น", 100, rows(0, 1, 12, 13) ^ 0xFF)
    assert shapes.lie(), "it is another's wholly, and its own not quite"
