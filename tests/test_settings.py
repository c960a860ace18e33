import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date, timedelta
from pathlib import Path

import pytest

from syncd.errors import ConfigError, Problem
from syncd.model.approval import Evidence
from syncd.model.decision import Weight
from syncd.model.office import Route
from syncd.settings import Secret, Settings, load
from syncd.settings.schema import schemas
from syncd.settings.trust import Roots, ending
from tests.memo.authority import NOW, director, root

CONFIG = Path(__file__).parents[1] / "config"

SYNCD = """\
office:
  code: cpm3
  name: สำนักงานตัวอย่าง
folders:
  root: folders
"""
TAXONOMY = """\
categories:
  - code: "1.3"
    name: กิจกรรม
    label: กิจกรรมและโครงการ
    slug: activities
    route: memo
  - code: "1.10"
    name: คู่มือ
    label: คู่มือการปฏิบัติงาน
    slug: manuals
    route: regulated
"""
UNITS = """\
units:
  - name: กลุ่มอำนวยการ
    folder: กลุ่มอำนวยการ
  - name: กลุ่มการเงิน
    folder: การเงิน
    aliases: [กง.]
    categories: ["1.10"]
"""
WORDPRESS = "publisher: {kind: wordpress, url: 'https://www.example.go.th/', username: syncd}\n"

Load = Callable[..., Settings]


@pytest.fixture
def loaded(tmp_path: Path) -> Load:
    def write_and_load(
        syncd: str = SYNCD,
        taxonomy: str = TAXONOMY,
        units: str = UNITS,
        environ: dict[str, str] | None = None,
        need_site: bool = True,
    ) -> Settings:
        for name, text in (("syncd", syncd), ("taxonomy", taxonomy), ("units", units)):
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path / "syncd.yaml", environ or {}, need_site=need_site)

    return write_and_load


def problems(loaded: Load, *texts: str, **more: object) -> list[tuple[str, int | None, str, str]]:
    with pytest.raises(ConfigError) as caught:
        loaded(*texts, **more)
    return [(Path(it.file).name, it.line, it.key, it.message) for it in caught.value.problems]


def only_problem(loaded: Load, *texts: str, **more: object) -> tuple[str, int | None, str, str]:
    found = problems(loaded, *texts, **more)
    assert len(found) == 1, found
    return found[0]


# --- what is read -------------------------------------------------------------------------------------------------------


def test_the_shipped_configuration_loads_as_it_stands() -> None:
    settings = load(CONFIG / "syncd.yaml", {})
    assert settings.publisher.kind == "folder"
    assert settings.folders.root == CONFIG.parent / "dropbox_folders"
    assert settings.ledger.url == f"sqlite:///{CONFIG.parent}/var/state/ledger.sqlite3"
    assert [category.code for category in settings.taxonomy.categories] == [f"1.{number}" for number in range(1, 19)]
    assert len(settings.units) == 10
    assert settings.publish.auto is False
    assert settings.approval.accept == (Evidence.SIGNATURE,)


def test_the_shipped_categories_follow_the_announcement() -> None:
    categories = load(CONFIG / "syncd.yaml", {}).taxonomy.categories
    # Item 3.3 names the regulated ones, item 2.1 those to be kept current (all of 3.3 but the regulations).
    regulated = {it.code for it in categories if it.route is Route.REGULATED}
    assert regulated == {"1.1", "1.2", "1.4", "1.5", "1.6", "1.9", "1.10", "1.11"}
    assert {it.code for it in categories if it.keep_current_days} == regulated - {"1.1"}
    assert all(len(it.label) <= 25 for it in categories)


def test_the_shipped_file_names_every_key() -> None:
    """An administrator must find each key with its comment; allow_http is left out because nobody should be led to it."""
    text = (CONFIG / "syncd.yaml").read_text(encoding="utf-8")
    for section, schema in schemas()["syncd"]["$defs"].items():
        for key in schema["properties"]:
            assert f"{key}:" in text or (section, key) == ("Publisher", "allow_http"), (section, key)


def test_the_shipped_defaults_are_the_defaults(loaded: Load) -> None:
    shipped, bare = load(CONFIG / "syncd.yaml", {}), loaded()
    for part in ("intake", "publish", "approval", "photos", "retention"):
        assert getattr(shipped, part) == getattr(bare, part)


def test_the_editor_schemas_are_current() -> None:
    for name, schema in schemas().items():
        written = json.loads((CONFIG / f"schema/{name}.json").read_text(encoding="utf-8"))
        assert written == schema, f"write config/schema/{name}.json again"


def test_paths_are_relative_to_the_file(loaded: Load, tmp_path: Path) -> None:
    settings = loaded(SYNCD + "state_dir: ../state\nledger: {url: 'sqlite:///own/ledger.db'}\npublisher: {path: /srv/site}\n")
    assert settings.folders.root == tmp_path / "folders"
    assert settings.state_dir == tmp_path.parent / "state"
    assert settings.ledger.url == f"sqlite:///{tmp_path}/own/ledger.db"
    assert settings.publisher.path == Path("/srv/site")
    assert settings.source == tmp_path / "syncd.yaml"


def test_the_other_files_may_lie_elsewhere(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/taxonomy.yaml").write_text(TAXONOMY.replace("manuals", "other-slug"), encoding="utf-8")
    assert loaded(SYNCD + "taxonomy: shared/taxonomy.yaml\n").taxonomy.categories[1].slug == "other-slug"


def test_a_section_without_keys_says_nothing(loaded: Load) -> None:
    assert loaded(SYNCD + "intake:\n  # settle_seconds: 5\npublisher:\n  url:\n").intake.settle_seconds == 20


def test_years_may_be_of_either_era(loaded: Load) -> None:
    approvers = "[{name: นาย ก, position: ผอ., from: 2568-10-01, until: 2026-09-30, capacity: รักษาราชการแทน}]"
    approver = loaded(SYNCD + f"approval: {{approvers: {approvers}}}\n").approval.approvers[0]
    assert (approver.since, approver.until) == (date(2025, 10, 1), date(2026, 9, 30))
    assert approver.capacity == "รักษาราชการแทน"


def test_site_terms_may_be_slugs_or_ids(loaded: Load) -> None:
    taxonomy = TAXONOMY + "    site: {term: 12, also: [ข่าวประชาสัมพันธ์, 7]}\n"
    category = loaded(SYNCD, taxonomy).taxonomy.categories[1]
    assert (category.term, category.also) == (12, ("ข่าวประชาสัมพันธ์", 7))


def test_auto_may_name_categories(loaded: Load) -> None:
    publish = loaded(SYNCD + 'publish: {auto: ["1.10"]}\n').publish
    assert publish.is_auto("1.10")
    assert not publish.is_auto("1.3")
    assert loaded(SYNCD + "publish: {auto: true}\n").publish.is_auto("1.3")
    assert not loaded().publish.is_auto("1.3")


def test_the_environment_wins(loaded: Load) -> None:
    environ = {
        "SYNCD_INTAKE__SETTLE_SECONDS": "2.5",
        "SYNCD_OFFICE__CODE": "3603",
        "SYNCD_PUBLISH__AUTO": '["1.10"]',
        "SYNCD_APPROVAL__ACCEPT": '["signature", "text"]',
        "SYNCD_PUBLISHER__ALLOW_HTTP": "true",
        "SYNCD_CONFIG": "/not/a/key",
        "SYNCD_WITHOUT_RIG": "1",
    }
    settings = loaded(SYNCD + "intake: {settle_seconds: 30, rescan_seconds: 60}\n", environ=environ)
    assert (settings.intake.settle_seconds, settings.intake.rescan_seconds) == (2.5, 60)
    assert settings.office.code == "3603"
    assert settings.publish.auto == ("1.10",)
    assert settings.approval.accept == (Evidence.SIGNATURE, Evidence.TEXT)
    assert settings.publisher.allow_http


def test_settings_do_not_change(loaded: Load) -> None:
    with pytest.raises(FrozenInstanceError):
        loaded().office.code = "other"  # type: ignore[misc]


def test_a_byte_order_mark_from_notepad_is_no_mistake(loaded: Load) -> None:
    assert loaded("\ufeff" + SYNCD.replace("\n", "\r\n")).office.code == "cpm3"


# --- the password -------------------------------------------------------------------------------------------------------


def test_the_password_comes_from_the_environment_a_file_or_systemd(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from file\r\n", encoding="utf-8")
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials/publisher-password").write_text("from systemd\n", encoding="utf-8")
    credentials = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    named = {"SYNCD_PUBLISHER__PASSWORD_FILE": "secret"} | credentials
    direct = {"SYNCD_PUBLISHER__PASSWORD": "1234 5678"} | named
    for environ, expected in ((credentials, "from systemd"), (named, "from file"), (direct, "1234 5678")):
        password = loaded(SYNCD + WORDPRESS, environ=environ).publisher.password
        assert password is not None
        assert password.reveal() == expected


def test_every_file_and_folder_may_be_named_from_the_home(loaded: Load, a_home_of_its_own: Path) -> None:
    (a_home_of_its_own / "secret").write_text("from home\n", encoding="utf-8")
    (a_home_of_its_own / "ours.j2").write_text("{{ title }}", encoding="utf-8")
    publisher = WORDPRESS.replace("username", "password_file: ~/secret, username")
    (a_home_of_its_own / "units.yaml").write_text(UNITS, encoding="utf-8")
    text = f"{SYNCD}{publisher}publish: {{template: ~/ours.j2}}\nstate_dir: ~/state\nunits: ~/units.yaml\n"
    settings = loaded(text, units="units: []\n")
    assert settings.publisher.password == Secret("from home")
    assert settings.publish.template == "{{ title }}"
    assert settings.state_dir == a_home_of_its_own / "state"


def test_a_command_at_a_shell_finds_the_file_the_credential_is_loaded_from(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "publisher-password").write_text("beside\n", encoding="utf-8")
    assert loaded(SYNCD + WORDPRESS).publisher.password == Secret("beside")


def test_a_missing_password_is_a_problem_only_where_the_site_is_needed(loaded: Load) -> None:
    file, _, key, message = only_problem(loaded, SYNCD + WORDPRESS)
    assert (file, key) == ("syncd.yaml", "publisher.password")
    assert "SYNCD_PUBLISHER__PASSWORD" in message
    assert loaded(SYNCD + WORDPRESS, need_site=False).publisher.password is None
    assert loaded().publisher.password is None


def test_an_unreadable_password_file_is_named(loaded: Load) -> None:
    assert "no/such" in only_problem(loaded, SYNCD + WORDPRESS, environ={"SYNCD_PUBLISHER__PASSWORD_FILE": "no/such"})[3]


def test_a_password_in_the_yaml_is_refused_and_never_shown(loaded: Load) -> None:
    found = only_problem(loaded, SYNCD + "publisher:\n  password: hunter2\n")
    assert found[:3] == ("syncd.yaml", 7, "publisher.password")
    assert "hunter2" not in str(found)


def test_the_password_never_shows_itself(loaded: Load) -> None:
    settings = loaded(
        SYNCD + WORDPRESS,
        environ={"SYNCD_PUBLISHER__PASSWORD": "hunter2", "SYNCD_LEDGER__URL": "postgresql://syncd:hunter2@db/ledger"},
    )
    assert "hunter2" not in f"{settings} {settings!r} {settings.publisher.password}"
    assert "***" in repr(settings)


def test_a_database_password_in_the_yaml_is_refused(loaded: Load) -> None:
    found = only_problem(loaded, SYNCD + "ledger:\n  url: postgresql://syncd:hunter2@db/ledger\n")
    assert "SYNCD_LEDGER__URL" in found[3]
    assert "hunter2" not in str(found)


# --- the monitor's address ----------------------------------------------------------------------------------------------


def test_the_monitors_address_comes_from_the_environment_a_file_or_systemd_and_never_shows_itself(
    loaded: Load, tmp_path: Path
) -> None:
    (tmp_path / "hidden").write_text("https://hc.example.org/file\n", encoding="utf-8")
    (tmp_path / "heartbeat-url").write_text("https://hc.example.org/beside\n", encoding="utf-8")
    named = {"SYNCD_HEARTBEAT__URL_FILE": "hidden"}
    direct = {"SYNCD_HEARTBEAT__URL": "https://hc.example.org/direct"} | named
    for environ, expected in (({}, "beside"), (named, "file"), (direct, "direct")):
        heartbeat = loaded(environ=environ).heartbeat
        assert heartbeat.url == Secret(f"https://hc.example.org/{expected}")
        assert expected not in repr(heartbeat.url)
        assert heartbeat.every_minutes == 5


def test_nobody_need_be_told(loaded: Load) -> None:
    assert loaded().heartbeat.url is None


@pytest.mark.parametrize(
    "url",
    [
        "http://hc.example.org/t0ken",
        "ftp://hc.example.org/t0ken",
        "t0ken",
        "https://u:t0ken@hc.example.org/",
        "https://hc.example.org/a t0ken",
        "https://hc.example.org:port/t0ken",
        "https://hc.example.org/#t0ken",
        "https:///t0ken",
    ],
)
def test_an_address_that_is_none_or_not_encrypted_is_refused_unseen(loaded: Load, url: str) -> None:
    found = only_problem(loaded, SYNCD, environ={"SYNCD_HEARTBEAT__URL": url})

    assert found[:3] == ("environment", None, "SYNCD_HEARTBEAT__URL")
    assert "t0ken" not in str(found)


def test_this_machine_needs_no_encryption(loaded: Load) -> None:
    assert loaded(environ={"SYNCD_HEARTBEAT__URL": "http://127.0.0.1:8000/ping"}).heartbeat.url is not None


def test_a_monitors_address_in_the_yaml_is_refused_and_never_shown(loaded: Load) -> None:
    found = only_problem(loaded, SYNCD + "heartbeat:\n  url: https://hc.example.org/t0ken\n")
    assert found[:3] == ("syncd.yaml", 7, "heartbeat.url")
    assert "t0ken" not in str(found)
    assert "SYNCD_HEARTBEAT__URL" in found[3]


# --- mistakes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("added", "line", "key", "said"),
    [
        ("intake: {settle_second: 5}", 6, "intake.settle_second", '"settle_seconds"'),
        ("intak:\n  settle_seconds: 5", 6, "intak", '"intake"'),
        ("settle_seconds: 5", 6, "settle_seconds", '"intake.settle_seconds"'),
        ("publisher: {colour: red}", 6, "publisher.colour", "kind, url"),
        ("Publish: {auto: true}", 6, "Publish", '"publish"'),
        ("intake:\n  settle_seconds: fast", 7, "intake.settle_seconds", "ตัวเลข"),
        ("intake:\n  settle_seconds: '20'", 7, "intake.settle_seconds", "ไม่ใส่เครื่องหมายคำพูด"),
        ("intake:\n  settle_seconds: -1", 7, "intake.settle_seconds", "ตั้งแต่ 0"),
        ("intake:\n  rescan_seconds: 0", 7, "intake.rescan_seconds", "มากกว่า 0"),
        ("intake: 20", 6, "intake", "กลุ่มของคีย์ย่อย"),
        ("publisher:\n  max_per_hour: 2.5", 7, "publisher.max_per_hour", "จำนวนเต็ม"),
        ("publisher:\n  kind: joomla", 7, "publisher.kind", "'folder' หรือ 'wordpress'"),
        ("publisher:\n  kind: wordpress-xmlrpc", 7, "publisher.kind", "รุ่นถัดไป"),
        ("screening:\n  clamd: clamd.ctl", 7, "screening.clamd", "/run/clamav/clamd.ctl"),
        ('screening:\n  clamd: "192.0.2.7:3310"', 7, "screening.clamd", "127.0.0.1:3310"),
        ("publish:\n  auto: off", 7, "publish.auto", "true, false"),
        ("publish:\n  auto: 1.10", 7, "publish.auto", "รายการรหัสหมวด"),
        ("publish:\n  auto: [1.10]", 7, "publish.auto.1", '"1.10"'),
        ('publish:\n  auto: ["1.3", "1.99"]', 7, "publish.auto.2", '"1.99"'),
        ("photos:\n  require_release: yes", 7, "photos.require_release", "true หรือ false"),
        ('photos:\n  category: "1.4"', 7, "photos.category", "1.3, 1.10"),
        ("approval:\n  accept: text", 7, "approval.accept", "รายการ"),
        ("approval:\n  accept: [release]", 7, "approval.accept.1", "ใช้ได้เสมอ"),
        ("approval:\n  approvers:\n    - name: นาย ก", 8, "approval.approvers.1.position", "ต้องมีคีย์นี้"),
        (
            "approval:\n  approvers:\n    - name: ก\n      position: ผอ.\n      from: 2569-10-01\n      until: 2568-09-30",
            11,
            "approval.approvers.1.until",
            "ก่อนวันเริ่มต้น",
        ),
        ("approval:\n  approvers: [{name: ก, position: ผ, from: 2568-02-30}]", 7, "approval.approvers.1.from", "2568-10-01"),
        ("contact:\n  telephone: 44056385", 7, "contact.telephone", '"44056385"'),
        ("office:\n  code: x", 6, "office", "บรรทัด 1"),
        ("ledger: {url: 'mysql://db'}", 6, "ledger.url", "sqlite:///"),
        ("ledger: {url: 'sqlite://'}", 6, "ledger.url", "ไฟล์ของทะเบียนคุม"),
        ("publisher: {kind: wordpress, username: a}", 6, "publisher.url", "https://"),
        ("publisher: {kind: wordpress, username: a, url: www.example.go.th}", 6, "publisher.url", "https://"),
        ("publisher: {kind: wordpress, username: a, url: 'http://www.example.go.th'}", 6, "publisher.url", "allow_http"),
        ("publisher: {kind: wordpress, username: a, url: 'https://a.go.th/wp-admin/'}", 6, "publisher.url", "/wp-"),
        ("publisher: {kind: wordpress, url: 'https://a.go.th'}", 6, "publisher.username", "ชื่อบัญชี"),
        ("retention: {memo_years: 0}", 6, "retention.memo_years", "ตั้งแต่ 1"),
        ("contact:\n  name: &x ก\n  telephone: *x", 8, "contact.telephone", "ให้เขียนค่าเต็ม"),
        ("state_dir: !!python/object x", 6, "state_dir", "python/object"),
        ("? [a]\n: 1", 6, "", "คีย์ต้องเป็นข้อความ"),
    ],
)
def test_a_mistake_is_told_with_line_key_and_remedy(loaded: Load, added: str, line: int, key: str, said: str) -> None:
    found = problems(loaded, f"{SYNCD}{added}\n", environ={"SYNCD_PUBLISHER__PASSWORD": "x"})
    assert found[0][:3] == ("syncd.yaml", line, key), found
    assert said in found[0][3]
    assert len(found) == 1, found


@pytest.mark.parametrize(
    ("before", "after", "line", "key", "said"),
    [
        ('code: "1.10"', "code: 1.10", 7, "categories.2.code", '"1.10"'),
        ('code: "1.10"', 'code: "1.03"', 7, "categories.2.code", "ไม่มีศูนย์นำหน้า"),
        ('code: "1.10"', 'code: "1.3"', 7, "categories.2.code", "บรรทัด 2"),
        ("slug: manuals", "slug: activities", 10, "categories.2.slug", "บรรทัด 5"),
        ("slug: manuals", "slug: คู่มือ", 10, "categories.2.slug", "a-z"),
        ("label: คู่มือการปฏิบัติงาน", "label: กิจกรรม และ โครงการ", 9, "categories.2.label", "บรรทัด 4"),
        ("label: คู่มือการปฏิบัติงาน", f"label: {'ก' * 26}", 9, "categories.2.label", "25"),
        ("label: คู่มือการปฏิบัติงาน", "label: คู่มือ/แผน", 9, "categories.2.label", "อักขระ"),
        ("route: regulated", "route: fast", 11, "categories.2.route", "'regulated'"),
        ("route: regulated", "route: memo\n    since: 2020", 12, "categories.2.since", "พ.ศ."),
        ("route: regulated", "route: memo\n    since: 2570\n    until: 2569", 13, "categories.2.until", "since"),
        ("route: regulated", "route: memo\n    keep_current_day: 9", 12, "categories.2.keep_current_day", "keep_current_days"),
        ("    slug: manuals\n", "", 7, "categories.2.slug", "ต้องมีคีย์นี้"),
    ],
)
def test_a_mistake_in_the_taxonomy_is_told(loaded: Load, before: str, after: str, line: int, key: str, said: str) -> None:
    units = UNITS.replace('"1.10"', "")
    found = only_problem(loaded, SYNCD, TAXONOMY.replace(before, after), units)
    assert found[:3] == ("taxonomy.yaml", line, key)
    assert said in found[3]


@pytest.mark.parametrize(
    ("before", "after", "line", "key", "said"),
    [
        ("folder: การเงิน", "folder: กลุ่มอำนวยการ", 5, "units.2.folder", "บรรทัด 3"),
        ("folder: การเงิน", "folder: กลุ่มอํานวยการ", 5, "units.2.folder", "บรรทัด 3"),
        ("folder: การเงิน", "folder: .hidden", 5, "units.2.folder", "จุด"),
        ("folder: การเงิน", "folder: CON", 5, "units.2.folder", "Windows"),
        ("[กง.]", "[กง., กลุ่ม อำนวยการ]", 6, "units.2.aliases.2", "บรรทัด 2"),
        ('["1.10"]', '["1.10", "1.5"]', 7, "units.2.categories.2", '"1.5"'),
        ('["1.10"]', "[1.10]", 7, "units.2.categories.1", '"1.10"'),
        ("name: กลุ่มการเงิน", "name: ''", 4, "units.2.name", "เว้นว่าง"),
    ],
)
def test_a_mistake_in_the_units_is_told(loaded: Load, before: str, after: str, line: int, key: str, said: str) -> None:
    found = only_problem(loaded, SYNCD, TAXONOMY, UNITS.replace(before, after))
    assert found[:3] == ("units.yaml", line, key)
    assert said in found[3]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f"{SYNCD}intake:\n\tsettle_seconds: 5\n", 7, "แท็บ"),
        (f"{SYNCD}contact:\n  name: เรื่อง: อะไร\n", 7, ":"),
        (f"{SYNCD}contact:\n  name: 'ไม่ปิด\n", 8, "เครื่องหมายคำพูด"),
        (f"{SYNCD}approval: {{accept: [text\n", 7, "วงเล็บ"),
        (f"{SYNCD}contact\n", 7, ":"),
        (f"{SYNCD}---\na: 1\n", 6, "---"),
        ("- a\n", 1, "คีย์: ค่า"),
        ("", 1, "คีย์: ค่า"),
        ("# only a comment\n", 1, "คีย์: ค่า"),
    ],
)
def test_broken_yaml_is_told_with_its_line(loaded: Load, text: str, line: int, said: str) -> None:
    file, at, _, message = only_problem(loaded, text)
    assert (file, at) == ("syncd.yaml", line)
    assert said in message


def test_all_problems_of_all_three_files_are_told_at_once(loaded: Load) -> None:
    found = problems(
        loaded,
        SYNCD.replace("code: cpm3", "code: 3603") + "intak: 1\npublisher: {kind: wordpress}\npublish: {auto: maybe}\n",
        TAXONOMY.replace('"1.10"', "1.10").replace("slug: manuals", "slug: Activities") + "    colour: red\n",
        UNITS.replace("folder: การเงิน", "folder: กลุ่มอำนวยการ").replace("aliases:", "alias:"),
    )
    assert {(file, key) for file, _, key, _ in found} == {
        ("syncd.yaml", "office.code"),
        ("syncd.yaml", "intak"),
        ("syncd.yaml", "publish.auto"),
        ("syncd.yaml", "publisher.url"),
        ("syncd.yaml", "publisher.username"),
        ("syncd.yaml", "publisher.password"),
        ("taxonomy.yaml", "categories.2.code"),
        ("taxonomy.yaml", "categories.2.slug"),
        ("taxonomy.yaml", "categories.2.colour"),
        ("units.yaml", "units.2.alias"),
    }


def test_a_missing_file_is_one_plain_problem(tmp_path: Path, loaded: Load) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "none.yaml", {})
    assert [(Path(it.file).name, it.line) for it in caught.value.problems] == [("none.yaml", None)]
    assert only_problem(loaded, SYNCD + "units: other.yaml\n")[:2] == ("other.yaml", None)


def test_a_file_that_is_not_utf8_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "syncd.yaml").write_bytes(SYNCD.encode("cp874"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load(tmp_path / "syncd.yaml", {})


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SYNCD_INTAKE__SETTLE_SECONDS", "soon", "ตัวเลข"),
        ("SYNCD_INTAKE__SETTLE", "5", '"settle_seconds"'),
        ("SYNCD_INTAK__SETTLE_SECONDS", "5", "SYNCD_INTAKE__"),
        ("SYNCD_APPROVAL__ACCEPT", "text", "JSON"),
        ("SYNCD_APPROVAL__APPROVERS", "[{]", "JSON"),
        ("SYNCD_APPROVAL__TRUST", "/etc/syncd/ca.pem", "JSON"),
        ("SYNCD_APPROVAL__ACCEPT__0", "text", "รายการ"),
        ("SYNCD_INTAKE", "fast", "JSON"),
        ("SYNCD_PUBLISH__AUTO", "maybe", "true, false"),
        ("SYNCD_PUBLISHER__KIND", "joomla", "'folder'"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(loaded: Load, variable: str, value: str, said: str) -> None:
    file, line, key, message = only_problem(loaded, environ={variable: value})
    assert (file, line, key) == ("environment", None, variable)
    assert said in message


def test_http_is_fine_to_this_machine_and_where_it_was_asked_for(loaded: Load) -> None:
    environ = {"SYNCD_PUBLISHER__PASSWORD": "x"}
    for url, more in (
        ("http://127.0.0.1:8080", ""),
        ("http://localhost", ""),
        ("http://[::1]:80", ""),
        ("http://a.go.th", ", allow_http: true"),
    ):
        settings = loaded(SYNCD + f"publisher: {{kind: wordpress, url: '{url}', username: a{more}}}\n", environ=environ)
        assert settings.publisher.url == url


def test_folder_names_that_mean_two_things_are_refused(loaded: Load) -> None:
    assert only_problem(loaded, SYNCD + "  inbox: เผยแพร่แล้ว\n")[2] == "folders.published"
    assert only_problem(loaded, SYNCD + "  photos: กิจกรรม\n")[2] == "folders.photos"


def test_a_problem_reads_as_one_line(loaded: Load) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(SYNCD + "intake: {settle_second: 5}\n")
    (problem,) = caught.value.problems
    assert isinstance(problem, Problem)
    assert str(problem).endswith('syncd.yaml:6: intake.settle_second: ไม่รู้จักคีย์นี้ หมายถึง "settle_seconds" หรือไม่')


def test_a_rule_may_be_made_stricter(loaded: Load) -> None:
    assert loaded(SYNCD + "rules:\n  stricter: {memo_age: hold}\n").rules.stricter == {"memo_age": Weight.HOLD}


def test_a_rule_that_is_not_there_is_an_error_that_names_the_nearest(loaded: Load) -> None:
    file, line, key, message = only_problem(loaded, SYNCD + "rules:\n  stricter: {memo_agee: hold}\n")

    assert (file, line, key) == ("syncd.yaml", 7, "rules.stricter.memo_agee")
    assert "memo_age" in message


def test_a_rule_cannot_be_made_laxer(loaded: Load) -> None:
    _, line, key, message = only_problem(loaded, SYNCD + "rules:\n  stricter: {national_id: note}\n")

    assert (line, key) == (7, "rules.stricter")
    assert "hold" in message


def test_the_offices_own_numbers_may_pass(loaded: Load) -> None:
    written = 'screening:\n  pass_numbers: ["08 1234 5678", "305-0-12345-6"]\n'

    assert loaded(SYNCD + written).screening.pass_numbers == ("08 1234 5678", "305-0-12345-6")


@pytest.mark.parametrize("number", ['"1-9999-00722-10-8"', '"12345"', '"081-234-5678, 089-234-5678"', "3050123456"])
def test_a_persons_id_or_no_number_at_all_may_not(loaded: Load, number: str) -> None:
    file, line, key, _ = only_problem(loaded, SYNCD + f"screening:\n  pass_numbers:\n    - {number}\n")

    assert (file, line, key) == ("syncd.yaml", 8, "screening.pass_numbers.1")


def test_an_office_may_bring_its_own_template(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "post.html.j2").write_text("<p>{{ title }}</p>", encoding="utf-8")

    assert loaded(SYNCD + "publish: {template: post.html.j2}\n").publish.template == "<p>{{ title }}</p>"


@pytest.mark.parametrize("text", ["{% if %}", "{{ no_such_thing }}"])
def test_a_template_that_cannot_make_a_post_is_refused_before_anything_is_published(
    loaded: Load, tmp_path: Path, text: str
) -> None:
    (tmp_path / "post.html.j2").write_text(text, encoding="utf-8")

    assert only_problem(loaded, SYNCD + "publish: {template: post.html.j2}\n")[2] == "publish.template"


# --- digital signatures -------------------------------------------------------------------------------------------------

APPROVER = "approval:\n  approvers:\n  - {name: นาย ก, position: ผู้อำนวยการ, certificates: %s}\n"


def test_trusted_roots_and_certificates_are_read(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(root().pem, encoding="ascii")
    fingerprint = "AB:" * 31 + "AB"

    approval = loaded(SYNCD + APPROVER % f'["{fingerprint}"]' + "  trust: [ca.pem]\n").approval

    assert approval.approvers[0].certificates == ("ab" * 32,)
    assert [(one.file, one.text) for one in approval.trust] == [(tmp_path / "ca.pem", root().pem)]
    assert approval.trust[0].until.date() == root().certificate.not_valid_after_utc.date()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "เปิดไฟล์ใบรับรอง"),
        ("สวัสดี", "ไม่ใช่ใบรับรอง"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "ไม่ใช่ใบรับรอง"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "PRIVATE KEY"),
        ("signer", "certificates"),
    ],
)
def test_a_root_that_is_none_is_said_with_its_line(loaded: Load, tmp_path: Path, content: str | None, says: str) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_text(director().pem if content == "signer" else content, encoding="utf-8")

    file, line, key, message = only_problem(loaded, SYNCD + "approval:\n  trust:\n  - ca.pem\n")

    assert (file, line, key) == ("syncd.yaml", SYNCD.count("\n") + 3, "approval.trust.1")
    assert says in message


def test_a_certificate_named_by_anything_else_is_refused(loaded: Load) -> None:
    assert "SHA-256" in only_problem(loaded, SYNCD + APPROVER % '["นาย ก"]')[3]


def test_one_certificate_is_one_persons(loaded: Load) -> None:
    fingerprint = "ab" * 32
    text = SYNCD + APPROVER % f"[{fingerprint}]" + f"  - {{name: นาย ข, position: รอง, certificates: [{fingerprint}]}}\n"

    assert only_problem(loaded, text)[2] == "approval.approvers.2.certificates.1"


@pytest.mark.parametrize(("days", "says"), [(-1, ["หมดอายุแล้ว"]), (30, ["จะหมดอายุ"]), (300, [])])
def test_a_root_that_ends_is_a_warning_and_no_reason_to_stop(tmp_path: Path, days: int, says: list[str]) -> None:
    held = Roots(tmp_path / "ca.pem", "", NOW + timedelta(days=days))

    said = [problem.message for problem in ending([held], tmp_path / "syncd.yaml", NOW)]

    assert [part for message, part in zip(said, says, strict=True) if part in message] == says
