import unicodedata
from pathlib import Path

import pytest

from syncd.model.office import Category, Route
from syncd.settings import load
from syncd.taxonomy import Taxonomy, folder_name

SHIPPED = load(Path(__file__).parents[1] / "config/syncd.yaml", {}).taxonomy


@pytest.mark.parametrize("category", SHIPPED.categories, ids=lambda category: category.code)
def test_every_shipped_category_is_found_in_every_spelling(category: Category) -> None:
    chapter, number = category.code.split(".")
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    spellings = [
        folder_name(category),
        category.code,
        category.code.translate(thai),
        folder_name(category).translate(thai),
        f"{chapter}-{number}",
        f"{chapter}_{number.zfill(2)} {category.label}",
        f"{chapter} . {number}  {category.label}",
        f"({category.code}) {category.label}",
        f"หมวด {category.code}",
        f"ข้อ {category.code} {category.label}",
        category.label,
        f"  - {category.label}. ",
        category.label.replace(" ", ""),
        category.name,
        *category.aliases,
    ]
    for spelling in spellings:
        for form in ("NFC", "NFD"):
            assert SHIPPED.find(unicodedata.normalize(form, spelling)) is category, spelling


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("1.1", "1.1"),
        ("1.10", "1.10"),
        ("1.18", "1.18"),
        ("1.01", "1.1"),
        ("1.9 จัดซื้อ", "1.9"),
        ("1-9 จัดซื้อ", "1.9"),
        ("1.9 ประกาศ ปี 2570", "1.9"),
        ("1.9 แผนการจัดซื้อจัดจ้าง ปี 2570", "1.9"),
        ("๑.๑๐ คู่มือ", "1.10"),
    ],
)
def test_a_code_decides(name: str, code: str) -> None:
    found = SHIPPED.find(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1",
        "1.",
        "1.0",
        "1.19",
        "1.100",
        "2.9",
        "11.9",
        "1.9.2570",
        "1.9.70 ประชุม",
        "1-9 ตุลาคม 2570",
        "1.9 นวัตกรรมทางการศึกษา",
        "1.9 ข้อมูลผู้บริหาร",
        "1.10 จัดซื้อจัดจ้าง",
        "จัดซื้อ",
        "ประกาศผู้ชนะการเสนอราคา",
        "ภาพกิจกรรม",
        "ไม่แน่ใจหมวด",
        "New folder",
        "...",
    ],
)
def test_nothing_is_guessed(name: str) -> None:
    assert SHIPPED.find(name) is None


def category(code: str, label: str, **more: object) -> Category:
    return Category(code, f"ชื่อทางการ {label}", label, f"slug-{code}", Route.MEMO, **more)  # type: ignore[arg-type]


def test_a_name_of_two_categories_names_none() -> None:
    two = Taxonomy((category("1.1", "ก", aliases=("รวม",)), category("1.2", "ข", aliases=("รวม",))))
    assert two.find("รวม") is None
    assert two.find("1.2 รวม") == two.categories[1]


def test_the_nearest_categories_are_suggested() -> None:
    assert SHIPPED.nearest("จัดชื้อจัดจ้าง")[0].code == "1.9"
    assert SHIPPED.nearest("คู่มือปฏิบัตงาน")[0].code == "1.10"
    assert {it.code for it in SHIPPED.nearest("1.9 ข้อมูลผู้บริหาร")[:2]} == {"1.9", "1.5"}
    assert len(SHIPPED.nearest("")) == 3


def test_folder_names_sort_as_the_announcement_does() -> None:
    names = [folder_name(it) for it in SHIPPED.categories]
    assert names == sorted(names)
    assert names[8] == "1.09 จัดซื้อจัดจ้าง"


def test_codes_are_looked_up_exactly() -> None:
    found = SHIPPED.by_code("1.10")
    assert found is not None
    assert found.slug == "work-manuals"
    assert SHIPPED.by_code("1.01") is None
