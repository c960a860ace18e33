"""The composed post beside its copies: what is put there comes back, whatever it holds."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from syncd import waiting
from syncd.errors import SyncdError
from syncd.model.post import Attachment
from tests.publishers.contract import attachment, pdf, post


def test_what_is_put_comes_back_from_wherever_its_folder_lies_now(tmp_path: Path) -> None:
    (before := tmp_path / "before").mkdir()
    files = [attachment(before, f"{number}.pdf", pdf(str(number)), title=f"ประกาศ\n“{number}”\u2028") for number in range(3)]
    put = post(*files, text="บรรทัดแรก\nบรรทัดสอง\r\n\u2028<b>")
    waiting.put(before, put)
    after = before.rename(tmp_path / "after")

    assert waiting.get(after) == replace(put, attachments=tuple(replace(file, folder=after) for file in files))
    assert [file.path.read_bytes() for file in waiting.get(after).attachments] == [pdf(str(number)) for number in range(3)]


def test_a_post_without_files_comes_back_too(tmp_path: Path) -> None:
    waiting.put(tmp_path, post())

    assert waiting.get(tmp_path) == post()


def test_none_is_there_before_one_is_put(tmp_path: Path) -> None:
    assert not waiting.is_there(tmp_path)
    waiting.put(tmp_path, post())
    assert waiting.is_there(tmp_path)


def test_a_place_that_takes_nothing_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SyncdError) as told:
        waiting.put(tmp_path / "gone", post())
    assert told.value.hint


def test_thousands_of_files_are_never_one_text(tmp_path: Path) -> None:
    one = Attachment("", tmp_path, "00001", "a.pdf", "ประกาศ", 1, "0" * 64, "0" * 32, "application/pdf")
    many = post(*(replace(one, slug=f"slug-{number}", title=f"ประกาศ {number}") for number in range(5_000)))
    tracemalloc.start()
    try:
        waiting.put(tmp_path, many)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    written = (tmp_path / waiting.NAME).stat().st_size + (tmp_path / waiting.BODY).stat().st_size
    assert written > 1_900_000
    assert peak < 500_000, "less than a quarter of what was written"
