"""What a site said, as a value; whatever it claims about itself, reading it cannot fail."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_JSON_START = re.compile(r'(?<=[>\n])(\{"|\[\{"|\[\]$)')


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site said. `json` is None when the body is no JSON, whatever its content type claims."""

    status: int
    json: Any
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Whether WordPress itself answered, and did what was asked."""
        return 200 <= self.status < 300 and self.json is not None  # noqa: PLR2004 - the status codes of success

    @property
    def code(self) -> str:
        """WordPress's own name for the error; "" when it is not WordPress that speaks."""
        return str(self.json.get("code", "")) if isinstance(self.json, dict) and not self.ok else ""

    @property
    def date(self) -> datetime | None:
        """The time of day where it was given; None when it does not say, or not a time."""
        return _http_date(self.headers.get("Date", ""))

    @property
    def retry_after(self) -> float | None:
        """Seconds the site asks to be left alone; None when it does not say, or nothing that can be meant."""
        said = self.headers.get("Retry-After", "")
        if said.isascii() and said.isdigit():
            return float(said)
        until, now = _http_date(said), self.date
        return max(0.0, (until - now).total_seconds()) if until and now else None


def read_json(body: bytes) -> Any:
    """The JSON of an answer, None if it is none; a site that shows PHP's warnings puts them in front of it."""
    text = body.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    with suppress(ValueError, RecursionError):
        return json.loads(text)
    if text.startswith(("{", "[")):
        return None
    behind_warnings = _JSON_START.search(text)
    with suppress(ValueError, RecursionError):
        return json.loads(text[behind_warnings.start() :]) if behind_warnings else None
    return None


def _http_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
