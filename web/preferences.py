"""The page on which who asks chooses in which zone, language and colours pages are shown."""

from urllib.parse import quote
from zoneinfo import available_timezones

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.asked import BadFilter, answering
from web.forms import read_form
from web.manner import CHOICES, THEMES, cookie, is_zone
from web.pages import page
from web.tongue import LANGUAGES
from web.tongue import gettext as _

_YEAR = 365 * 24 * 3600


async def show(request: Request) -> Response:
    """Show what can be chosen."""
    return page(
        request,
        "preferences.html",
        title=_("Zone, language and colours"),
        zones=sorted(available_timezones()),
        languages=LANGUAGES,
        themes={name: _(words) for name, words in THEMES.items()},
    )


@answering("Choose again at /preferences.")
async def choose(request: Request) -> Response:
    """Keep in cookies what was chosen, and show it."""
    fields = await read_form(request)
    zone, language, theme = (fields.get(name, "").strip() for name in CHOICES)
    if zone and not is_zone(zone):
        raise BadFilter(_("There is no time zone %(zone)r; write one as in Europe/Brussels.", zone=zone))
    if (language and language not in LANGUAGES) or theme not in THEMES:
        raise BadFilter(_("Choose one of those that there are."))
    answer = RedirectResponse("/preferences", 303)
    for name, value in zip(CHOICES, (zone, language, theme), strict=True):
        age, secure = _YEAR if value else 0, request.url.scheme == "https"
        answer.set_cookie(cookie(name), quote(value, safe=""), age, secure=secure, httponly=True, samesite="lax")
    return answer
