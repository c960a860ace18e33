"""A short life under kills on either site, every day; `make chaos` lives long ones."""

from pathlib import Path

from tests.chaos.__main__ import DOUBT_SECONDS, STORM, a_life, emptied, every_step, live
from tests.chaos.ground import fake_ground
from tests.rig.wordpress import Site


def test_a_daemon_killed_again_and_again_loses_and_doubles_nothing_on_a_site_that_is_faked(tmp_path: Path) -> None:
    with fake_ground() as ground, a_life(tmp_path, ground, seed=1, doubt_seconds=DOUBT_SECONDS["fake"]) as life:
        live(life, kills=8)


def test_a_daemon_killed_again_and_again_loses_and_doubles_nothing_on_a_real_wordpress_in_a_storm(
    tmp_path: Path, site: Site
) -> None:
    with a_life(tmp_path, emptied(site), seed=2, doubt_seconds=DOUBT_SECONDS["wordpress"], storm=STORM) as life:
        live(life, kills=8)


def test_a_death_right_before_a_step_of_publishing_changes_nothing_in_the_end(tmp_path: Path, site: Site) -> None:
    """Every 30th step of one bundle's way; `make chaos ARGS=--steps` takes each."""
    kills = every_step(tmp_path, lambda: emptied(site), DOUBT_SECONDS["wordpress"], every=30, first=25)

    assert kills.total() >= 2
