"""Choosing the publisher that the settings name."""

import inspect
from dataclasses import replace
from pathlib import Path
from pkgutil import resolve_name

import pytest

from syncd import settings
from syncd.errors import ConfigError
from syncd.publishers import PUBLISHERS, make_publisher
from syncd.publishers.journal import MemoryJournal
from syncd.settings import Settings
from tests.publishers.journal_contract import HandClock

CONFIG = Path(__file__).parents[2] / "config" / "syncd.yaml"


@pytest.fixture
def office() -> Settings:
    return settings.load(CONFIG, {}, need_site=False)


def test_the_settings_name_the_publisher(office: Settings, tmp_path: Path) -> None:
    chosen = replace(office, publisher=replace(office.publisher, kind="folder", path=tmp_path / "site"))

    publisher = make_publisher(chosen, MemoryJournal(HandClock(), 330), HandClock())

    assert publisher.name == "folder"
    assert all(check.ok for check in publisher.check() if check.fatal)


def test_an_unknown_kind_is_a_configuration_error_that_names_the_known_ones(office: Settings) -> None:
    unknown = replace(office, publisher=replace(office.publisher, kind="drupal"))

    with pytest.raises(ConfigError, match="'drupal' is not known; write one of folder, wordpress"):
        make_publisher(unknown, MemoryJournal(HandClock(), 330), HandClock())


@pytest.mark.parametrize("kind", PUBLISHERS)
def test_every_kind_has_a_factory_of_settings_journal_and_clock(kind: str) -> None:
    assert len(inspect.signature(resolve_name(PUBLISHERS[kind])).parameters) == 3
