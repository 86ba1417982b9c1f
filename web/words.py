"""Words that other rooms hold and pages show, for who translates them: states, roles and what a silence is of."""

from web.tongue import marked

WORDS = (
    # of deliveries and attempts
    *(marked("pending"), marked("failed"), marked("sent"), marked("dead")),
    # of alerts
    *(marked("held"), marked("acknowledged"), marked("open")),
    *(marked("useful"), marked("not-useful"), marked("unrated")),
    # of users
    *(marked("reader"), marked("editor"), marked("admin")),
    # of silences, and what they are of
    *(marked("in force"), marked("to come"), marked("over"), marked("ended"), marked("wrong")),
    *(marked("watch"), marked("story"), marked("source"), marked("query")),
    # of sources
    *(marked("blocked"), marked("failing"), marked("empty"), marked("stale"), marked("quiet")),
    *(marked("slow"), marked("new"), marked("fine"), marked("off")),
)
