"""Run a watch over the archive as it would have run, and another beside it where two are compared."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from alerts.backtest import Backtest, Comparison, Match
from alerts.query_tree import Advice
from alerts.trying import Tried, Trying
from alerts.watch import Watch
from config import Settings
from store.archive import Period, extent, read, told_before
from store.models import Article
from store.session import Store
from store.sources import baselines
from tocsin.days import Days, midnight

#: The matches seen last from which exclusions are learnt.
SAMPLED = 500


@dataclass(frozen=True)
class Run:
    """What came of it; the watch in force is None where nothing is compared.

    Attributes:
        days: those that the archive has of the days asked for.
        articles: how many there are in these days.
        watch, done: the watch tried, and what it would have done.
        in_force, before, comparison: the same of the watch in force, and what sets the two apart.
        trying: what it cost.
        sampled: ids of the matches seen last, oldest first.
        advice: what the writer of the watch tried should know of its query.

    """

    days: Days
    articles: int
    watch: Watch
    done: Backtest
    trying: Trying
    sampled: list[int]
    advice: tuple[Advice, ...]
    in_force: Watch | None = None
    before: Backtest | None = None
    comparison: Comparison | None = None


#: Wraps what is gone through, to show how far it is; gets the number there is.
Progress = Callable[[Iterable[Tried], int], Iterator[Tried]]


def backtest(
    store: Store, settings: Settings, days: Days, watch: Watch, in_force: Watch | None, keep: int, progress: Progress
) -> Run:
    """Return what watch, and in_force if there is one, would have done in these days; `keep` examples are kept."""
    zone = settings.zone
    period = days.period(zone)
    with store.reading() as session:
        articles, _ = extent(session, period)
        _, first = extent(session, Period(until=period.until))
        is_quiet = _Quiet(settings, baselines(session))
    if first is not None:
        days = Days(max(days.first, first.astimezone(zone).date()), days.last)
    watches = [watch] if in_force is None else [watch, in_force]
    done = [Backtest(zone, keep, each_article=w.settings.scope == "article") for w in watches]
    trying = Trying(watches, settings.sources)
    for tried in trying.on(told_before(store, midnight(days.first, zone))):
        _take_in(tried, done, is_quiet)
    comparison = Comparison(in_force, watch, keep) if in_force else None
    sampled: deque[int] = deque(maxlen=SAMPLED)
    for tried in progress(trying.on(read(store, period)), articles):
        _count(tried, done, is_quiet)
        if comparison:
            comparison.add(tried.article, tried.document, tried.evidence[1], tried.evidence[0])
        if tried.evidence[0] is not None:
            sampled.append(tried.article.id)
    before = done[1] if in_force else None
    advice = watch.advice(settings.sources)
    return Run(days, articles, watch, done[0], trying, list(sampled), advice, in_force, before, comparison)


class _Quiet:
    """Tells of articles whether they may not alert: they are what a new source already held."""

    def __init__(self, settings: Settings, baselines: dict[str, datetime | None]) -> None:
        sources = settings.sources_by_name
        self._since = {
            name: at for name, at in baselines.items() if not settings.alerts_on_first_poll(sources.get(name))
        }

    def __call__(self, article: Article) -> bool:
        since = self._since.get(article.source)
        return since is not None and article.seen_at <= since


def _take_in(tried: Tried, done: list[Backtest], is_quiet: _Quiet) -> None:
    for counted, evidence in zip(done, tried.evidence, strict=True):
        if evidence is not None and not is_quiet(tried.article):
            counted.rang_before(tried.article)


def _count(tried: Tried, done: list[Backtest], is_quiet: _Quiet) -> None:
    for counted, evidence in zip(done, tried.evidence, strict=True):
        if evidence is not None:
            counted.add(Match(tried.article, tried.document, evidence), quiet=is_quiet(tried.article))
