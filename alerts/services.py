"""Hand a message to Apprise; runs in a process of its own (`alerts.child`).

Apprise reads an answer without limit of time or size, follows it wherever it redirects, tells no status and takes an
empty 2xx for a refusal where a service usually says more. So its answers are overheard here.
"""

import logging
import warnings
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

#: Bytes of an answer that are looked at.
_BEGINNING = 2000


def instantiate(url: str) -> Any:
    """Return the service of an Apprise address, or None if it is none.

    Raises:
        ImportError: Apprise is not installed.

    """
    import apprise  # an extra

    asset = apprise.AppriseAsset(http_redirects=False, secure_logging=True, app_id="Tocsin", app_desc="Tocsin")
    with warnings.catch_warnings():
        # The first address imports the code of every service; what is outdated there is not for our users to mend.
        warnings.simplefilter("ignore")
        return apprise.Apprise.instantiate(url, asset=asset)


def notify(given: Mapping[str, Any]) -> dict[str, Any]:
    """Send `title` and `body` to the service at `url`; return what Apprise and the service say.

    On the web it is asked through the `proxy`, if that is not None, where it is none of the hosts `no_proxy`.
    `answer` has status, reason, beginning, length and Retry-After of the last answer; it is None where there was none.
    """
    from apprise import LogCapture

    heard = _overhear(given["proxy"], given["no_proxy"])
    service = instantiate(given["url"])
    with LogCapture(level=logging.WARNING, fmt="%(message)s") as log:  # type: ignore[no-untyped-call]
        accepted = bool(service.notify(body=given["body"], title=given["title"], body_format="text"))
        said = log.getvalue()[-_BEGINNING:]
    answer = heard[-1] if heard else None
    return {"accepted": accepted, "service": str(service.service_name), "answer": answer, "said": said}


def _overhear(proxy: str | None, direct: Collection[str]) -> list[dict[str, Any]]:
    """Return a list to which every answer of the web is added as it comes, through a proxy where that is asked."""
    import requests

    from config.proxy import by_proxy

    heard: list[dict[str, Any]] = []
    send = requests.Session.send

    def overheard(self: requests.Session, request: requests.PreparedRequest, **keys: Any) -> requests.Response:
        if proxy and by_proxy(urlsplit(request.url or "").hostname or "", direct):
            keys["proxies"] = {"http": proxy, "https": proxy}
        answer = send(self, request, **keys)
        heard.append(
            {
                "status": answer.status_code,
                "reason": answer.reason or "",
                "beginning": answer.content[:_BEGINNING].decode("utf-8", "replace"),
                "length": len(answer.content),
                "after": answer.headers.get("Retry-After"),
            }
        )
        return answer

    requests.Session.send = overheard  # type: ignore[method-assign]
    return heard
