"""The desk as one application, made of a store and the settings in force."""

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from scheduler.in_force import InForce
from store.errors import StoreError
from store.session import Store
from web.desk import Desk
from web.guard import Guard
from web.live import Live
from web.pages import bug, store_trouble, wrong_address
from web.routes import ROUTES


def make_app(store: Store, force: Callable[[], InForce], clock: Callable[[], datetime]) -> Guard:
    """Return the desk; `force` returns the settings in force at each request, `clock` aware UTC."""
    handlers = {HTTPException: wrong_address, StoreError: store_trouble, Exception: bug}
    app = Starlette(routes=ROUTES, exception_handlers=handlers)
    app.state.desk = Desk(store, force, clock)
    app.state.live = Live(app.state.desk, app.routes)
    # Before all that Starlette does: its answer to a bug of ours has the headers too.
    guard = Guard(app, app.state.desk, app.routes)
    app.state.whole = guard
    return guard
