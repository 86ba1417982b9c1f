"""Get what stands at an address, also where a page that stands there only sends its readers on, as browsers go on."""

from collections.abc import Mapping
from dataclasses import replace

from crawler.answer import is_feed
from crawler.item import ReadError
from crawler.redirects import led_to
from crawler.web import Response, Web

#: Pages that only send on to another one.
MOST_SENT_ON = 2
#: Such a page has little else to say.
_LARGEST = 20_000
_SIGNS = (b"refresh", b"location")


async def get_onward(web: Web, url: str, headers: Mapping[str, str]) -> Response:
    """Return the answer of url, or of where a small page sends on to at once. That it has moved, no such page says.

    Raises:
        ReadError: see `crawler.web.Downloader.get`.

    """
    answer = await web.downloader.get(url, headers=headers)
    for _ in range(MOST_SENT_ON):
        refresh = answer.headers.get("refresh", "")
        if is_feed(answer.body) or not (refresh or _may_send_on(answer)):
            break
        from crawler.front_page import sent_on  # here: of thousands of answers one sends on

        target = await web.workers.run(sent_on, answer.body, answer.url, refresh)
        if not target:
            break
        try:
            answer = replace(await web.downloader.get(target, headers=headers), moved_to=None)
        except ReadError as error:
            raise led_to(target, error) from error
    return answer


def _may_send_on(answer: Response) -> bool:
    """Tell whether it is worth a look."""
    if len(answer.body) > _LARGEST or "html" not in answer.content_type:
        return False
    low = answer.body.lower()
    return any(sign in low for sign in _SIGNS)
