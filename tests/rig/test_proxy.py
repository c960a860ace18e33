"""The fault proxy, before anything is believed that was seen through it."""

import hashlib
import ssl
import threading
from collections.abc import Iterator

import pytest
import requests

from tests.publishers.faults import Fault, Storm, late, lost, page, truncated
from tests.rig.proxy import FaultProxy, Tls
from tests.rig.wordpress import Site


@pytest.fixture
def proxy(site: Site) -> Iterator[FaultProxy]:
    with FaultProxy(site.port) as proxy:
        yield proxy


def upload(site: Site, proxy: FaultProxy, data: bytes = b"%PDF-1.4 x", timeout: float = 30.0) -> requests.Response:
    login = site.users["editor"]
    return requests.post(
        f"{proxy.url}/wp-json/wp/v2/media",
        data=data,
        headers={
            "Content-Disposition": 'attachment; filename="a.pdf"',
            "Content-MD5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
        },
        auth=(login.name, login.application_password),
        timeout=timeout,
    )


def media(site: Site) -> int:
    return int(site.php("echo wp_count_posts('attachment')->inherit;"))


def test_what_passes_arrives_byte_for_byte(site: Site, proxy: FaultProxy) -> None:
    data = b"%PDF-1.4 " + bytes(range(256)) * 20_000

    answer = upload(site, proxy, data)

    assert answer.status_code == 201, answer.text
    assert requests.get(answer.json()["source_url"], timeout=30).content == data
    assert [(one.method, one.path) for one in proxy.requests] == [("POST", "/wp/v2/media")]


def test_the_real_site_does_what_was_asked_although_its_answer_is_lost_or_spoilt(site: Site, proxy: FaultProxy) -> None:
    proxy.faults += [Fault("POST", "media", after=lost), Fault("POST", "media", after=truncated)]

    with pytest.raises(requests.ConnectionError):
        upload(site, proxy)
    assert upload(site, proxy).status_code == 201
    assert media(site) == 2
    assert upload(site, proxy).json()["id"] > 0, "each fault happens once"


def test_the_real_site_finishes_a_request_whose_sender_has_given_up(site: Site, proxy: FaultProxy) -> None:
    go = threading.Event()
    proxy.faults.append(Fault("POST", "media", wait=go))
    with pytest.raises(requests.Timeout):
        upload(site, proxy, timeout=0.3)
    assert media(site) == 0

    go.set()

    assert any(media(site) == 1 for _ in range(50))


def test_the_real_site_makes_nothing_of_a_request_that_is_cut_or_kept_from_it(site: Site, proxy: FaultProxy) -> None:
    proxy.faults += [Fault("POST", "media", cut_body=True), Fault("POST", "media", before=page(503))]

    with pytest.raises(requests.ConnectionError):
        upload(site, proxy, b"%PDF-1.4 " + bytes(3_000_000))
    assert upload(site, proxy).status_code == 503

    assert media(site) == 0
    assert [(one.method, one.status) for one in site.requests()] == [("POST", 400)], "the web server saw the half, no PHP"


def test_a_site_that_refuses_connections_comes_back_at_the_same_address(site: Site, proxy: FaultProxy) -> None:
    proxy.refuse()
    with pytest.raises(requests.ConnectionError):
        upload(site, proxy)

    proxy.listen()

    assert upload(site, proxy).status_code == 201


def test_a_late_answer_does_not_hold_up_other_connections(site: Site, proxy: FaultProxy) -> None:
    upload(site, proxy)  # makes the month's folder, over which two first uploads at once may fall out with one another
    before = len(proxy.requests)
    proxy.faults.append(Fault("POST", "media", after=late(3)))
    slow = threading.Thread(target=upload, args=(site, proxy))
    slow.start()
    assert any(len(proxy.requests) > before for _ in iter(slow.is_alive, False))

    assert upload(site, proxy).status_code == 201

    assert slow.is_alive()
    slow.join()


def test_a_storm_is_the_same_for_the_same_seed(site: Site) -> None:
    def kinds(seed: int) -> list[bool]:
        storm = Storm(seed, rate=0.3)
        return [storm.befalling("GET", "/wp/v2/posts") is not None for _ in range(100)]

    assert kinds(1) == kinds(1) != kinds(2)
    assert 10 < sum(kinds(1)) < 50


@pytest.mark.parametrize("tls", ["self-signed", "expired"])
def test_no_client_accepts_its_certificates_unless_told_to(site: Site, tls: Tls) -> None:
    with FaultProxy(site.port, tls=tls) as proxy:
        with pytest.raises(requests.exceptions.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
            requests.get(f"{proxy.url}/wp-json/", timeout=30)
        assert ssl.get_server_certificate(("127.0.0.1", int(proxy.url.rpartition(":")[2]))).startswith("-----BEGIN")
