"""Lines that lead to other articles are no part of the one they stand in."""

import pytest

from crawler.feed import feed_items, parse_feed
from crawler.furniture import is_furniture
from crawler.page import extract_page


@pytest.mark.parametrize(
    "line",
    [
        "READ ALSO: Ten ships lost at sea", "Related: Ten ships lost", "[Related: Ten ships lost]", "Read more",
        "Lire aussi : Dix navires perdus", "À lire aussi", "Lesen Sie auch: Zehn Schiffe verloren", "Leggi anche",
        "Lea también | Diez barcos", "Czytaj też: Dziesięć okrętów", "Читайте также: Десять кораблей",
        "Читайте також: Десять кораблів", "Läs också: Tio fartyg", "اقرأ أيضا: عشر سفن",
        "相关阅读：十艘船", "関連記事：十隻",
        "© 2026 The Example. All rights reserved.", "Follow us on Telegram for the latest news.",
        "The post Storm at sea appeared first on The Example.", "L’article Tempête est apparu en premier sur Le Nord.",
        "Sign up for our newsletter and get the best of our reporting.",
    ],
)  # fmt: skip
def test_lines_that_lead_elsewhere_are_known(line):
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Read more than one paper, the minister said.", "Related talks in Geneva broke down on Tuesday.", "",
        "Lire aussi vite que possible est un art.", "The ministers will follow us on this, he said.",
        "Sign up for the exercise, the army told its reservists.",
        "Read also: " + "a long paragraph of the article " * 9,
        "По теме безопасности договорились не сразу.", "Copyright law is changing in Europe.",
    ],
)  # fmt: skip
def test_lines_of_the_article_stay(line):
    assert not is_furniture(line)


def test_headlines_of_other_articles_go_from_the_midst_of_one():
    said = (
        "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port."
    )
    more = "The ships are expected to leave before the end of the week, according to three officials who know of it."
    link = "<p><strong>READ ALSO: <a href=/1>Missile strike on the harbour</a></strong></p>"
    html = f"<html lang=en><body><article><h1>Storm</h1><p>{said}</p>{link}<p>{more}</p></article></body></html>"
    assert extract_page(html.encode(), "https://www.example.org/a-storm").text == f"{said}\n{more}"


def test_they_go_from_what_feeds_bring_as_well():
    said = "Two frigates leave.<p>The post <a href=/>Storm</a> appeared first on <a href=/>Example</a>.</p>"
    item = f"<item><title>Storm</title><link>/1</link><description><![CDATA[{said}]]></description></item>"
    feed = parse_feed(f"<rss><channel>{item}</channel></rss>".encode(), "https://www.example.org/feed")
    assert [one.summary for one in feed_items(feed)] == ["Two frigates leave."]
