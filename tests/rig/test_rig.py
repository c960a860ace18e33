"""What the rig promises to the tests that stand on it."""

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from tests.conftest import ATestReachedForTheRealWorldError
from tests.rig.fuse import mounted
from tests.rig.samba import Share
from tests.rig.wordpress import Request, Site

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 400 + b"\n%%EOF\n"


def api(site: Site, user: str = "editor") -> requests.Session:
    session = requests.Session()
    session.auth = (user, site.users[user].application_password)
    return session


def upload(site: Site, name: str = "order.pdf", content: bytes = PDF) -> requests.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return api(site).post(f"{site.url}/wp-json/wp/v2/media", data=content, headers=headers, timeout=60)


def test_an_uploaded_file_downloads_byte_for_byte(site: Site) -> None:
    uploaded = upload(site)

    assert uploaded.status_code == 201
    assert requests.get(uploaded.json()["source_url"], timeout=60).content == PDF


def test_creating_requests_are_counted(site: Site) -> None:
    requests.get(f"{site.url}/wp-json/wp/v2/posts", timeout=60)
    site.mark()
    upload(site)
    api(site).post(f"{site.url}/wp-json/wp/v2/posts", json={"title": "เรื่อง", "status": "publish"}, timeout=60)

    assert site.requests() == [Request("POST", "/wp-json/wp/v2/media", 201), Request("POST", "/wp-json/wp/v2/posts", 201)]


def test_a_reset_empties_the_site_and_keeps_its_logins(site: Site) -> None:
    stored = upload(site).json()["source_url"]
    site.php("wp_insert_term('จัดซื้อจัดจ้าง', 'category');")

    site.reset()

    assert requests.get(stored, timeout=60).status_code == 404
    assert api(site).get(f"{site.url}/wp-json/wp/v2/media", timeout=60).json() == []
    assert [term["slug"] for term in requests.get(f"{site.url}/wp-json/wp/v2/categories", timeout=60).json()] == ["uncategorized"]
    assert site.requests()[0] == Request("GET", stored.removeprefix(site.url), 404)


@pytest.mark.parametrize("user", ["admin", "editor", "author", "contributor"])
def test_every_user_logs_in_with_an_application_password(site: Site, user: str) -> None:
    me = api(site, user).get(f"{site.url}/wp-json/wp/v2/users/me?context=edit", timeout=60).json()

    assert (me["username"], me["roles"]) == (user, ["administrator" if user == "admin" else user])


def test_thai_categories_can_be_made_with_wordpress_itself(site: Site) -> None:
    site.php("wp_insert_term('จัดซื้อจัดจ้าง', 'category');")

    (found,) = requests.get(f"{site.url}/wp-json/wp/v2/categories?search={quote('จัดซื้อ')}", timeout=60).json()

    assert found["name"] == "จัดซื้อจัดจ้าง"


def test_a_stopped_server_is_an_outage_and_a_reset_ends_it(site: Site) -> None:
    site.stop("php-fpm")
    assert requests.get(site.url, timeout=60).status_code == 502
    site.stop("nginx")
    with pytest.raises(requests.ConnectionError):
        requests.get(site.url, timeout=60)
    assert (site.processes()["nginx"], site.processes()["php-fpm"]) == ([], [])

    site.reset()

    assert requests.get(site.url, timeout=60).status_code == 200


def test_servers_killed_without_warning_come_up_again(site: Site) -> None:
    for pid in chain(*site.processes().values()):
        handle = os.pidfd_open(pid)
        os.kill(pid, signal.SIGKILL)
        select.select([handle], [], [], 10)
        os.close(handle)

    site.reset()

    assert requests.get(site.url, timeout=60).status_code == 200


def test_the_site_s_limits_can_be_lowered_until_the_next_reset(site: Site) -> None:
    site.set_limits(upload_mb=1, body_mb=2)
    assert upload(site, content=PDF + b"\0" * 3_000_000).status_code == 413

    site.reset()

    assert upload(site, content=PDF + b"\0" * 3_000_000).status_code == 201


def test_a_request_left_at_work_by_a_dead_client_is_over_before_the_next_test_begins(site: Site) -> None:
    uploads = site.directory / "www/wp-content/uploads"
    (Path(site.directory) / "www/slow.php").write_text(
        "<?php ignore_user_abort(true); touch('wp-content/uploads/begun'); usleep(400000); touch('wp-content/uploads/late');"
    )
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", "/slow.php")
    while not (uploads / "begun").exists():
        time.sleep(0.01)  # the server's own pace
    connection.close()

    site.reset()

    assert not (uploads / "late").exists()


def test_a_second_site_object_finds_what_runs(site: Site) -> None:
    twin = Site(site.name, wp=site.wp)

    twin.start()

    assert (twin.url, twin.processes()) == (site.url, site.processes())


def test_login_by_basic_authorisation_reaches_wordpress(site: Site) -> None:
    wrong = b64encode(b"editor:wrong").decode()

    answer = requests.get(f"{site.url}/wp-json/wp/v2/users/me", headers={"Authorization": f"Basic {wrong}"}, timeout=60)

    assert (answer.status_code, answer.json()["code"]) == (401, "rest_not_logged_in")


def test_the_share_takes_files_and_folders_with_thai_names(samba: Callable[[Path], Share], tmp_path: Path) -> None:
    source, folder = tmp_path / "ต้นฉบับ.pdf", tmp_path / "share"
    source.write_bytes(PDF)
    folder.mkdir()
    share = samba(folder)

    share.mkdir("ส่งเผยแพร่")
    share.put(source, "ส่งเผยแพร่/ประกาศ.pdf")
    share.put(source, "ส่งเผยแพร่/ผิด.pdf")
    share.rename("ส่งเผยแพร่/ประกาศ.pdf", "ส่งเผยแพร่/คำสั่ง.pdf")
    share.delete("ส่งเผยแพร่/ผิด.pdf")

    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*")} == {"ส่งเผยแพร่", "ส่งเผยแพร่/คำสั่ง.pdf"}
    assert (folder / "ส่งเผยแพร่/คำสั่ง.pdf").read_bytes() == PDF


def test_a_file_is_written_to_the_share_in_parts_with_its_final_size_first_and_its_old_time_last(
    samba: Callable[[Path], Share], tmp_path: Path
) -> None:
    written = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    share = samba(tmp_path)
    with share.writing("ประกาศ.pdf", size=len(PDF)) as file:
        file.write(PDF[:5000])
        assert (tmp_path / "ประกาศ.pdf").read_bytes() == PDF[:5000].ljust(len(PDF), b"\0")
        file.write(PDF[5000:])
        file.set_modified(written)

    assert (tmp_path / "ประกาศ.pdf").read_bytes() == PDF
    assert (tmp_path / "ประกาศ.pdf").stat().st_mtime == written.timestamp()


def test_a_mounted_share_shows_what_others_write_and_comes_to_an_end_in_whatever_state(
    samba: Callable[[Path], Share], tmp_path: Path
) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "here").mkdir()
    share, file = samba(tmp_path / "server"), tmp_path / "here" / "ก.txt"
    with mounted(share, tmp_path / "here") as mount:
        with share.writing("ก.txt") as writing:
            writing.write(b"x")
        assert file.read_bytes() == b"x"
        file.write_bytes(b"yy")
        assert (tmp_path / "server" / "ก.txt").read_bytes() == b"yy"
        mount.die()
        with pytest.raises(OSError, match="not connected"):
            file.stat()
        mount.unmount()
        mount.mount()
        mount.hang()

    assert not file.exists()
    assert not os.path.ismount(tmp_path / "here")


def test_no_test_reaches_the_network_outside() -> None:
    with pytest.raises(ATestReachedForTheRealWorldError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(ATestReachedForTheRealWorldError):
        requests.get("http://example.org", timeout=1)


def test_no_test_writes_where_an_installed_syncd_keeps_its_own(a_home_of_its_own: Path) -> None:
    assert Path.home() == a_home_of_its_own
    with pytest.raises(ATestReachedForTheRealWorldError):
        Path("/var/lib/syncd/ledger.db").touch()
    with pytest.raises(ATestReachedForTheRealWorldError):
        Path("/etc/syncd/syncd.yaml").read_text()


def test_a_test_module_that_cannot_be_imported_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "test_broken.py").write_text("import nowhere_at_all\n", encoding="utf-8")

    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.conftest",
        "-c",
        os.devnull,
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    run = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)

    assert (run.returncode, run.stderr) == (pytest.ExitCode.INTERRUPTED, "")
    assert "No module named 'nowhere_at_all'" in run.stdout
