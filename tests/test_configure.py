from pathlib import Path

import pytest

from syncd.configure import SHIPPED, Answers, write_config
from syncd.errors import ConfigError
from syncd.model.approval import Evidence
from syncd.settings import load


def test_without_answers_the_shipped_files_are_written(tmp_path: Path) -> None:
    written = write_config(tmp_path / "etc", Answers())
    assert all(path.read_text(encoding="utf-8") == (SHIPPED / path.relative_to(tmp_path / "etc")).read_text() for path in written)


def test_the_answers_are_in_place_and_the_comments_stay(tmp_path: Path) -> None:
    answers = Answers(
        office_code="ubn1",
        office_name='สพป.อุบลราชธานี เขต 1 "ตัวอย่าง"',
        root="/srv/shares",
        state_dir="/var/lib/syncd",
        publisher_kind="wordpress",
        publisher_url="https://www.example.go.th",
        publisher_username="syncd",
        auto=("1.9", "1.10"),
        accept=("signature", "text"),
        text_from=("pdf", "docx"),
        approver_name="นายตัวอย่าง ใจดี",
        approver_position="ผู้อำนวยการ: สพป.อุบลราชธานี เขต 1",
        contact_name="กลุ่ม ICT",
        contact_telephone="045-123456",
    )
    write_config(tmp_path, answers)
    settings = load(tmp_path / "syncd.yaml", {}, need_site=False)
    assert (settings.office.code, settings.office.name) == ("ubn1", 'สพป.อุบลราชธานี เขต 1 "ตัวอย่าง"')
    assert (str(settings.folders.root), str(settings.state_dir)) == ("/srv/shares", "/var/lib/syncd")
    assert (settings.publisher.kind, settings.publisher.url) == ("wordpress", "https://www.example.go.th")
    assert settings.publish.auto == ("1.9", "1.10")
    assert settings.approval.accept == (Evidence.SIGNATURE, Evidence.TEXT)
    assert settings.approval.approvers[0].position == "ผู้อำนวยการ: สพป.อุบลราชธานี เขต 1"
    assert settings.contact.telephone == "045-123456"
    assert "ชัยภูมิ" not in "".join(category.name for category in settings.taxonomy.categories)
    assert 'สพป.อุบลราชธานี เขต 1 "ตัวอย่าง"' in settings.taxonomy.categories[3].name
    shipped = (SHIPPED / "syncd.yaml").read_text(encoding="utf-8")
    comments = [line for line in shipped.splitlines() if line.lstrip().startswith("#")]
    written = (tmp_path / "syncd.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in written if line.lstrip().startswith("#")] == comments


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "units.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"units\.yaml"):
        write_config(tmp_path, Answers())
    assert [path.name for path in tmp_path.iterdir()] == ["units.yaml"]


def test_an_answer_that_cannot_be_used_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        write_config(
            tmp_path / "etc", Answers(publisher_kind="wordpress", publisher_url="www.example.go.th", publisher_username="a")
        )
    assert [(problem.file, problem.key) for problem in caught.value.problems] == [
        (str(tmp_path / "etc/syncd.yaml"), "publisher.url")
    ]
    assert not (tmp_path / "etc").exists()
