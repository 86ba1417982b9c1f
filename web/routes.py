"""The addresses of the desk, and what answers each; who may ask for it stands in `web.access`."""

from collections.abc import Sequence

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from scheduler.subscriptions import PATH
from store.errors import StoreError
from web import (
    account,
    adding,
    alerts,
    articles,
    audit,
    catalogue,
    channels,
    concepts,
    deliveries,
    digests,
    events,
    exporting,
    feeds,
    granting,
    hub,
    links,
    openapi,
    preferences,
    regrouping,
    removing,
    search,
    signing_in,
    silences,
    sources,
    stories,
    subscribers,
    trends,
    users,
    versions,
    watch_edit,
    watch_history,
    watches,
    websub,
)
from web.desk import desk_of
from web.pages import STATIC
from web.tokens import DESCRIPTION


async def _first(_: Request) -> Response:
    return RedirectResponse("/alerts", 307)


async def _health(request: Request) -> Response:
    """Say whether the daemon's loop turns (else there is no answer) and its store can be read (else 503)."""
    try:
        await desk_of(request).read(lambda session: session.execute(text("SELECT 1")).scalar_one())
    except StoreError as error:
        return JSONResponse({"status": "failing", "store": error.kind}, 503)
    return JSONResponse({"status": "ok", "store": "ok"})


ROUTES: Sequence[BaseRoute] = (
    Route("/", _first),
    Route("/healthz", _health),
    Route("/link/{token}", links.show, methods=["GET"]),
    Route("/link/{token}", links.use, methods=["POST"]),
    Route(events.PATH, events.listen, methods=["GET"]),
    Route("/alerts", alerts.show_all),
    Route("/alerts.json", alerts.list_all),
    Route("/alerts/{alert:int}.json", alerts.tell_one),
    Route("/alerts/{alert:int}", alerts.show_one),
    Route("/alerts/{alert:int}/{action}", alerts.act, methods=["POST"]),
    Route("/silences", silences.show_all),
    Route("/silences.json", silences.list_all),
    Route("/silences/{silence:int}/end", silences.end, methods=["POST"]),
    Route(PATH + "{token}", websub.verify, methods=["GET"]),
    Route(PATH + "{token}", websub.take, methods=["POST"]),
    Route("/sources", sources.show_all),
    Route("/sources.json", sources.list_all),
    Route("/sources.opml", adding.give),
    Route("/sources/add", adding.ask, methods=["GET"]),
    Route("/sources/add", adding.add, methods=["POST"]),
    Route("/sources/look", adding.find, methods=["POST"]),
    Route("/sources/import", adding.take, methods=["POST"]),
    Route("/catalogue", catalogue.show),
    Route("/catalogue.json", catalogue.tell),
    Route("/catalogue/switch", catalogue.turn, methods=["POST"]),
    Route("/source", sources.show_one),
    Route("/source.json", sources.tell_one),
    Route("/source/progress", sources.progress),
    Route("/source/poll", sources.poll, methods=["POST"]),
    Route("/source/remove", removing.ask, methods=["GET"]),
    Route("/source/remove", removing.remove, methods=["POST"]),
    Route("/source/put-back", removing.put_back, methods=["POST"]),
    Route("/deliveries", deliveries.show_all),
    Route("/deliveries.json", deliveries.list_all),
    Route("/deliveries/retry", deliveries.retry_dead, methods=["POST"]),
    Route("/deliveries/{delivery:int}.json", deliveries.tell_one),
    Route("/deliveries/{delivery:int}", deliveries.show_one),
    Route("/deliveries/{delivery:int}/retry", deliveries.retry_one, methods=["POST"]),
    Route("/digests", digests.show),
    Route("/digests.json", digests.tell),
    Route("/digests/html", digests.show_html),
    Route("/stories/{story:int}.json", stories.tell),
    Route("/stories/{story:int}", stories.show),
    Route("/stories/{story:int}/join", regrouping.ask, methods=["GET"]),
    Route("/stories/{story:int}/join", regrouping.join_other, methods=["POST"]),
    Route("/stories/{story:int}/split", regrouping.split_off, methods=["POST"]),
    Route("/regroupings/{regrouping:int}/undo", regrouping.take_back, methods=["POST"]),
    Route("/articles/{article:int}.json", articles.tell),
    Route("/articles/{article:int}", articles.show),
    Route("/articles/{article:int}/versions.json", versions.tell),
    Route("/articles/{article:int}/versions", versions.show),
    Route("/preferences", preferences.show, methods=["GET"]),
    Route("/preferences", preferences.choose, methods=["POST"]),
    Route("/trends", trends.show),
    Route("/trends.json", trends.tell),
    Route("/sign-in", signing_in.show, methods=["GET"]),
    Route("/sign-in", signing_in.begin, methods=["POST"]),
    Route("/sign-out", signing_in.end, methods=["POST"]),
    Route("/account", account.show),
    Route("/account.json", account.tell),
    Route("/account/password", account.change_password, methods=["POST"]),
    Route("/account/end", account.end, methods=["POST"]),
    Route("/account/codes", account.offer_codes, methods=["GET"]),
    Route("/account/codes", account.take_codes, methods=["POST"]),
    Route("/account/no-codes", account.no_codes, methods=["POST"]),
    Route("/users", users.show),
    Route("/users.json", users.tell),
    Route("/users/add", users.add, methods=["POST"]),
    Route("/users/{user:int}/{action}", users.act, methods=["POST"]),
    Route("/tokens", granting.show),
    Route("/tokens.json", granting.tell),
    Route("/tokens/add", granting.make, methods=["POST"]),
    Route("/tokens/end", granting.end, methods=["POST"]),
    Route("/audit", audit.show),
    Route("/audit.json", audit.tell),
    Route("/channels", channels.show_all),
    Route("/channels.json", channels.list_all),
    Route("/channels/test", channels.test, methods=["POST"]),
    Route("/watches", watches.show_all),
    Route("/watches.json", watches.list_all),
    Route("/watch", watch_edit.edit),
    Route("/watch.json", watch_edit.tell),
    Route("/watch/new", watch_edit.new),
    Route("/watch/check", watch_edit.check, methods=["POST"]),
    Route("/watch/check.json", watch_edit.tell_check),
    Route("/watch/save", watch_edit.save, methods=["POST"]),
    Route("/watch/remove", watch_edit.remove, methods=["POST"]),
    Route("/watch/history", watch_history.show),
    Route("/watch/history.json", watch_history.tell),
    Route("/watch/put-back", watch_history.back, methods=["POST"]),
    Route("/concepts", concepts.show),
    Route("/concepts.json", concepts.tell),
    Route("/search", search.show),
    Route("/search.json", search.tell),
    Route(DESCRIPTION, openapi.show),
    Route("/feeds/alerts.{format}", feeds.of_alerts),
    Route("/feeds/search.{format}", feeds.of_search),
    Route("/subscribers", subscribers.show),
    Route("/subscribers.json", subscribers.tell),
    Route("/subscribers/{subscriber:int}/end", subscribers.end, methods=["POST"]),
    Route(hub.PATH, hub.take, methods=["POST"]),
    Route("/export/search", exporting.of_search),
    Route("/export/alerts", exporting.of_alerts),
    Mount("/static", StaticFiles(directory=STATIC)),
)
