"""The desk as one application, made of a store and the settings in force."""

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from scheduler.in_force import InForce
from store.errors import StoreError
from store.session import Store
from web.desk import Desk
from web.guard import Guard
from web.live import Live
from web.pages import bug, store_trouble, wrong_address
from web.routes import ROUTES

#: How hard an answer is pressed: harder takes three times as long for a tenth less.
_LEVEL = 4


def make_app(store: Store, force: Callable[[], InForce], clock: Callable[[], datetime]) -> Guard:
    """Return the desk; `force` returns the settings in force at each request, `clock` aware UTC."""
    handlers = {HTTPException: wrong_address, StoreError: store_trouble, Exception: bug}
    pressed = Middleware(GZipMiddleware, compresslevel=_LEVEL)
    app = Starlette(routes=ROUTES, middleware=[pressed], exception_handlers=handlers)
    app.state.desk = Desk(store, force, clock)
    app.state.live = Live(app.state.desk, app.routes)
    # Before all that Starlette does: its answer to a bug of ours has the headers too.
    guard = Guard(app, app.state.desk, app.routes)
    app.state.whole = guard
    return guard
