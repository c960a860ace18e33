"""The mark by which a post on a site is known as ours."""

import pytest

from syncd.mark import Mark, read_mark, write_mark

MARK = Mark("2570-0001-0a1b2c3d", "f" * 64, "กลุ่มบริหารงานการเงินและสินทรัพย์", ("a" * 64, "b" * 64))


@pytest.mark.parametrize("unit", ["กลุ่มนโยบายและแผน", 'ก "ข" & <ค> --> -- /-->', "ก\\", 'ก\\"', "", "}} /-->"])
def test_what_was_written_is_read_again(unit: str) -> None:
    mark = Mark(MARK.key, MARK.version, unit, ())

    written = write_mark(mark)

    assert read_mark(f"<p>ก่อน</p>\n{written}\n<!-- wp:paragraph --><p>หลัง</p><!-- /wp:paragraph -->") == mark
    assert written.count("-->") == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<!-- wp:html /-->",
        '<!-- wp:html {"metadata":{"name":"syncd"}} /-->',
        '<!-- wp:html {"metadata":{"name":"syncd","syncd":{"key":"k"}}} /-->',
        '<!-- wp:html {"metadata":{"name":"syncd",}} /-->',
    ],
)
def test_what_is_no_mark_is_none(content: str) -> None:
    assert read_mark(content) is None
