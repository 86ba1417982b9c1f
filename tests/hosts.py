"""A web of sites with names: everything of ours but the wire, for what depends on who a host is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler.answer import refusal
from crawler.download import _plain
from crawler.handler import Answer
from crawler.item import ReadError
from crawler.loop import run
from crawler.offers import find_offers
from crawler.redirects import follow, led_to
from crawler.web import Web

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_TYPES = {"<!doctype": "text/html; charset=utf-8", "<?xml": "application/xml", "{": "application/feed+json"}


class Inline:
    """Runs functions here; the processes have their own tests, and the command line goes through them."""

    async def run(self, function, /, *args):
        return function(*args)


@dataclass
class Hosts:
    """Answers by whole address (implements `crawler.web.Downloader`): a text, an address led to, or a status.

    `every` answers for all addresses of a host that have no answer; `broken` are kinds of failure by origin.
    """

    answers: dict[str, object]
    every: dict[str, object] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def get(self, url, *, headers=None, public=False):
        followed = await follow(self._fetch, url, headers or {}, public=public)
        answer = _plain(followed)
        if problem := refusal(answer.status, answer.headers, answer.body, NOW):
            raise led_to(answer.url, problem) if followed.elsewhere else problem
        return answer

    async def _fetch(self, request):
        url = request.url
        self.asked.append(url)
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.hostname}"
        origins = {"://".join(urlsplit(one)[:2]) for one in self.answers} | set(self.every)
        if origin in self.broken or origin not in origins:
            raise ReadError(self.broken.get(origin, "dns"), f"{parts.hostname} has no address: unknown")
        for one in (url, url.rstrip("/"), f"{url}/" if not parts.path else url):
            if one in self.answers:
                return _answer(self.answers[one], request)
        return _answer(self.every.get(origin, 404), request)

    def offers(self, address):
        """Return what is found at address."""

        async def main():
            return await find_offers(address, Web(self, Inline()), NOW)

        return run(main)


def _answer(said, request):
    if isinstance(said, int):
        return Answer(request.url, said, [("Content-Type", "text/html")], b"<html>no</html>", request)
    if isinstance(said, bytes):
        return Answer(request.url, 200, [("Content-Type", "application/pdf")], said, request)
    if said.startswith(("https://", "http://")):
        target, _, status = said.partition(" ")
        return Answer(request.url, int(status or 301), [("Location", target)], b"", request)
    kind = next((kind for begin, kind in _TYPES.items() if said.startswith(begin)), "text/plain")
    return Answer(request.url, 200, [("Content-Type", kind)], said.encode(), request)
