"""What it means when a request got no answer: surely nothing happened, or nobody knows."""

from ssl import SSLCertVerificationError

from requests import exceptions as broken
from urllib3.exceptions import NewConnectionError

from syncd.errors import TemporaryPublishError


def no_answer(error: broken.RequestException, method: str) -> TemporaryPublishError:
    """The error to raise; it says `nothing_done` only where the request cannot have left this machine whole."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, broken.SSLError):
        certificate = _caused_by(error, SSLCertVerificationError)
        return TemporaryPublishError(
            "the site's TLS certificate is not valid" if certificate else "the encrypted connection to the site failed",
            hint="Renew the site's certificate, or correct publisher.url; `syncd doctor` shows more.",
            site_down=True,
            nothing_done=certificate,
        )
    if isinstance(error, broken.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return TemporaryPublishError(
            "the site cannot be reached (no connection)",
            hint="Check that the site is up, its name resolves, and this machine's network works.",
            site_down=True,
            nothing_done=True,
        )
    return TemporaryPublishError(
        f"the site gave no answer ({type(error).__name__})",
        hint="syncd looks at the site first when it tries again; nothing is sent twice.",
        site_down=method == "GET",
    )


def _caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    seen: list[BaseException | object] = [error]
    for one in seen:
        if isinstance(one, kind):
            return True
        if isinstance(one, BaseException):
            more = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
            seen.extend(each for each in more if isinstance(each, BaseException) and all(each is not other for other in seen))
    return False
