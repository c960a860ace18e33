"""The shape of the package, read from its imports: nouns ← pure ← edges ← pipeline ← entry points."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "syncd"

LAYERS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "nouns",
        frozenset(
            {"model", "errors", "clock", "thai", "taxonomy", "office", "litter", "mark", "numbering", "progress", "periods"}
            | {"steps"}
        ),
    ),
    (
        "pure",
        frozenset(
            {
                "approval",
                "signing",
                "bundle",
                "details",
                "rules",
                "decide",
                "compose",
                "gallery",
                "html",
                "captions",
                "screening",
                "settle",
                "turns",
            }
        ),
    ),
    (
        "edges",
        frozenset(
            {"settings", "setup", "configure", "share", "contents", "inbox", "mounts", "spool", "doorbell", "memo", "publishers"}
            | {"ledger", "identity", "fingerprint", "traces", "reply", "status_page", "filing", "reach", "log", "notify"}
            | {"heartbeat", "monitor", "review", "waiting", "clamd", "standing"}
        ),
    ),
    (
        "work",
        frozenset(
            {
                "app",
                "copies",
                "placing",
                "publishing",
                "sweeping",
                "officer",
                "intake",
                "stuck",
                "judging",
                "recording",
                "telling",
            }
            | {"answering", "developing", "following", "scanning", "pipeline", "alive", "rebuild", "numbers_in_use", "backup"}
        ),
    ),
    ("entry points", frozenset({"daemon", "cli", "demo", "__main__"})),
)
"""From the inside out; a module may import its own layer and those before it."""

IMPURE = frozenset({"os", "socket", "subprocess", "sqlite3", "requests", "logging", "structlog", "time", "tempfile", "shutil"})
"""What nouns and pure modules may not import: the clock is read and the world touched elsewhere."""
READS_THE_CLOCK = frozenset({"clock"})


def modules() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and path != PACKAGE / "__init__.py"]


def part_of(path: Path) -> str:
    """The module or folder directly under syncd/ that the file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Dotted names that the file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"syncd.{alias.name}" for alias in node.names} if node.module == "syncd" else {node.module}
    return names


def layer_of(part: str) -> int:
    (place,) = [place for place, (_, parts) in enumerate(LAYERS) if part in parts] or [-1]
    return place


def test_every_module_has_its_layer() -> None:
    assert {part_of(path) for path in modules() if layer_of(part_of(path)) < 0} == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_inwards_only(path: Path) -> None:
    own = layer_of(part_of(path))
    outward = {
        name
        for name in imports_of(path)
        if name.startswith("syncd.") and name != "syncd.__version__" and layer_of(name.split(".")[1]) > own
    }
    assert outward == set()


@pytest.mark.parametrize(
    "path", [path for path in modules() if layer_of(part_of(path)) <= 1], ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_nouns_and_pure_modules_do_not_touch_the_world(path: Path) -> None:
    if part_of(path) in READS_THE_CLOCK:
        return
    assert {name.split(".")[0] for name in imports_of(path)} & IMPURE == set()


def test_only_the_parsers_process_loads_what_parses_hostile_files() -> None:
    heavy = {"pypdfium2", "docx", "pikepdf", "magic", "lxml", "pyhanko"}
    users = {part_of(path) for path in modules() if {name.split(".")[0] for name in imports_of(path)} & heavy}
    assert users == {"memo"}
