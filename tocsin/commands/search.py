"""tocsin search: the stored articles, in the watch language."""

from itertools import islice
from pathlib import Path

import click

from alerts.evaluate import Hit
from alerts.searching import Where, look
from store.archive import Period, extent
from store.models import Article
from tocsin.days import SINCE, Since, begun
from tocsin.opening import NUMBER, Opened, config_option, json_option, opened
from tocsin.show import article_facts, progress, show_article, show_json_list
from tocsin.trying import unnamed


@click.command()
@click.argument("query")
@click.option("--limit", default=20, show_default=True, type=NUMBER, help="Stop after so many.")
@click.option("--since", type=SINCE, help="Only what was seen from that day or time on, or in the last 6h.")
@config_option
@json_option
def command(query: str, limit: int, since: Since | None, config: Path | None, as_json: bool) -> int:
    """Search the stored articles in the watch language, the last kept first."""
    with opened(config, to_look=True) as house:
        found = _search(house, query, limit, since)
        if as_json:
            show_json_list([article_facts(article, hits) for article, hits in found], limit)
        else:
            for article, hits in found:
                show_article(article, hits, house.settings.zone)
            click.echo(f"{len(found)} found{' (more may follow; raise --limit)' if len(found) == limit else ''}")
    return 0


def _search(house: Opened, text: str, limit: int, since: Since | None) -> list[tuple[Article, tuple[Hit, ...]]]:
    period = Period(begun(since, house.settings.zone))
    sources = house.settings.sources_by_name
    looking = look(house.store, unnamed(text, house.settings), Where(period), sources)
    articles = looking.articles
    if not looking.by_words:
        click.echo("note: the query needs no word to be there, so every article is looked through", err=True)
        with house.store.reading() as session:
            number, _ = extent(session, period)
        articles = progress(articles, number)
    found = ((article, hits) for article, hits in articles if hits is not None)
    return list(islice(found, limit))
