"""Newer WordPress than this machine's, from Debian's later suites; the machine's own packages are left alone."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.rig.servers import RigError

SUITES: Mapping[str, str] = {"6.8": "trixie", "7.1": "sid"}
"""The suite that carries each. sid moves: `Site.version` says what it really was."""

_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_PACKAGES = ("wordpress", "wordpress-l10n", "wordpress-theme-twentytwentyfive", "libphp-phpmailer", "php-getid3")


def wordpress_tree(version: str, cache: Path) -> Path:
    """The directory with this WordPress's files, fetched at first need and kept in `cache`. Raises RigError."""
    if version not in SUITES:
        raise RigError(f"no WordPress {version} is known; there are {', '.join(SUITES)}")
    kept = cache / f"packages-{SUITES[version]}"
    if not kept.exists():
        making = cache / f"packages-{SUITES[version]}.{os.getpid()}"
        try:
            _unpack(SUITES[version], making)
            making.rename(kept)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return kept / "root/usr/share/wordpress"


def _unpack(suite: str, at: Path) -> None:
    for name in ("lists/partial", "cache/archives/partial", "parts", "download"):
        (at / name).mkdir(parents=True)
    (at / "status").touch()  # as if nothing were installed: candidates come from the suite alone
    (at / "sources.list").write_text("".join(f"deb [signed-by={_KEYRING}] {source} main\n" for source in _sources(suite)))
    (at / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "{at}/sources.list";\n'
        f'Dir::Etc::sourceparts "{at}/parts";\n'
        f'Dir::State::lists "{at}/lists";\n'
        f'Dir::State::status "{at}/status";\n'
        f'Dir::Cache "{at}/cache";\n'
        'Acquire::Languages "none";\n'
        f'APT::Sandbox::User "{"root" if os.geteuid() == 0 else ""}";\n'
    )
    _run("apt-get", "--quiet", "update", at=at)
    depends = _run("apt-cache", "depends", "wordpress", at=at).split()
    # WordPress's own files link to those of the libraries Debian took out of it.
    libraries = sorted({name for name in depends if name.startswith("libjs-")})
    _run("apt-get", "--quiet", "download", *_PACKAGES, *libraries, at=at)
    for package in (at / "download").iterdir():
        _run("dpkg-deb", "--extract", str(package), str(at / "root"), at=at)
    (at / "root/usr/share/wordpress/.htaccess").unlink()  # leads to this machine's /etc
    for name in ("lists", "cache", "download"):
        shutil.rmtree(at / name)


def _sources(suite: str) -> list[str]:
    """The suite's places at the addresses that this machine takes its own Debian from."""
    listing = _run("apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(LABEL)", "Identifier: Packages")
    lines = [line.split() for line in listing.splitlines()]
    main = {uri for uri, *origin in lines if origin == ["Debian", "Debian"]}
    security = {uri for uri, *origin in lines if origin == ["Debian", "Debian-Security"]}
    if not main:
        raise RigError("newer WordPress come from Debian's archive, which this machine's apt sources do not name")
    sources = [f"{sorted(main)[0]} {suite}"]
    return sources if suite == "sid" or not security else [*sources, f"{sorted(security)[0]} {suite}-security"]


def _run(*command: str, at: Path | None = None) -> str:
    environment = {**os.environ, "LC_ALL": "C", **({"APT_CONFIG": str(at / "apt.conf")} if at else {})}
    done = subprocess.run(command, cwd=at and at / "download", env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RigError(f"{' '.join(command[:3])} failed:\n{done.stderr[-1500:]}")
    return done.stdout
