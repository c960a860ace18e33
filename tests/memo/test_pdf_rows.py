"""A mark is read with the letter over or under which it is drawn, whatever comes before it in the text."""

import pytest

from syncd.memo.pdf_ink import Box
from syncd.memo.pdf_rows import Letter, Rows

SIZE, BASE = 15.0, 100.0


def place(column: float, up: float = 8.0) -> Box:
    """Of a mark over the letter in this column."""
    return Box(10 * column + 4, BASE + up, 10 * column + 8, BASE + up + 3)


def rows_of(text: str, *marks: tuple[str, float]) -> Rows:
    """A row whose letters have a column each; the marks follow them all in the text, over these columns."""
    rows = Rows()
    for column, char in enumerate(text):
        if char == " ":
            rows.letters()[-1].text += " "
        else:
            rows.add(Letter(10.0 * column, 10.0 * column + 10, SIZE, char), BASE)
    for char, over in marks:
        rows.add_mark(Letter(10 * over + 10, 10 * over + 10, SIZE, char), BASE + 0.5, place(over), apart=True)
    return rows


def said(rows: Rows) -> list[str]:
    return ["".join(letter.text for letter in letters) for _, letters in rows.whole()]


def test_a_mark_that_follows_its_letter_is_its_own() -> None:
    assert said(rows_of("ชย", ("ั", 1))) == ["ชยั"]


@pytest.mark.parametrize("text", ["ชย", "ชยภูม)", "ชย ภ"])
def test_a_mark_that_comes_last_goes_to_the_letter_under_it(text: str) -> None:
    assert said(rows_of(text, ("ั", 0))) == ["ชั" + text[1:]]


def test_a_mark_stands_before_the_blank_that_follows_its_letter() -> None:
    assert said(rows_of("ที นี", ("่", 0), ("้", 3))) == ["ท่ี น้ี"]


def test_a_mark_that_comes_before_its_letter_waits_for_it() -> None:
    rows = rows_of("ก", ("้", 2.5))
    rows.add(Letter(25.0, 35.0, SIZE, "ผ"), BASE)
    assert said(rows) == ["กผ้"]


def test_a_mark_of_the_next_line_is_not_hung_under_the_line_above() -> None:
    rows = rows_of("กขค")
    rows.add_mark(Letter(5.0, 5.0, SIZE, "้"), BASE - 20, Box(4, BASE - 12, 8, BASE - 9), apart=True)
    rows.add(Letter(0.0, 10.0, SIZE, "ผ"), BASE - 20)
    assert said(rows) == ["กขค", "ผ้"]


def test_a_mark_over_no_letter_is_told_by_itself() -> None:
    rows = rows_of("ก", ("้", 9))
    assert [letter.text for _, letters in rows.whole() for letter in letters] == ["ก", "้"]


@pytest.mark.parametrize("mark", ["Ğ", "ั"])
def test_what_is_drawn_in_one_with_the_letter_before_it_is_its_own(mark: str) -> None:
    """The upper half of ำ, which some fonts draw over the lower one; and marks that lean, as in script."""
    rows = rows_of("ส")
    rows.add_mark(Letter(12.0, 18.0, SIZE, mark), BASE, place(1.2), apart=False)
    rows.add(Letter(10.0, 20.0, SIZE, "า"), BASE)
    assert said(rows) == [f"ส{mark}า"]


def test_a_sign_bears_no_mark_though_it_is_drawn_in_one_with_it() -> None:
    rows = rows_of("ด)")
    rows.add_mark(Letter(10.0, 10.0, SIZE, "์"), BASE, place(0), apart=False)
    assert said(rows) == ["ด์)"]
