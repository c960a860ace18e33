"""Photos on a real WordPress: what they cost made fit for the public, and uploaded as they come; many of them in one drop."""

import hashlib
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import requests
from PIL import Image, ImageChops

from tests.bench.figure import Figure, at_most, cpu_seconds, own_cpu_seconds, peaks_of
from tests.bench.offices import drop, wait_for
from tests.bench.on_site import UNITS, at_work, creating, is_gone, log_size
from tests.photos import encoded, exif, scene, smooth
from tests.rig.wordpress import Site
from tests.whole.daemon import RunningOffice

SIZE = (4032, 3024)
"""As phones take them."""
WORDS = {"คำบรรยายภาพ.txt": "คณะครูร่วมประชุมจัดทำแผนปฏิบัติการประจำปี".encode()}
FREELY = {"photos__require_release": False}


def photos(home: Path, few: int, many: int) -> Iterator[Figure]:
    """A few photos, by syncd and as they come; then many in one drop."""
    with at_work(home, **FREELY) as (site, office, pid):
        spend(site, pid, partial(publish, office, pid, "อุ่นเครื่อง", taken(1, 0)))
        sample = taken(few, 1)
        ours, theirs, _ = spend(site, pid, partial(publish, office, pid, "ประชุมครู", sample))
        mine, as_they_come, _ = spend(site, os.getpid(), partial(upload, site, list(sample.values())))
        size = sum(map(len, sample.values())) / few / 2**20
        yield Figure("photos", f"a photo of 12 MP, of {few}", size, "MB")
        yield Figure("photos", "our CPU per photo (daemon + worker)", ours / few * 1000, "ms")
        yield Figure("photos", "site's CPU per photo, by syncd", theirs / few * 1000, "ms")
        yield Figure("photos", "site's CPU per photo, as it comes", as_they_come / few * 1000, "ms")
        share = 100 * (ours + theirs) / (mine + as_they_come)
        yield at_most("photos", "CPU of both sides against uploading the originals", share, "%", 40)
        site.mark()
        seen = log_size(site)
        with peaks_of(pid) as peaks:
            began = time.monotonic()
            publish(office, pid, "กีฬาสี", taken(many, 1 + few))
            took = time.monotonic() - began
        sent = creating(site, seen)
        yield Figure("photos", f"drop → published, {many} photos in one", took, "s")
        yield Figure("photos", "of it from the first upload to the last answer", sent[-1].ended - sent[0].began, "s")
        yield at_most("photos", f"creating requests of {many} photos", len(sent), "", many + 1)
        yield at_most("photos", "peak RSS, daemon", peaks.daemon, "MB", 120)
        yield at_most("photos", "peak RSS, parser worker", peaks.worker, "MB", 300)


def taken(count: int, first: int) -> dict[str, bytes]:
    """So many photos with a place and a little noise, no two alike."""
    ground = ImageChops.add(smooth(*SIZE), Image.effect_noise(SIZE, 12).convert("RGB"), 1, -128)
    made = {}
    for number in range(first, first + count):
        ground.paste(scene(600, 400, seed=number), (100 + 11 * number % 3000, 100 + 7 * number % 2000))
        made[f"IMG_{number:04}.jpg"] = encoded(ground, exif=exif(1), quality=88)
    return made


def publish(office: RunningOffice, pid: int, name: str, files: dict[str, bytes]) -> None:
    """Drop them and wait until they are published, answered and filed."""
    folder = office.root / UNITS[1] / "ส่งเผยแพร่" / "ภาพกิจกรรม" / name
    drop(folder, {**files, **WORDS})
    wait_for(partial(is_gone, folder), pid, office)


def upload(site: Site, files: list[bytes]) -> None:
    """The photos as they come, one after the other."""
    login = site.users["editor"]
    with requests.Session() as session:
        session.auth, session.trust_env = (login.name, login.application_password), False
        for number, content in enumerate(files):
            digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
            headers = {"Content-Disposition": f'attachment; filename="as-it-comes-{number}.jpg"', "Content-MD5": digest}
            answer = session.post(f"{site.url}/wp-json/wp/v2/media", data=content, headers=headers)
            answer.raise_for_status()


def spend(site: Site, pid: int, work: partial[None]) -> tuple[float, float, float]:
    """Processor seconds of the process and its children, of the site's servers, and the time it took."""
    servers = [each for pids in site.processes().values() for each in pids]
    theirs, ours, began = own_cpu_seconds(servers), cpu_seconds(pid), time.monotonic()
    work()
    return cpu_seconds(pid) - ours, own_cpu_seconds(servers) - theirs, time.monotonic() - began
