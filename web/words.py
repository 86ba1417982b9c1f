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
    *(marked("slow"), marked("new"), marked("fine"), marked("off")),
)
