"""A real WordPress on loopback (nginx, php-fpm and a private MariaDB), made from the distribution's packages."""

import argparse
import fcntl
import hashlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.rig.debian import SUITES, wordpress_tree
from tests.rig.servers import RigError, Server, free_port, is_free, program

_TEMPLATES = {
    "nginx.conf": "nginx.conf",
    "fastcgi.conf": "fastcgi.conf",
    "php-fpm.conf": "php-fpm.conf",
    "wp-config.php": "www/wp-config.php",
    "install.php": "install.php",
}
_SOCKET_PATH_MAX = 107  # bytes in sockaddr_un, less the closing NUL
_ROLES = ("database", "php-fpm", "nginx")


@dataclass(frozen=True, slots=True)
class Login:
    """One user of the site."""

    name: str
    """Also the role: admin, editor, author, contributor."""
    password: str
    application_password: str
    """Stays valid over every reset."""


class Request(NamedTuple):
    """One line of the web server's log."""

    method: str
    path: str
    """With the query string."""
    status: int
    """499: the client went away first."""


class Site:
    """One WordPress with its own servers, database and directory.

    Ready after `start()`, which uses or mends whatever an earlier run left. Everything raises RigError where it cannot.
    """

    def __init__(self, name: str = "default", *, port: int = 0, wp: str = "", upload_mb: int = 64, body_mb: int = 80) -> None:
        """`port` 0: the last one if still free, else any. `wp` "": the distribution's own version. Limits as in `set_limits`."""
        self.name = name
        self.wp = wp
        self.directory = rig_directory() / (f"wordpress-{name}-{wp}" if wp else f"wordpress-{name}")
        self._wanted_port = port
        self._limits = self._usual_limits = (upload_mb, body_mb)
        self._mark = 0
        self._user = "www-data" if os.geteuid() == 0 else None

    # --- what a test asks ------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        path = self.directory / "port"
        return int(path.read_text()) if path.exists() else 0

    @property
    def version(self) -> str:
        """WordPress's own, such as "6.1.9"."""
        return str(self._made["version"])

    @property
    def users(self) -> dict[str, Login]:
        """By name: admin, editor, author, contributor."""
        return {name: Login(name, **passwords) for name, passwords in self._made["users"].items()}

    def mark(self) -> None:
        """Count requests anew from here."""
        self._catch_up()
        self._mark = self._access_log.stat().st_size

    def requests(self) -> list[Request]:
        """Every request the web server finished since the last `mark()` or `reset()`, oldest first."""
        self._catch_up()
        with self._access_log.open(encoding="utf-8", errors="replace") as log:
            log.seek(self._mark)
            lines = [line.split("\t") for line in log]
        return [Request(method, path, int(status)) for _, method, path, status, *_ in lines]

    def php(self, code: str) -> str:
        """What this PHP prints when run as the administrator with WordPress loaded; takes some 0.2 s."""
        prologue = f"<?php require {str(self._www / 'wp-load.php')!r}; wp_set_current_user(1);\n"
        return self._run(["php", "-d", "display_errors=stderr"], stdin=(prologue + code).encode())

    def processes(self) -> dict[str, list[int]]:
        """Process ids by role ("database", "php-fpm", "nginx"), main process first; empty where stopped."""
        return {server.role: server.pids() for server in self._servers}

    # --- its life ---------------------------------------------------------------------------------------------------

    def start(self, *roles: str) -> None:
        """Start these servers, or all; what runs already is left alone unless its settings changed. Makes the site first."""
        if not self._is_made:
            self._make()
        self._settle_port()
        if self._write_settings():
            self.stop("nginx", "php-fpm")
        for server in self._servers:
            if server.role in (roles or _ROLES):
                server.start()

    def stop(self, *roles: str) -> None:
        """Stop these servers, or all: "nginx" (connections refused), "php-fpm" (502), "database" (500)."""
        for server in reversed(self._servers):
            if server.role in (roles or _ROLES):
                server.stop()

    def set_limits(self, *, upload_mb: int, body_mb: int) -> None:
        """Change PHP's limit for one uploaded file and nginx's for one request, until the next `reset()`."""
        self._limits = (upload_mb, body_mb)
        self.start()

    def reset(self) -> None:
        """As freshly made: no content but WordPress's own, usual limits, every server running, no request still at work."""
        self._limits = self._usual_limits
        self.start()
        self._wait_until_idle()
        self._run(self._mariadb("wordpress"), stdin=(self.directory / "fresh.sql").read_bytes())
        for path in (self._www / "wp-content/uploads").iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        (self._www / ".maintenance").unlink(missing_ok=True)
        shutil.rmtree(self._www / "wp-content/mu-plugins", ignore_errors=True)
        self.mark()

    def back_up(self, to: Path) -> None:
        """Copy database and uploads into this empty directory, as a host does every night."""
        dump = [*self._mariadb("wordpress", client="mariadb-dump"), "--add-drop-table"]
        (to / "site.sql").write_text(self._run(dump), encoding="utf-8")
        subprocess.run(["cp", "-a", self._www / "wp-content/uploads", to / "uploads"], check=True)

    def restore(self, backup: Path) -> None:
        """Put back what `back_up` copied, and nothing else: what came later is gone, and its ids are free again."""
        self._wait_until_idle()
        self._run(self._mariadb("wordpress"), stdin=(backup / "site.sql").read_bytes())
        uploads = self._www / "wp-content/uploads"
        for path in uploads.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        subprocess.run(["cp", "-a", f"{backup}/uploads/.", str(uploads)], check=True)

    @property
    def www(self) -> Path:
        """The directory that the web server serves."""
        return self._www

    def destroy(self) -> None:
        """Stop the servers and remove the directory."""
        self.stop()
        if self.directory.exists():
            shutil.rmtree(self.directory)

    def info(self) -> dict[str, Any]:
        """What a person needs to use the site by hand."""
        return {"url": self.url, "directory": str(self.directory), **self._made, "processes": self.processes()}

    # --- what stands on the disk ------------------------------------------------------------------------------------

    @property
    def _www(self) -> Path:
        return self.directory / "www"

    @property
    def _access_log(self) -> Path:
        return self.directory / "logs/access.log"

    @property
    def _made(self) -> dict[str, Any]:
        """What the install wrote down when it was through: version, users, made_from."""
        path = self.directory / "site.json"
        if not path.exists():
            raise RigError(f"no site in {self.directory}; start it first")
        made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return made

    @property
    def _is_made(self) -> bool:
        """Whether a whole site stands here, made from what it would be made from today. An install cut short is none."""
        return (self.directory / "site.json").exists() and self._made["made_from"] == self._made_from

    @cached_property
    def _made_from(self) -> str:
        sources = [Path(__file__).with_name(name) for name in _TEMPLATES] + [self._source / "wp-includes/version.php"]
        return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()

    @cached_property
    def _source(self) -> Path:
        if self.wp:
            return wordpress_tree(self.wp, rig_directory())
        packaged = Path("/usr/share/wordpress")
        if not (packaged / "wp-load.php").exists():
            raise RigError("the package wordpress is missing; install what the rig needs with: make rig")
        return packaged

    @property
    def _servers(self) -> Sequence[Server]:
        at, run, logs = self.directory, self.directory / "run", self.directory / "logs"
        php_fpm, nginx = program("php-fpm"), program("nginx")
        database = [
            program("mariadbd"),
            "--no-defaults",
            f"--datadir={at}/db",
            f"--socket={run}/db.sock",
            f"--pid-file={run}/db.pid",
            f"--tmpdir={at}/tmp",  # whose TMPDIR it would take may be private to who runs the tests
            "--skip-networking",
            "--performance-schema=OFF",
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=32M",
            "--innodb-flush-log-at-trx-commit=2",
            "--character-set-server=utf8mb4",
            *([f"--user={self._user}"] if self._user else []),
        ]
        # opcache cannot be switched on in a pool's own settings, only here; without it PHP takes six times as long.
        php = [php_fpm, "--nodaemonize", f"--fpm-config={at}/php-fpm.conf", "-d", "opcache.enable=1"]
        web = [nginx, "-c", f"{at}/nginx.conf", "-e", f"{logs}/nginx-error.log"]
        return (
            Server("database", "mariadbd", database, f"--datadir={at}/db", f"{run}/db.sock", logs / "database.log"),
            Server("php-fpm", Path(php_fpm).name, php, f"{at}/php-fpm.conf", f"{run}/php.sock", logs / "php-fpm.log"),
            Server("nginx", "nginx", web, f"{at}/nginx.conf", self.port, logs / "nginx.log"),
        )

    def _make(self) -> None:
        if len(os.fsencode(self.directory / "run/php.sock")) > _SOCKET_PATH_MAX:
            raise RigError(f"{self.directory} is too long for a socket's path; set SYNCD_RIG_DIR to a shorter one")
        self.destroy()
        self.directory.mkdir(parents=True)
        if self._user and subprocess.run(["test", "-x", self.directory], user=self._user, check=False).returncode:
            raise RigError(f"the servers run as {self._user}, who cannot reach {self.directory}; set SYNCD_RIG_DIR elsewhere")
        # Debian's tree is full of links into other packages, which PHP would follow out of the site: -L.
        subprocess.run(["cp", "-aL", f"{self._source}/.", self._www], check=True)
        for name in ("run", "logs", "tmp", "db", "www/wp-content/uploads"):
            (self.directory / name).mkdir(exist_ok=True)
            if self._user:
                shutil.chown(self.directory / name, self._user, self._user)
        self._settle_port()
        self._write_settings()
        self._run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={self.directory}/db", "--auth-root-authentication-method=normal"]
        )
        self._servers[0].start()
        self._run(self._mariadb(), stdin=b"CREATE DATABASE wordpress CHARACTER SET utf8mb4")
        users = json.loads(self._run(["php", str(self.directory / "install.php")]))
        self._run([*self._mariadb("wordpress", client="mariadb-dump"), f"--result-file={self.directory}/tmp/fresh.sql"])
        (self.directory / "tmp/fresh.sql").rename(self.directory / "fresh.sql")
        made = {"version": self.php("echo $wp_version;"), "users": users, "made_from": self._made_from}
        (self.directory / "site.json").write_text(json.dumps(made, indent=1), encoding="utf-8")

    def _settle_port(self) -> None:
        last = self.port
        usable = last and (is_free(last) or self._servers[-1].pid() is not None)
        (self.directory / "port").write_text(str(self._wanted_port or (last if usable else free_port())))

    def _write_settings(self) -> bool:
        """Fill the templates in; whether anything came out different from what stood there."""
        upload_mb, body_mb = self._limits
        values = {
            "directory": self.directory,
            "url": self.url,
            "port": self.port,
            "upload_mb": upload_mb,
            "post_mb": upload_mb + 8,
            "body_mb": body_mb,
            "nginx_user": f"user {self._user};" if self._user else "",
            "fpm_user": f"user = {self._user}\nlisten.owner = {self._user}" if self._user else "",
        }
        changed = False
        for name, place in _TEMPLATES.items():
            text = Path(__file__).with_name(name).read_text(encoding="utf-8")
            for key, value in values.items():
                text = text.replace(f"@{key}@", str(value))
            target = self.directory / place
            if not target.exists() or target.read_text(encoding="utf-8") != text:
                target.write_text(text, encoding="utf-8")
                changed = True
        return changed

    # --- talking to the servers -------------------------------------------------------------------------------------

    def _mariadb(self, *arguments: str, client: str = "mariadb") -> list[str]:
        return [client, "--no-defaults", f"--socket={self.directory}/run/db.sock", "--user=root", *arguments]

    def _run(self, command: Sequence[str], *, stdin: bytes = b"") -> str:
        done = subprocess.run(command, input=stdin, capture_output=True, user=self._user, cwd="/", check=False)
        if done.returncode:
            raise RigError(f"{command[0]} failed:\n{(done.stderr or done.stdout).decode(errors='replace')[-2000:]}")
        return done.stdout.decode()

    def _get(self, path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def _catch_up(self) -> None:
        """Return when every request finished so far stands in the log: nginx's only worker has then come round to us."""
        if self._servers[-1].pid() is not None:
            self._get("/-rig/here")

    def _wait_until_idle(self, *, seconds: float = 15.0) -> None:
        """A client that went away leaves PHP at work, and what that writes would turn up in the next test."""
        deadline = time.monotonic() + seconds
        while json.loads(self._get("/-rig/php?json"))["active processes"] > 1:  # one is busy with this question
            if time.monotonic() > deadline:
                self.stop("php-fpm")
                self.start()
                return
            time.sleep(0.02)


def rig_directory() -> Path:
    """Where rigs live: SYNCD_RIG_DIR, else the user's cache, else (root's home is closed to the servers' user) /var/cache."""
    if chosen := os.environ.get("SYNCD_RIG_DIR"):
        return Path(chosen).absolute()
    if cache := os.environ.get("XDG_CACHE_HOME"):
        return Path(cache) / "syncd-rig"
    return Path("/var/cache/syncd-rig") if os.geteuid() == 0 else Path.home() / ".cache/syncd-rig"


@contextmanager
def leased(**settings: Any) -> Iterator[Site]:
    """A running site that no other process uses meanwhile; its files are kept for the next run, its servers are not."""
    rig_directory().mkdir(parents=True, exist_ok=True)
    for number in count():
        with (rig_directory() / f"lease-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            site = Site(f"lease-{number}", **settings)
            try:
                site.start()
                site.reset()
                yield site
            finally:
                site.stop()
            return


def main() -> int:
    """The rig by hand; `info` prints addresses and passwords as JSON, `wp` runs PHP from standard input."""
    parser = argparse.ArgumentParser(prog="python -m tests.rig.wordpress", description=main.__doc__)
    parser.add_argument("action", choices=["start", "stop", "reset", "info", "destroy", "wp"])
    parser.add_argument("--name", default="default")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--wp", default="", choices=["", *SUITES], help="a newer WordPress than the distribution's own")
    parser.add_argument("--upload-mb", type=int, default=64)
    parser.add_argument("--body-mb", type=int, default=80)
    options = parser.parse_args()
    site = Site(options.name, port=options.port, wp=options.wp, upload_mb=options.upload_mb, body_mb=options.body_mb)
    try:
        match options.action:
            case "wp":
                sys.stdout.write(site.php(sys.stdin.read()))
            case "info":
                sys.stdout.write(json.dumps(site.info(), indent=2, ensure_ascii=False) + "\n")
            case action:
                getattr(site, action)()
                sys.stdout.write(f"{site.url}  {site.directory}\n" if action in ("start", "reset") else "")
    except RigError as error:
        sys.stderr.write(f"rig: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
