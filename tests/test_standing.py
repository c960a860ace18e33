from dataclasses import replace
from pathlib import Path

import pytest

from syncd.settings import (
    ApprovalSettings,
    IntakeSettings,
    PublishSettings,
    ReviewSettings,
    Settings,
)
from syncd.setup import MARKER, make_folders
from syncd.standing import check_folders
from tests.folders import YEAR, two_units


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return two_units(tmp_path)


def said(settings: Settings) -> str:
    return "\n".join(f"{problem.key}: {problem.message}" for problem in check_folders(settings).problems)


def warned(settings: Settings) -> str:
    return "\n".join(f"{problem.key}: {problem.message}" for problem in check_folders(settings).warnings)


def test_a_missing_root_is_one_problem(settings: Settings) -> None:
    assert len(check_folders(settings).problems) == 1
    assert "folders.root" in said(settings)


def test_a_missing_marker_names_the_unit_and_the_remedy(settings: Settings) -> None:
    make_folders(settings, YEAR)
    (settings.folders.root / settings.units[1].folder / MARKER).unlink()
    assert settings.units[1].name in said(settings)
    assert "syncd init --folders" in said(settings)
    assert settings.units[0].name not in said(settings)


def test_a_missing_inbox_names_the_unit(settings: Settings) -> None:
    make_folders(settings, YEAR)
    inbox = settings.folders.root / settings.units[0].folder / settings.folders.inbox
    inbox.rename(inbox.with_name("ย้ายไป"))
    assert str(inbox) in said(settings)


def test_two_units_in_one_folder_are_told(settings: Settings) -> None:
    make_folders(settings, YEAR)
    first, second = (settings.folders.root / unit.folder for unit in settings.units)
    second.rename(first.with_name("other"))
    second.symlink_to(first)
    assert "ใช้โฟลเดอร์เดียวกัน" in said(settings)


def test_the_folder_of_review_pages_must_be_there_and_is_no_units_to_look_into(settings: Settings, tmp_path: Path) -> None:
    make_folders(settings, YEAR)
    in_share = settings.folders.root / settings.units[0].folder

    assert "review.folder" in said(replace(settings, review=ReviewSettings(tmp_path / "ict")))
    assert "ซ้อนกัน" in said(replace(settings, review=ReviewSettings(in_share)))
    (tmp_path / "ict").mkdir()
    assert said(replace(settings, review=ReviewSettings(tmp_path / "ict"))) == ""


def test_nothing_private_may_lie_where_the_public_reads(settings: Settings) -> None:
    make_folders(settings, YEAR)
    site = settings.publisher.path
    (site / "ict").mkdir(parents=True)

    assert "review.folder" in said(replace(settings, review=ReviewSettings(site / "ict")))
    assert "state_dir" in said(replace(settings, state_dir=site / "state"))
    assert "publisher.path ซ้อนกัน" in said(replace(settings, state_dir=site.parent))
    elsewhere = replace(settings.publisher, kind="wordpress")
    assert said(replace(settings, review=ReviewSettings(site / "ict"), publisher=elsewhere)) == ""


def test_private_folders_that_others_on_this_machine_can_open_are_warned_of(settings: Settings, tmp_path: Path) -> None:
    make_folders(settings, YEAR)
    pages = replace(settings, review=ReviewSettings(tmp_path / "ict"))
    for folder in (settings.state_dir, tmp_path / "ict"):
        folder.mkdir()
        folder.chmod(0o755)

    assert [line.partition(":")[0] for line in warned(pages).splitlines()] == ["state_dir", "review.folder"]
    assert f"chmod o-rwx {settings.state_dir}" in warned(pages)

    for folder in (settings.state_dir, tmp_path / "ict"):
        folder.chmod(0o770)
    assert warned(pages) == ""


def test_a_folder_of_tesseracts_models_must_hold_the_thai_one(settings: Settings, tmp_path: Path) -> None:
    make_folders(settings, YEAR)
    own = replace(settings, ocr=replace(settings.ocr, tessdata=tmp_path / "models"))

    assert "ocr.tessdata" in said(own)
    (tmp_path / "models").mkdir()
    assert "osd.traineddata, tha.traineddata" in said(own)
    for name in ("tha", "osd"):
        (tmp_path / "models" / f"{name}.traineddata").touch()
    assert said(own) == ""


def test_what_is_wrong_with_a_folder_is_told_with_the_line_that_names_it(settings: Settings) -> None:
    (problem,) = check_folders(settings).problems

    assert problem.line is not None
    assert settings.source.read_text(encoding="utf-8").splitlines()[problem.line - 1].strip().startswith("root:")


def test_private_folders_may_not_lie_in_the_share_nor_hold_it(settings: Settings, tmp_path: Path) -> None:
    make_folders(settings, YEAR)
    assert "state_dir" in said(replace(settings, state_dir=settings.folders.root / "state"))
    assert "state_dir" in said(replace(settings, state_dir=tmp_path))
    site = replace(settings.publisher, path=settings.folders.root / "site")
    assert "publisher.path" in said(replace(settings, publisher=site))


def test_a_state_dir_that_cannot_be_made_is_told(settings: Settings, tmp_path: Path) -> None:
    make_folders(settings, YEAR)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "state_dir" in said(replace(settings, state_dir=tmp_path / "file" / "state"))


def test_short_settle_times_are_warned_of_and_not_refused(settings: Settings) -> None:
    make_folders(settings, YEAR)
    short = replace(settings, intake=IntakeSettings(settle_seconds=2))
    assert said(short) == ""
    assert "intake.settle_seconds:" in warned(short)
    assert warned(settings) == ""


def test_a_password_that_others_can_read_is_warned_of(settings: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")
    secret.chmod(0o644)
    exposed = replace(settings, publisher=replace(settings.publisher, password_file=secret))
    assert "chmod 600" in warned(exposed)
    secret.chmod(0o600)
    assert warned(exposed) == ""


def test_automatic_publishing_without_an_approver_is_warned_of(settings: Settings) -> None:
    careless = replace(settings, publish=PublishSettings(auto=True), approval=ApprovalSettings())
    assert "approval.approvers" in warned(careless)
