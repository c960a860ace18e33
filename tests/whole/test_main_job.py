"""The main job on the real thing: the daemon process, a real WordPress, Thai documents, and kills."""

import json
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from syncd import settings
from tests.rig.wordpress import Site
from tests.whole.daemon import DOCUMENTS, SHIPPED, RunningOffice, running_office

EXPECTED = {
    "01_approved_seedlike.docx": "published",
    "04_approved_arabic_typst.pdf": "published",
    "05_not_approved.pdf": "returned",
    "06_needs_correction.docx": "returned",
    "09_approve_only_in_subject.docx": "held",
    "11_two_memos_one_pdf.pdf": "held",
    "14_two_columns.pdf": "returned",
    "20_pua_legacy_glyphs.pdf": "published",
    "25_scan_clean.pdf": "held",
    "37_password.pdf": "returned",
    "43_hidden_text_lies.pdf": "held",
    "66_subject_two_lines.pdf": "published",
    "71_signed_valid.pdf": "held",
    "74_word_broken_sara_am.pdf": "published",
}
CODES = ("1.9", "1.2", "1.18", "1.1")


@pytest.fixture
def prepared(site: Site) -> Site:
    """An empty site with the office's categories."""
    categories = settings.load(SHIPPED / "syncd.yaml", {}).taxonomy.categories
    wanted = json.dumps([[each.name, each.slug] for each in categories], ensure_ascii=True)
    code = f"foreach (json_decode('{wanted}') as $c) {{ wp_insert_term($c[0], 'category', ['slug' => $c[1]]); }}"
    code += "wp_upload_dir(); echo 'made';"  # the month's folder, over which two first uploads at once may fall out
    assert site.php(code).endswith("made")
    site.mark()
    return site


@pytest.fixture
def office(tmp_path: Path, prepared: Site) -> Iterator[RunningOffice]:
    with running_office(tmp_path, prepared) as running:
        yield running


def annexes(name: str) -> dict[str, bytes]:
    return {f"ประกาศ {n}.txt": f"ประกาศของ {name} ชุดที่ {n}\n".encode() * 50 for n in (1, 2)}


def drop_corpus(office: RunningOffice) -> dict[str, str]:
    """A bundle for each document; the title of each → the state it must come to."""
    wanted = {}
    for place, (file, state) in enumerate(EXPECTED.items()):
        name = f"เรื่องที่ {file[:2]}"
        memo = f"บันทึกข้อความ{Path(file).suffix}"
        office.drop(CODES[place % len(CODES)], name, {memo: (DOCUMENTS / file).read_bytes(), **annexes(name)})
        wanted[name] = state
    return wanted


def posts_on(site: Site) -> list[dict[str, object]]:
    answer = requests.get(f"{site.url}/wp-json/wp/v2/posts", params={"per_page": "100"}, timeout=30)
    answer.raise_for_status()
    found: list[dict[str, object]] = answer.json()
    return found


def media_on(site: Site) -> list[dict[str, object]]:
    login = site.users["admin"]
    answer = requests.get(
        f"{site.url}/wp-json/wp/v2/media", params={"per_page": "100"}, auth=(login.name, login.application_password), timeout=30
    )
    answer.raise_for_status()
    found: list[dict[str, object]] = answer.json()
    return found


def check_site(site: Site, wanted: dict[str, str]) -> None:
    """Exactly the approved bundles, each once, each with both files byte for byte, none else."""
    names = [name for name, state in wanted.items() if state == "published"]
    assert Counter(post["title"]["rendered"] for post in posts_on(site)) == Counter(names)  # type: ignore[index]
    contents = sorted(requests.get(str(one["source_url"]), timeout=30).content for one in media_on(site))
    assert contents == sorted(data for name in names for data in annexes(name).values())


def test_a_dozen_bundles_end_where_they_belong_and_a_second_pass_does_nothing(office: RunningOffice, prepared: Site) -> None:
    office.start()
    wanted = drop_corpus(office)

    office.wait_until(lambda: office.states() == wanted, "every bundle to come to its state")
    check_site(prepared, wanted)

    published = [name for name, state in wanted.items() if state == "published"]
    creating = [one for one in prepared.requests() if one.method == "POST"]
    assert len(creating) == len(published) * (2 + 1), "F + 1 creating requests for a bundle of F files"

    assert office.stop() == 0
    prepared.mark()
    done = office.syncd("once")
    assert done.returncode == 1, "cases are held: a person is needed"
    assert [one for one in prepared.requests() if one.method == "POST"] == []
    assert office.status() == wanted


def test_posts_stand_in_the_category_of_their_folder(office: RunningOffice, prepared: Site) -> None:
    office.start()
    memo = (DOCUMENTS / "04_approved_arabic_typst.pdf").read_bytes()
    office.drop("1.9", "ประกาศผู้ชนะ", {"บันทึกข้อความ.pdf": memo, **annexes("ก")})
    office.wait_until(lambda: bool(posts_on(prepared)), "the post to appear")

    (post,) = posts_on(prepared)
    terms = requests.get(f"{prepared.url}/wp-json/wp/v2/categories", params={"post": str(post["id"])}, timeout=30).json()
    assert [term["slug"] for term in terms] == ["procurement"]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.every_fault) for seed in (1, 2))])
def test_kills_at_random_moments_and_restarts_end_in_the_same_state_with_nothing_twice(
    office: RunningOffice, prepared: Site, seed: int
) -> None:
    moments = random.Random(seed)
    wanted = drop_corpus(office)
    for _ in range(6):
        office.start()
        time.sleep(moments.uniform(0.8, 4.0))  # a moment that nothing marks: that is what is tried
        office.stop(signal.SIGKILL)

    office.start()
    office.wait_until(lambda: office.states() == wanted, "every bundle to come to its state")

    check_site(prepared, wanted)
    assert office.syncd("audit", "verify").returncode == 0


def test_a_held_case_is_published_by_a_release_and_gone_after_a_withdrawal(office: RunningOffice, prepared: Site) -> None:
    office.start()
    scan = (DOCUMENTS / "25_scan_clean.pdf").read_bytes()
    office.drop("1.9", "ข้อมูลเว็บไซต์", {"บันทึกข้อความ.pdf": scan, **annexes("ข")})
    office.wait_until(lambda: office.states() == {"ข้อมูลเว็บไซต์": "held"}, "the scan to be held")
    (number,) = [row["case"] for row in json.loads(office.syncd("status", "--json").stdout)["bundles"]]

    by_eye = ("--approver", "นายสมเกียรติ ศรีอุดมชัย", "--number", "ศธ 04040/033", "--date", "2021-01-19", "--by", "สมศรี")
    released = office.syncd("release", number, "--all-findings", *by_eye)
    assert released.returncode == 0, released.stderr
    office.wait_until(lambda: office.states() == {"ข้อมูลเว็บไซต์": "published"}, "the released case to be published")
    (post,) = posts_on(prepared)
    urls = [str(post["link"]), *(str(one["source_url"]) for one in media_on(prepared))]
    assert [requests.get(url, timeout=30).status_code for url in urls] == [200, 200, 200]

    withdrawn = office.syncd("withdraw", number, "--reason", "มีข้อมูลผิด", "--by", "สมศรี")
    assert withdrawn.returncode == 0, withdrawn.stderr
    office.wait_until(lambda: "case.removed" in office.log(), "the case to be removed")
    assert {requests.get(url, timeout=30).status_code for url in urls} <= {404, 410}


def test_an_outage_of_the_site_defers_and_its_return_publishes(office: RunningOffice, prepared: Site) -> None:
    prepared.stop("nginx")
    office.start()
    memo = (DOCUMENTS / "04_approved_arabic_typst.pdf").read_bytes()
    folder = office.drop("1.9", "ประกาศผู้ชนะ", {"บันทึกข้อความ.pdf": memo, **annexes("ก")})
    office.wait_until(lambda: office.reply(folder).startswith("_เว็บไซต์ขัดข้อง"), "the unit to be told of the outage")

    prepared.start("nginx")

    office.wait_until(lambda: office.states() == {"ประกาศผู้ชนะ": "published"}, "the deferred case to be published")
    assert len(posts_on(prepared)) == 1


def test_sigterm_ends_the_daemon_within_ten_seconds_while_it_publishes(office: RunningOffice, prepared: Site) -> None:
    drop_corpus(office)
    office.start()
    office.wait_until(lambda: "case.scheduled" in office.log(), "work to be under way")

    begun = time.monotonic()
    assert office.stop() == 0

    assert time.monotonic() - begun < 10, "systemd would have killed it"
