"""What watches would have done with the articles of the archive: counting over a stream of them. Pure.

An alert is one per watch and story, opened by the story's first match that may alert, as `alerting.open_alerts` has
it; or one per article, where the watch asks for that or the article belongs to its story perhaps only, of which no
copy rings again. What was not seen at the time cannot be repeated: articles are taken in their newest text and in the
story in which they stand now.
"""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import date, tzinfo

from alerts.document import Document
from alerts.evaluate import Evidence
from alerts.placement import original_of, sure_story
from alerts.watch import Watch, why_not
from store.models import Article


@dataclass(frozen=True)
class Match:
    """A watch found in a stored article."""

    article: Article
    document: Document
    evidence: Evidence


class Backtest:
    """What one watch would have done.

    Attributes:
        matches, quiet: articles it finds, and how many of them may not alert.
        matches_by_day, alerts_by_day: by the day the article was first seen, in the user's zone.
        by_language, by_source, by_clause: matches; a clause is a part of the query that was found.
        stories: those with a match. `alerts`: by what they stand for, ("story", id) or ("article", id), with the
            article that opened the alert.
        newest: the matches seen last, oldest first.

    """

    def __init__(self, zone: tzinfo, keep: int = 10, *, each_article: bool = False) -> None:
        self._zone, self._each_article = zone, each_article
        self._rang_before: set[int] = set()
        #: The articles that rang alone, in doubt, and their copies.
        self._alone: set[int] = set()
        self.matches = self.quiet = 0
        self.matches_by_day: Counter[date] = Counter()
        self.alerts_by_day: Counter[date] = Counter()
        self.by_language: Counter[str | None] = Counter()
        self.by_source: Counter[str] = Counter()
        self.by_clause: Counter[str] = Counter()
        self.stories: set[int] = set()
        self.alerts: dict[tuple[str, int], int] = {}
        self.newest: deque[Match] = deque(maxlen=keep)

    def rang_before(self, article: Article) -> None:
        """Take in that an article had alerted before the first one that is counted."""
        kind, id_ = self.alert_of(article)
        if kind == "article":
            self._alone.add(id_)
        elif not self._is_told_alone(article):
            self._rang_before.add(id_)

    @property
    def alerted_before(self) -> int:
        """How many of the stories had alerted before the first article that is counted."""
        return len(self.stories & self._rang_before)

    def add(self, match: Match, *, quiet: bool) -> None:
        """Count a match; `quiet`: it may not alert. Matches come in the order their articles were first seen."""
        article = match.article
        day = article.seen_at.astimezone(self._zone).date()
        self.matches += 1
        self.quiet += quiet
        self.matches_by_day[day] += 1
        self.by_language[article.language] += 1
        self.by_source[article.source] += 1
        self.by_clause.update({hit.clause for hit in match.evidence.hits})
        self.stories.add(article.story_id)
        if not quiet:
            self._ring(article, day)
        self.newest.append(match)

    def _ring(self, article: Article, day: date) -> None:
        alert = kind, id_ = self.alert_of(article)
        if kind == "article":
            self._alone.add(id_)
        elif alert in self.alerts or id_ in self._rang_before or self._is_told_alone(article):
            return
        self.alerts[alert] = article.id
        self.alerts_by_day[day] += 1

    def _is_told_alone(self, article: Article) -> bool:
        """Tell whether an article is the copy of a text that rang alone; its own copies are copies of that, too."""
        is_copy = original_of(article.story_why) in self._alone
        if is_copy:
            self._alone.add(article.id)
        return is_copy

    def alert_of(self, article: Article) -> tuple[str, int]:
        """Return what an alert by an article stands for."""
        alone = self._each_article or sure_story(article) is None
        return ("article", article.id) if alone else ("story", article.story_id)


@dataclass(frozen=True)
class Change:
    """An article that one of two watches finds and the other does not, and why it does not."""

    match: Match
    why: str


class Comparison:
    """What one watch adds to another and takes away.

    Attributes:
        added, removed: how many articles.
        newest_added, newest_removed: the changes seen last, oldest first.

    """

    def __init__(self, in_force: Watch, changed: Watch, keep: int = 10) -> None:
        self._in_force, self._changed = in_force, changed
        self.added = self.removed = 0
        self._added: deque[Match] = deque(maxlen=keep)
        self._removed: deque[Match] = deque(maxlen=keep)

    def add(self, article: Article, document: Document, before: Evidence | None, after: Evidence | None) -> None:
        """Take in what the watch in force and the changed one found in an article."""
        if before is None and after is not None:
            self.added += 1
            self._added.append(Match(article, document, after))
        elif before is not None and after is None:
            self.removed += 1
            self._removed.append(Match(article, document, before))

    @property
    def newest_added(self) -> list[Change]:
        """What only the changed watch finds."""
        return [Change(match, why_missed(self._in_force, match.document)) for match in self._added]

    @property
    def newest_removed(self) -> list[Change]:
        """What only the watch in force finds."""
        return [Change(match, why_missed(self._changed, match.document)) for match in self._removed]


def why_missed(watch: Watch, document: Document) -> str:
    """Return in words why a watch does not find an article."""
    return watch.passes_over(document) or why_not(watch.explain(document))
