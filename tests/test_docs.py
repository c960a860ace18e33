"""The pages for people say what is so: links, commands, states, settings, events; and the examples run."""

import ast
import importlib
import re
import shlex
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

from syncd.cli.commands import app
from syncd.details import parse
from syncd.memo import documents
from syncd.model.decision import Weight
from syncd.model.document import Document
from syncd.model.state import STATE_THAI, State
from syncd.publishers.base import Publisher
from syncd.rules import Rule
from syncd.rules import files as file_rules
from syncd.settings.schema import SyncdFile
from tests import test_architecture, test_rules
from tests.builders import make_bundle, make_document, make_office
from tests.publishers.contract import attachment, pdf, post

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "README.th.md", *sorted((ROOT / "docs").glob("*.md")))
LARGEST_PICTURE = 150_000
"""Bytes: the pages are read on a slow line, too."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    return [body for kind, body in _FENCE.findall(text_of(page)) if kind == language]


def spans(page: Path) -> list[str]:
    """What stands between single backquotes, outside of blocks."""
    return re.findall(r"`([^`\n]+)`", _FENCE.sub("", text_of(page)))


def rows(page: Path, head: str) -> list[list[str]]:
    """The cells of the table whose header line begins so."""
    _, found, below = text_of(page).partition(f"\n{head}")
    assert found, f"{page.name} has no table {head}"
    lines = below.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named(page: Path) -> Any:
    return str(page.relative_to(ROOT))


# --- links and pictures -------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """What GitHub makes of the headings."""
    heads = re.findall(r"^#+ (.+)$", _FENCE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\u0e00-\u0e7f -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _FENCE.sub("", text_of(page))):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert there.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(there), target


def test_pictures_are_small_and_shown() -> None:
    shown = {name for page in PAGES for name in re.findall(r"pictures/([\w-]+\.png)", text_of(page))}
    pictures = list((ROOT / "docs/pictures").iterdir())

    assert {picture.name for picture in pictures} == shown
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []


# --- commands -----------------------------------------------------------------------------------------------------------


def commands() -> dict[str, set[str]]:
    """Every command, "site map" among them, with its flags."""
    found: dict[str, set[str]] = {}

    def walk(group: Any, before: str) -> None:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                walk(command, f"{before}{name} ")
            else:
                found[before + name] = {flag for option in command.params for flag in (*option.opts, *option.secondary_opts)}

    walk(typer.main.get_command(app), "")
    return found


def typed(page: Path) -> Iterator[str]:
    """Every syncd command that the page shows."""
    shown = [*spans(page), *(line.partition(" #")[0] for block in blocks(page, "sh") for line in block.splitlines())]
    for line in shown:
        for part in re.split(r"&&|;|\|", line):
            if re.match(r"\s*syncd [a-z-]", part):
                yield part.strip()


def test_the_readme_lists_every_command_and_no_other() -> None:
    listed = [name for row in rows(ROOT / "README.md", "| command |") for name in re.findall(r"`syncd ([a-z ]+)`", row[0])]

    assert sorted(listed) == sorted(commands())


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_shown_commands_exist_with_their_flags(page: Path) -> None:
    known = commands()
    for line in typed(page):
        words = [word for word in shlex.split(line)[1:] if word != "COMMAND"]
        name = next((name for name in (" ".join(words[:2]), *words[:1]) if name in known), None)
        flags = {word for word in words if re.fullmatch(r"--?[a-z-]+", word)} - {"--help"}
        assert name is not None or not words or words[0].startswith("--") or words[0] in ("site", "audit", "ledger"), line
        assert flags <= (known[name] if name else {"--config"}), line


def test_the_readmes_test_command_is_what_ci_runs() -> None:
    assert "**`make test`**" in text_of(ROOT / "README.md")
    assert re.search(r"\bmake test$", text_of(ROOT / ".ci/run"), re.MULTILINE)


def test_shown_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    shown = {name for page in PAGES for span in spans(page) for name in re.findall(r"^make ([a-z-]+)", span)}

    assert shown <= targets


# --- words, settings, events ----------------------------------------------------------------------------------------------


def test_the_states_are_the_glossarys() -> None:
    listed = {row[0].strip("`"): row[1] for row in rows(ROOT / "docs/design.md", "| state |")}

    assert listed == {state.value: thai for state, thai in STATE_THAI.items()}


def test_units_are_told_every_answer() -> None:
    page = text_of(ROOT / "docs/for-units.th.md")

    assert [STATE_THAI[state] for state in State if f"| **\\_{STATE_THAI[state]}" not in page] == []


def test_the_form_that_units_are_shown_is_understood() -> None:
    (form,) = (block for block in blocks(ROOT / "docs/for-units.th.md", "") if block.startswith("ชื่อเรื่อง:"))
    details = parse("รายละเอียด.txt", form.encode())

    assert details.problems == ()
    assert details.title is not None
    assert details.date is not None
    assert details.memo == "สแกน0001.pdf"


WARNS = "warning|error|exception"


def events_logged(levels: str) -> set[str]:
    code = "".join(text_of(path) for path in (ROOT / "syncd").rglob("*.py"))
    return set(re.findall(rf'(?:log|events)\.(?:{levels})\(\s*"([a-z_.]+)"', code))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_settings_named_on_a_page_exist(page: Path) -> None:
    sections = {name: getattr(field.annotation, "model_fields", None) for name, field in SyncdFile.model_fields.items()}
    events = events_logged(f"info|{WARNS}")
    for span in spans(page):
        section, _, key = (re.match(r"[a-z_]+(?:\.[a-z_]+)?", span) or [""])[0].partition(".")
        if span not in events and key and (keys := sections.get(section)):
            assert key in keys, span


def test_the_events_that_ict_is_told_of_are_logged() -> None:
    code = "".join(text_of(path) for path in (ROOT / "syncd").rglob("*.py"))
    listed = [name for row in rows(ROOT / "docs/for-ict.th.md", "| event |") for name in re.findall(r"`([a-z_.]+)`", row[0])]

    assert [name for name in listed if f'"{name}"' not in code] == []


def test_ict_is_told_of_every_event_that_warns() -> None:
    listed = {name for row in rows(ROOT / "docs/for-ict.th.md", "| event |") for name in re.findall(r"`([a-z_.]+)`", row[0])}
    warns = events_logged(WARNS)

    assert len(warns) > 30
    assert sorted(warns - listed) == []


def test_the_design_names_every_module_in_its_layer() -> None:
    _, _, below = text_of(ROOT / "docs/design.md").partition("## Layers")
    paragraphs = re.findall(r"^\*\*(?:.|\n(?!\n))+", below.partition("\n## ")[0], re.MULTILINE)
    listed = [set(re.findall(r"`([a-z_]+)/?`", paragraph)) for paragraph in paragraphs]

    assert listed == [parts - {"__main__"} for _, parts in test_architecture.LAYERS]


# --- the examples of docs/adding.md -----------------------------------------------------------------------------------------


def example(path: str) -> str:
    (block,) = (block for block in blocks(ROOT / "docs/adding.md", "python") if block.startswith(f"# {path}\n"))
    return block


def in_module(module: ModuleType, path: str) -> dict[str, Any]:
    """The module's names after the example was written at its end."""
    names = dict(vars(module))
    exec(compile(example(path), path, "exec"), names)
    return names


def test_the_examples_rule_and_its_rows_hold() -> None:
    names = in_module(file_rules, "syncd/rules/files.py")
    rule: Rule = eval(
        example("syncd/rules/__init__.py"),
        {
            "Rule": Rule,
            "_NOTE": Weight.NOTE,
            "files": type("Files", (), {"too_many_pages": staticmethod(names["too_many_pages"])}),
        },
    )
    row: test_rules.Row = eval(example("tests/test_rules.py"), dict(vars(test_rules)))
    said = list(rule.look(row.bundle, row.office))

    assert (rule.name, rule.weight) == (row.rule, row.weight)
    assert [one.file for one in said] == [row.file]
    assert row.says in said[0].message
    assert list(rule.look(make_bundle(), make_office())) == []


def test_the_examples_publisher_publishes_corrects_and_withdraws(tmp_path: Path) -> None:
    names: dict[str, Any] = {}
    exec(compile(example("syncd/publishers/shelf.py"), "shelf", "exec"), names)
    shelf, copies = tmp_path / "shelf", tmp_path / "copies"
    shelf.mkdir()
    copies.mkdir()
    publisher: Publisher = names["ShelfPublisher"](shelf)
    first = post(attachment(copies, "a.pdf", pdf("หนึ่ง")))
    second = post(attachment(copies, "b.pdf", pdf("สอง")))

    assert all(check.ok for check in publisher.check())
    receipt = publisher.publish(first)
    assert publisher.publish(first) == receipt
    assert (shelf / first.key / receipt.files[0].url).read_bytes() == pdf("หนึ่ง")
    assert receipt.files[0].url in (shelf / first.key / "index.html").read_text(encoding="utf-8")
    corrected = publisher.publish(second)
    assert [path.name for path in shelf.iterdir()] == [first.key]
    assert {path.name for path in (shelf / first.key).iterdir()} == {"index.html", corrected.files[0].url}
    publisher.withdraw(corrected)
    publisher.withdraw(corrected)
    assert list(shelf.iterdir()) == []


def test_the_examples_file_type_is_named_and_read(tmp_path: Path) -> None:
    compose = importlib.import_module("syncd.compose")
    shown = {**compose.FILE_TYPES}
    exec(compile(example("syncd/compose.py"), "compose", "exec"), {"FILE_TYPES": shown, "FileType": compose.FileType})
    assert shown["webm"].media_type == "video/webm"

    odt = tmp_path / "a.odt"
    with zipfile.ZipFile(odt, "w") as archive:
        archive.writestr("content.xml", "<office><p>เลขประจำตัว 1-1017-00207-36-9</p></office>")
    read = in_module(documents, "syncd/memo/documents.py")["_read_odt"]
    document: Document = read(odt, make_document("a.odt", kind="odt"))
    odt.write_bytes(b"PK")
    damaged: Document = read(odt, make_document("a.odt", kind="odt"))

    assert document.unread is None
    assert document.maybe_memo
    assert [fault.kind.value for fault in damaged.faults] == ["damaged"]


def test_examples_keep_to_the_lines_length() -> None:
    long = [line for block in blocks(ROOT / "docs/adding.md", "python") for line in block.splitlines() if len(line) > 130]

    assert long == []
    for block in blocks(ROOT / "docs/adding.md", "python"):
        ast.parse(block)
