"""Read the three YAML files and the environment into Settings, or say everything that is wrong with them."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TypeVar, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from syncd import settings
from syncd.compose import template_fault
from syncd.errors import ConfigError, Problem
from syncd.model.approval import Evidence
from syncd.model.decision import Weight
from syncd.model.office import Approver, Category, Every, Piece, Route, Unit
from syncd.settings import checks, explain, lines, schema, secrets, sources, trust
from syncd.settings.lines import Document
from syncd.taxonomy import Taxonomy
from syncd.thai import parse_date

Entry = TypeVar("Entry", bound=BaseModel)

_ENV = "environment"
_NO_PASSWORD = f"ยังไม่มีรหัสผ่านของเว็บไซต์ (application password) {secrets.PASSWORD.where}"


def read(path: Path, environ: Mapping[str, str], *, need_site: bool) -> settings.Settings:
    """See syncd.settings.load."""
    path = path.absolute()
    main = lines.read(path)
    if main.problems and not main.data:
        raise ConfigError(main.problems)
    problems = [*main.problems, *_unknown_variables(environ), *secrets.taken_out(main)]
    file, main_faults = _settings_file(main, environ)
    problems += main_faults

    taxonomy_yaml = lines.read(_sibling(path, file.taxonomy if file else main.data.get("taxonomy"), "taxonomy.yaml"))
    categories, faults = _entries(taxonomy_yaml, "categories", schema.TaxonomyFile, schema.CategoryEntry)
    problems += (*taxonomy_yaml.problems, *faults)
    units_yaml = lines.read(_sibling(path, file.units if file else main.data.get("units"), "units.yaml"))
    units, unit_faults = _entries(units_yaml, "units", schema.UnitsFile, schema.UnitEntry)
    problems += (*units_yaml.problems, *unit_faults)

    codes = None if taxonomy_yaml.problems or faults else [category.code for category in categories.values()]
    problems += checks.taxonomy(categories, taxonomy_yaml)
    problems += checks.units(units, units_yaml, codes)
    trusted: list[trust.Roots | str] = []
    sound, unsound = (file, frozenset[str]()) if file else _sound_part(main, environ, main_faults)
    if sound:
        found = list(checks.settings(sound, main, categories, codes))
        site, monitor = sound.publisher, sound.heartbeat
        password, fault = secrets.found(secrets.PASSWORD, site.password, _named(path, site.password_file), path, environ)
        if site.kind == "wordpress" and need_site and password is None:
            found.append(main.problem(("publisher", "password"), fault or _NO_PASSWORD))
        heartbeat_url, fault = secrets.found(secrets.HEARTBEAT, monitor.url, _named(path, monitor.url_file), path, environ)
        fault = fault or (checks.heartbeat_fault(heartbeat_url.reveal()) if heartbeat_url else None)
        if fault is not None and need_site:
            found.append(main.problem(("heartbeat", "url_file" if monitor.url_file else "url"), fault))
        trusted = [trust.read(_resolved(path, name)) for name in sound.approval.trust]
        found += [main.problem(("approval", "trust", n), one) for n, one in enumerate(trusted) if isinstance(one, str)]
        template, fault = _template(sound, path)
        if fault is not None:
            found.append(main.problem(("publish", "template"), fault))
        problems += [_placed(problem, environ) for problem in found if problem.key.partition(".")[0] not in unsound]

    if problems or file is None:
        files = (main.file, taxonomy_yaml.file, units_yaml.file, _ENV)
        raise ConfigError(tuple(sorted(dict.fromkeys(problems), key=lambda it: (files.index(it.file), it.line or 0))))
    return _settings(
        path, file, categories.values(), units.values(), password=password, heartbeat_url=heartbeat_url, template=template,
        roots=tuple(one for one in trusted if not isinstance(one, str)),
        lists=(Path(taxonomy_yaml.file), Path(units_yaml.file)),
    )  # fmt: skip


def _settings_file(main: Document, environ: Mapping[str, str]) -> tuple[schema.SyncdFile | None, list[Problem]]:
    try:
        return sources.settings_from(main.data, environ), []
    except ValidationError as error:
        return None, [_placed(problem, environ) for problem in explain.problems(error, main, schema.SyncdFile)]
    except SettingsError:
        # It does not say which variable; only lists and whole sections are read as JSON.
        return None, [
            Problem(_ENV, None, name, 'ค่าต้องเป็น JSON เช่น ["signature","text"]')
            for name, value in environ.items()
            if name.upper().startswith("SYNCD_") and _is_broken_json(name, value)
        ]


def _is_broken_json(variable: str, value: str) -> bool:
    if not value or not _is_read_as_json(variable):
        return False
    try:
        json.loads(value)
    except ValueError:
        return True
    return False


def _is_read_as_json(variable: str) -> bool:
    section, _, key = variable.lower().removeprefix("syncd_").partition("__")
    part = explain.part_of(schema.SyncdFile, section)
    if part is None or not key:
        return part is not None
    return key in part.model_fields and get_origin(part.model_fields[key].annotation) in (list, dict)


def _sound_part(
    main: Document, environ: Mapping[str, str], problems: Iterable[Problem]
) -> tuple[schema.SyncdFile | None, frozenset[str]]:
    """The sections without a fault, so that all problems are told at once, and the names of the others."""
    keys = (problem.key.lower().removeprefix("syncd_").replace("__", ".") for problem in problems)
    unsound = frozenset(key.partition(".")[0] for key in keys)
    data = {key: value for key, value in main.data.items() if key not in unsound}
    variables = {
        name: value for name, value in environ.items() if name.lower().removeprefix("syncd_").split("__")[0] not in unsound
    }
    required = {"office": {"code": "x", "name": "x"}, "folders": {"root": "x"}}
    try:
        return sources.settings_from(required | data, variables), unsound
    except (ValidationError, SettingsError):
        return None, unsound


def _entries(document: Document, key: str, model: type[BaseModel], entry: type[Entry]) -> tuple[dict[int, Entry], list[Problem]]:
    """The sound entries of the file's only list by their place in it, and the problems with the file."""
    if not document.data:
        return {}, []
    problems: list[Problem] = []
    try:
        model.model_validate(document.data)
    except ValidationError as error:
        problems = explain.problems(error, document, model)
    listed = document.data.get(key)
    sound: dict[int, Entry] = {}
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        with suppress(ValidationError):  # explained above
            sound[index] = entry.model_validate(item)
    return sound, problems


# --- the environment ----------------------------------------------------------------------------------------------------


def _placed(problem: Problem, environ: Mapping[str, str]) -> Problem:
    """The same problem, blamed on the environment variable if the value came from one."""
    key = "SYNCD_" + problem.key.upper().replace(".", "__")
    names = {f"{name.upper()}__": name for name, value in environ.items() if value}
    given = [name for name in names if name.startswith(f"{key}__") or f"{key}__".startswith(name)]
    return Problem(_ENV, None, names[max(given, key=len)], problem.message) if given else problem


def _unknown_variables(environ: Mapping[str, str]) -> Iterable[Problem]:
    sections = [name.upper() for name in schema.SyncdFile.model_fields]
    for name in environ:
        section, nested, _ = name.upper().removeprefix("SYNCD_").partition("__")
        if name.upper().startswith("SYNCD_") and nested and section not in sections:
            near = get_close_matches(section, sections, n=1)
            yield Problem(_ENV, None, name, f"ไม่รู้จักตัวแปรนี้ หมายถึง SYNCD_{near[0] if near else 'PUBLISHER'}__… หรือไม่")


def _template(file: schema.SyncdFile, path: Path) -> tuple[str | None, str | None]:
    """The office's own template for posts, or what is wrong with it."""
    if (source := _named(path, file.publish.template)) is None:
        return None, None
    try:
        text = source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None, f"เปิดไฟล์แม่แบบ {source} ไม่ได้ หรือไม่ใช่ข้อความ UTF-8"
    fault = template_fault(text)
    return (text, None) if fault is None else (None, f"ไฟล์แม่แบบ {source} ใช้ไม่ได้: {fault}")


# --- the values ---------------------------------------------------------------------------------------------------------


def _sibling(path: Path, name: object, otherwise: str) -> Path:
    return _resolved(path, name if isinstance(name, str) else otherwise)


def _resolved(path: Path, name: str) -> Path:
    """A file or folder as named in the settings file: relative to that file's own folder."""
    return Path(os.path.normpath(path.parent / Path(name).expanduser()))


def _named(path: Path, name: str | None) -> Path | None:
    return _resolved(path, name) if name else None


def _settings(
    path: Path,
    file: schema.SyncdFile,
    categories: Iterable[schema.CategoryEntry],
    units: Iterable[schema.UnitEntry],
    *,
    password: settings.Secret | None,
    heartbeat_url: settings.Secret | None,
    template: str | None,
    roots: tuple[trust.Roots, ...],
    lists: tuple[Path, Path],
) -> settings.Settings:
    resolved, named = partial(_resolved, path), partial(_named, path)
    publisher, approval, auto = file.publisher, file.approval, file.publish.auto
    (taxonomy_file, units_file), own = lists, filter(None, [named(file.publish.template)])
    state_dir = resolved(file.state_dir)
    return settings.Settings(
        source=path,
        taxonomy_file=taxonomy_file,
        named_files=(units_file, *own, *(one.file for one in roots)),
        office=settings.OfficeSettings(**dict(file.office)),
        folders=settings.FolderSettings(**dict(file.folders) | {"root": resolved(file.folders.root)}),
        intake=settings.IntakeSettings(**dict(file.intake)),
        ledger=settings.LedgerSettings(_ledger_url(file.ledger.url, state_dir, path.parent)),
        state_dir=state_dir,
        publisher=settings.PublisherSettings(
            **dict(publisher)
            | {
                "url": publisher.url or "",
                "username": publisher.username or "",
                "password": password,
                "password_file": named(publisher.password_file),
                "path": resolved(publisher.path),
            }
        ),
        publish=settings.PublishSettings(auto if isinstance(auto, bool) else tuple(auto), file.publish.wait_minutes, template),
        approval=settings.ApprovalSettings(
            tuple(Evidence(kind) for kind in approval.accept),
            tuple(approval.text_from),
            tuple(map(_approver, approval.approvers)),
            roots,
        ),
        rules=settings.RuleSettings({rule: Weight(weight) for rule, weight in file.rules.stricter.items()}),
        screening=settings.ScreeningSettings(file.screening.clamd, tuple(file.screening.pass_numbers)),
        photos=settings.PhotoSettings(**dict(file.photos)),
        ocr=settings.OcrSettings(file.ocr.max_pages, named(file.ocr.tessdata), file.ocr.is_enough),
        retention=settings.RetentionSettings(**dict(file.retention)),
        review=settings.ReviewSettings(named(file.review.folder)),
        contact=settings.ContactSettings(**dict(file.contact)),
        heartbeat=settings.HeartbeatSettings(
            heartbeat_url,
            named(file.heartbeat.url_file),
            file.heartbeat.every_minutes,
        ),
        taxonomy=Taxonomy(tuple(map(_category, categories))),
        units=tuple(map(_unit, units)),
    )


def _ledger_url(url: str | None, state_dir: Path, base: Path) -> str:
    if url is None:
        return f"sqlite:///{state_dir / 'ledger.sqlite3'}"
    scheme, slashes, rest = url.partition(":///")
    if scheme.startswith("sqlite") and slashes and not rest.startswith("/"):
        return f"{scheme}:///{os.path.normpath(base / rest)}"
    return url


def _approver(entry: schema.Approver) -> Approver:
    return Approver(
        entry.name,
        entry.position,
        parse_date(entry.since) if entry.since else None,
        parse_date(entry.until) if entry.until else None,
        entry.capacity,
        tuple(entry.certificates),
    )


def _category(entry: schema.CategoryEntry) -> Category:
    return Category(
        code=entry.code,
        name=entry.name,
        label=entry.label,
        slug=entry.slug,
        route=Route(entry.route),
        term=entry.site.term,
        also=tuple(entry.site.also),
        keep_current_days=entry.keep_current_days,
        pieces=tuple(Piece(piece.name, Every(piece.every)) for piece in entry.pieces),
        keywords=tuple(entry.keywords),
        since=entry.since,
        until=entry.until,
        aliases=tuple(entry.aliases),
    )


def _unit(entry: schema.UnitEntry) -> Unit:
    return Unit(entry.name, entry.folder, tuple(entry.aliases), tuple(entry.categories), entry.telephone)
