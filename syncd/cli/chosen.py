"""Which configuration a command uses, and as whom it works."""

import os
import pwd
from contextvars import ContextVar
from pathlib import Path

from syncd.errors import RequestError
from syncd.model.office import Unit
from syncd.settings import Settings, load

HERE, INSTALLED = Path("config/syncd.yaml"), Path("/etc/syncd/syncd.yaml")
_CREDENTIAL = "publisher-password"
"""The file that syncd.service hands over as a credential; it lies beside syncd.yaml."""

_STATE_DIR: ContextVar[Path | None] = ContextVar("state_dir", default=None)


def usual_config() -> Path:
    """The configuration when none is named: the one in the present folder, else the installed one."""
    return HERE if HERE.exists() else INSTALLED


def settings_of(config: Path, *, need_site: bool = False) -> Settings:
    """The settings for one command; without `need_site` a missing password is no problem. Raises ConfigError.

    The password is also found where the service finds it, if whoever asks may read that.
    """
    environ = dict(os.environ)
    if os.access(config.parent / _CREDENTIAL, os.R_OK):
        environ.setdefault("CREDENTIALS_DIRECTORY", str(config.parent.absolute()))
    settings = load(config, environ, need_site=need_site)
    _STATE_DIR.set(settings.state_dir)
    return settings


def log_folder() -> Path | None:
    """Where this command's office keeps its log; None before the settings are read."""
    state_dir = _STATE_DIR.get()
    return state_dir / "log" if state_dir else None


def become_service(settings: Settings) -> None:
    """Root goes on as the owner of state_dir, so that nothing is left there which the daemon may not touch."""
    if os.geteuid() != 0 or not settings.state_dir.exists():
        return
    owner = settings.state_dir.stat()
    if owner.st_uid == 0:
        return
    try:
        os.initgroups(pwd.getpwuid(owner.st_uid).pw_name, owner.st_gid)
    except KeyError:  # an owner without an account
        os.setgroups([owner.st_gid])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)


def actor(by: str | None) -> str:
    """Whose decision it is: as named, else whoever called sudo, else whoever is logged in."""
    if name := by or os.environ.get("SUDO_USER"):
        return name
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def unit_named(settings: Settings, name: str) -> Unit:
    """The unit of this name, folder or alias. Raises RequestError."""
    for unit in settings.units:
        if name in (unit.name, unit.folder, *unit.aliases):
            return unit
    known = ", ".join(unit.name for unit in settings.units)
    raise RequestError(f"ไม่มีกลุ่ม/หน่วยชื่อ {name}", hint=f"ที่มี: {known}")
