"""What an answer of the site that is not the wanted one means: the one table of its errors."""

from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import urlsplit

from syncd.errors import PermanentPublishError, PublishError, TemporaryPublishError, UnclearPublishError
from syncd.publishers.wordpress.answer import Answer


class _Lasts(Enum):
    SITE = auto()  # passes, and concerns every post
    POST = auto()  # passes
    UNCLEAR = auto()
    EVER = auto()


@dataclass(frozen=True, slots=True)
class _Meaning:
    lasts: _Lasts
    hint: str
    nothing_done: bool = True
    """WordPress checks who asks and what for before it does anything; errors that may come later say False."""


_LOGIN = _Meaning(
    _Lasts.SITE,
    "The site did not accept the application password: create a new one for the syncd user, or let the web server pass on the "
    "Authorization header. Cases wait and are published when it works; `syncd doctor` shows more.",
)
_ROLE = _Meaning(_Lasts.EVER, "The syncd user lacks the right to do this: give it the role Editor, then retry the case.")
_SHUT = _Meaning(
    _Lasts.SITE, "The site's REST API is shut off, probably by a security plugin: allow it for the syncd user (/wp-json/wp/v2/)."
)
_BUSY = _Meaning(_Lasts.SITE, "The site asks for fewer requests; syncd waits as long as it says.")
_FILE = _Meaning(
    _Lasts.UNCLEAR,
    "WordPress could not store the file: its type is not allowed there, or the host's disk is full or not writable.",
)
_TOO_LARGE = _Meaning(
    _Lasts.EVER, "The file is larger than the site takes: raise the web server's limit, or publish a smaller file."
)
_GONE = _Meaning(_Lasts.EVER, "Somebody removed it from the site by hand.")
_ASKED_WRONG = _Meaning(_Lasts.EVER, "The site refuses a value that syncd sent.")
_CRASHED = _Meaning(_Lasts.UNCLEAR, "A plugin, the theme or PHP failed on the site: see its PHP error log.", nothing_done=False)

_CODES = {
    "rest_not_logged_in": _LOGIN,
    "incorrect_password": _LOGIN,
    "invalid_username": _LOGIN,
    "invalid_email": _LOGIN,
    "application_passwords_disabled": _LOGIN,
    "application_passwords_disabled_for_user": _LOGIN,
    "rest_forbidden_context": _ROLE,
    "rest_cannot_create": _ROLE,
    "rest_cannot_publish": _ROLE,
    "rest_cannot_edit": _ROLE,
    "rest_cannot_edit_others": _ROLE,
    "rest_cannot_delete": _ROLE,
    "rest_user_cannot_delete_post": _ROLE,
    "rest_cannot_assign_term": _ROLE,
    "rest_forbidden_status": _ROLE,
    "rest_cannot_read": _ROLE,
    "rest_disabled": _SHUT,
    "rest_api_disabled": _SHUT,
    "rest_cannot_access": _SHUT,
    "rest_login_required": _SHUT,
    "rest_no_route": _SHUT,
    "rest_forbidden": _SHUT,
    "too_many_requests": _BUSY,
    "rest_too_many_requests": _BUSY,
    "rest_upload_unknown_error": _FILE,
    "rest_upload_sideload_error": _FILE,
    "rest_upload_limited_space": _FILE,
    "rest_upload_hash_mismatch": _Meaning(_Lasts.UNCLEAR, "The file was damaged on its way, or the private copy was changed."),
    "rest_upload_file_too_big": _TOO_LARGE,
    "rest_upload_no_content_disposition": _TOO_LARGE,  # what remains of a request whose body PHP dropped for its size
    "rest_upload_no_data": _TOO_LARGE,
    "rest_post_invalid_id": _GONE,
    "rest_already_trashed": _GONE,
    "rest_invalid_param": _ASKED_WRONG,
    "rest_missing_callback_param": _ASKED_WRONG,
    "rest_invalid_json": _ASKED_WRONG,
    "rest_term_invalid": _ASKED_WRONG,
    "db_insert_error": _Meaning(_Lasts.UNCLEAR, "The site's database refused the row.", nothing_done=False),
    "internal_server_error": _CRASHED,
}
"""By WordPress's own error code, which says more than the status: a 500 can be permanent and a 401 can pass."""

_UNKNOWN_CODE = _Meaning(_Lasts.UNCLEAR, "WordPress or a plugin refused it with a code syncd does not know.", nothing_done=False)

_STATUSES = {
    401: _LOGIN,
    404: _Meaning(_Lasts.SITE, "There is no REST API at this address: check publisher.url and the site's permalinks."),
    413: _TOO_LARGE,
    429: _BUSY,
    500: _CRASHED,
}
"""When it is not WordPress that speaks but something before it: a web server, a proxy, a firewall."""

_AWAY = frozenset({502, 503, 504})
"""WordPress says 503 with the code wp_die while it is being updated."""
_BLOCKED = frozenset({400, 403, 405, 406, 409, 415, 418})
_FIREWALL = _Meaning(
    _Lasts.UNCLEAR, "A firewall before the site refused this request: ask the host to allow it for /wp-json/.", nothing_done=False
)
_DOWN = _Meaning(_Lasts.SITE, "The site is down, overloaded or under maintenance.", nothing_done=False)
_NOT_JSON = _Meaning(
    _Lasts.SITE,
    "Something answers in WordPress's place or cut its answer short: a login or block page, a redirect. Check publisher.url.",
    nothing_done=False,
)


def error_of(answer: Answer, doing: str) -> PublishError:
    """The error that the answer amounts to; `doing` says in English what was tried ("upload 2570-0001-01.pdf")."""
    meaning = _meaning(answer)
    message = f"{doing}: the site answered {_spoken(answer)}"
    if meaning.lasts is _Lasts.EVER:
        return PermanentPublishError(message, hint=meaning.hint, nothing_done=meaning.nothing_done)
    if meaning.lasts is _Lasts.UNCLEAR:
        return UnclearPublishError(message, hint=meaning.hint, nothing_done=meaning.nothing_done)
    return TemporaryPublishError(
        message,
        hint=meaning.hint,
        nothing_done=meaning.nothing_done,
        retry_after=answer.retry_after,
        site_down=meaning.lasts is _Lasts.SITE,
    )


def is_firewall(answer: Answer) -> bool:
    """Whether something before WordPress refused the request for what it is or who sends it."""
    return _meaning(answer) is _FIREWALL


def may_concern_all(answer: Answer) -> bool:
    """Whether it can mean that nothing works there at all: a firewall that shuts us out, PHP or the database that is broken."""
    return _meaning(answer) in (_FIREWALL, _CRASHED, _UNKNOWN_CODE)


def _meaning(answer: Answer) -> _Meaning:
    if answer.code and answer.status in (401, 429):
        # An anonymous request is refused with the code of whatever it lacks the right for.
        return _STATUSES[answer.status]
    if answer.code:
        return _CODES.get(answer.code, _DOWN if answer.status in _AWAY else _UNKNOWN_CODE)
    if answer.status in _STATUSES:
        return _STATUSES[answer.status]
    if answer.status in _BLOCKED:
        return _FIREWALL
    return _DOWN if answer.status > 500 else _NOT_JSON  # noqa: PLR2004 - what proxies answer for a site they cannot reach


def _spoken(answer: Answer) -> str:
    if answer.code:
        return f"{answer.status} {answer.code}"
    if location := answer.headers.get("Location"):
        return f"{answer.status}, a redirect to {urlsplit(location).hostname or 'another page'}"
    kind = answer.headers.get("Content-Type", "nothing").partition(";")[0]
    return f"{answer.status} with {kind} where JSON was expected"
