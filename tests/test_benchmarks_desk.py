"""The benchmark of the desk asks for all that the desk has."""

from benchmarks.desk_pages import addresses
from web.routes import ROUTES


def test_no_page_is_left_out():
    asked = list(addresses(ROUTES, stories=100, articles=1_000, link="token"))
    assert {"/alerts", "/alerts.json", "/alerts/50", "/export/alerts?format=csv&limit=20", "/audit.json"} <= set(asked)
    assert not [one for one in asked if "{" in one]
