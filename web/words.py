"""Words that other rooms hold and pages show: states, roles, what a silence is of, and who did what when."""

from datetime import datetime, tzinfo

from alerts.display import one_line
from web.tongue import gettext as _
from web.tongue import looked_up, marked, time_text

#: Who changes something on a desk that knows no users (`web.desk`).
DESK = marked("the desk")
#: Who makes users of whom it names (`web.recognise`).
PROXY = marked("the proxy")

WORDS = (
    # of deliveries and attempts
    *(marked("pending"), marked("failed"), marked("sent"), marked("dead")),
    # of alerts
    *(marked("held"), marked("acknowledged"), marked("open")),
    *(marked("useful"), marked("not-useful"), marked("unrated")),
    # of users
    *(marked("reader"), marked("editor"), marked("admin")),
    # of tests through channels
    *(marked("accepted"), marked("refused for good"), marked("refused; a real alert would be tried again")),
    # of sources that Tocsin knows
    *(marked("answered a visit"), marked("read by a maintained open crawler"), marked("in several public lists")),
    *(marked("in one public list"), marked("blocked, silent or disputed when last looked at")),
    # of silences, and what they are of
    *(marked("in force"), marked("to come"), marked("over"), marked("ended"), marked("wrong")),
    *(marked("watch"), marked("story"), marked("source"), marked("query")),
    # of sources
    *(marked("blocked"), marked("failing"), marked("empty"), marked("stale"), marked("quiet")),
    *(marked("undated"), marked("slow"), marked("new"), marked("fine"), marked("off")),
)


def by_whom(at: datetime, by: str | None, zone: tzinfo) -> str:
    """Return when and by whom something was done, as in: Sun 1 Mar 2026, 10:00 CET, by anna; None did it by itself."""
    when = time_text(at, zone)
    if by is None:
        return _("%(when)s, by itself", when=when)
    return _("%(when)s, by %(name)s", when=when, name=named(by)) if by else when


def named(by: str) -> str:
    """Return who did something, as it is shown."""
    return looked_up(by) if by in (DESK, PROXY) else one_line(by, 100)
