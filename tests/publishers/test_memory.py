"""The publisher in memory keeps the contract, so it may stand in for a site."""

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from syncd.errors import TemporaryPublishError
from syncd.publishers.memory import MemoryPublisher
from tests.publishers.contract import KEY, PublisherContract, Shown, attachment, pdf, post


class MemoryPublic:
    def __init__(self, publisher: MemoryPublisher) -> None:
        self._publisher = publisher

    def get(self, url: str) -> tuple[int, bytes]:
        return self._publisher.get(url)

    def posts(self) -> list[Shown]:
        newest_first = sorted(self._publisher.posts.values(), key=lambda post: post.published_at, reverse=True)
        return [
            Shown(
                post.key,
                post.title,
                post.category.code,
                tuple(dict.fromkeys(re.findall(r'href="([^"]+)"', post.body))),
                post.published_at.date(),
            )
            for post in newest_first
        ]

    def files(self, key: str) -> list[str]:
        return [url for url in self._publisher.files if f"/{key}/" in url]


class TestMemoryPublisher(PublisherContract):
    streams = False

    @pytest.fixture
    def publisher(self) -> MemoryPublisher:
        return MemoryPublisher()

    @pytest.fixture
    def heir(self, publisher: MemoryPublisher) -> MemoryPublisher:
        return publisher

    @pytest.fixture
    def public(self, publisher: MemoryPublisher) -> MemoryPublic:
        return MemoryPublic(publisher)

    @pytest.fixture
    def bad_publisher(self) -> MemoryPublisher:
        def refuse(step: str) -> None:
            raise TemporaryPublishError(f"no connection at {step}", site_down=True)

        return MemoryPublisher(refuse)


def fail_at(number: int) -> Callable[[str], None]:
    """A hook that fails the step of that number, counted from 0, and no other."""
    count = itertools.count()

    def hook(step: str) -> None:
        if next(count) == number:
            raise TemporaryPublishError(f"died at {step}")

    return hook


def test_it_can_be_told_to_fail_at_any_step_and_the_next_publish_completes(tmp_path: Path) -> None:
    wanted = post(attachment(tmp_path, "1.pdf", pdf("ก")), attachment(tmp_path, "2.pdf", pdf("ข")))
    steps: list[str] = []
    publisher = MemoryPublisher(steps.append)
    publisher.publish(wanted)
    whole = (publisher.posts, publisher.files)

    for fatal in range(len(steps)):
        again = MemoryPublisher(fail_at(fatal))
        with pytest.raises(TemporaryPublishError):
            again.publish(wanted)
        assert KEY not in again.posts
        again.publish(wanted)
        assert (again.posts, again.files) == whole
