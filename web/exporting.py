"""What a search finds, and the articles of alerts, as files for other programs; written as they are found."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from alerts.export import About, Exported, formats
from alerts.exporting import about, found_by_alerts, found_by_search
from alerts.query import QueryError
from alerts.watch import compile_watch
from store.session import Store
from web import alerts, search
from web.asked import answering, known_in, number_in
from web.desk import Desk, desk_of
from web.pages import problem
from web.tongue import marked

#: Articles in a file, unless fewer are asked for; `tocsin export` knows no such bound.
MOST = 10_000
_CURE = "Begin again at /search or /alerts."
_PROGRAM = "Tocsin"


@answering(_CURE)
async def of_search(request: Request) -> Response:
    """Return what a query finds as a file."""
    desk, wanted = desk_of(request), search.filter_of(request)
    try:
        watch = search.watch_for(desk, wanted)
    except QueryError as error:
        return problem(request, 400, error.message, error.hint or "Write it as docs/watch-language.md says.")
    settings = desk.settings
    sources = settings.sources_by_name
    found = partial(found_by_search, desk.store, watch, search.where(wanted, settings), sources, _limit(request))
    of = about(desk.store, f"search for {wanted.q}", watch, sources, desk.clock(), _PROGRAM)
    return _file(request, "search", found, of)


@answering(_CURE)
async def of_alerts(request: Request) -> Response:
    """Return the articles of alerts as a file: those that the page of alerts shows under the same filters."""
    desk, wanted = desk_of(request), alerts.filter_of(request)
    settings = desk.settings
    named = settings.find_watch(wanted.watch or "")
    watch = compile_watch(named, desk.force().concepts) if named else None
    sources = settings.sources_by_name
    found = partial(found_by_alerts, desk.store, _limit(request), **asdict(wanted))
    of = about(desk.store, f"alerts of {wanted.watch or 'all watches'}", watch, sources, desk.clock(), _PROGRAM)
    return _file(request, "alerts", found, of)


def _limit(request: Request) -> int:
    return min(number_in(request.query_params.get("limit", ""), "limit") or MOST, MOST)


def _file(request: Request, name: str, found: Callable[[], Iterator[Exported]], of: About) -> Response:
    kind = request.query_params.get("format", "")
    known_in(kind, formats(), marked("There is no format %(name)r; write one of %(known)s."))
    form = formats()[kind]()
    file = f"tocsin-{name}-{of.made_at:%Y%m%d-%H%M}{form.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    pieces = _in_turn(desk_of(request), lambda _: form.write(found(), of))
    return StreamingResponse(pieces, media_type=form.media_type, headers=headers)


async def _in_turn(desk: Desk, begin: Callable[[Store], Iterator[bytes]]) -> AsyncIterator[bytes]:
    """Yield pieces that are made in a thread, each when it is its turn: a file of an hour keeps no search waiting."""
    pieces = await desk.slowly(begin)
    while (piece := await to_thread.run_sync(next, pieces, None, limiter=desk.slow)) is not None:
        yield piece
