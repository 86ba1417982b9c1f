"""Decide which story an article belongs to: a copy, an edit, a translation or another telling of news already there.

`decide` is pure; `place` is the one function the rest of the house knows. A missed join repeats an alert, and a wrong
one loses it: one that is not sure is made, and said to be doubtful, so that no alert is lost by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import filterfalse, islice, takewhile
from typing import Any

from sqlalchemy.orm import Session

from alerts.copies import BOILERPLATE, Text, read_text
from alerts.doubts import by_headlines, gathers, may_be_translated, other_news, stands_apart, unproven
from alerts.features import read_features
from alerts.fingerprint import signed_hashes
from alerts.joining import NEARLY, linked
from alerts.likeness import EXPIRES, Likeness, Nearness, View, likeness, nearness
from alerts.naming import Naming, shipped_names
from alerts.placement import SAME_TEXT
from alerts.reprints import Alike, Earlier, alike_headlines, compared, says_nothing
from alerts.series import Form, covered, in_series, is_review, of_one_form
from alerts.similarity import Weighing
from alerts.translations import is_translation, outline
from store import stories as kept
from store.incoming import Marks, Placement, write_waiting
from store.models import Article
from store.regroup import CannotRegroup, join
from store.statements import chunks
from store.window import Member, window

#: So many articles are read before they are placed: a first poll may bring thousands, and what is read of one is large.
_TOGETHER = 50
#: How many articles are compared word by word, and how many stories by features.
_TEXTS = 5
_STORIES = 10
#: How many of an article's heaviest words and common features are kept to find it by.
_INDEXED = 14
#: And how many numbers, days and concepts at least: where nouns have capitals, all that is heavy is names.
_INDEXED_FACTS = 8
_FACTS = "#dk"
#: A feature that stands in more articles names too many stories to look through.
_TOO_COMMON = 1_000
#: A source's date is believed if it is no older than this, and not in the future.
_OLDEST_DATE = timedelta(days=30)


@dataclass(frozen=True)
class Decision:
    """The story an article belongs to (None: a new one), why, in words and data, and whether that is `doubtful`.

    A new one may be that of news which goes on with others: their stories stand in `why` under "follows".
    `joins` are other stories that it shows to tell the same news. If it is a translation of `original`, nothing is in
    doubt: only the texts can tell.
    """

    story_id: int | None
    why: dict[str, Any] = field(default_factory=dict)
    doubtful: bool = False
    joins: tuple[int, ...] = ()
    original: Member | None = None

    def as_translation(self) -> "Decision":
        """Return it for an article that is a translation of `original`."""
        kept = {key: value for key, value in self.why.items() if key not in ("doubt", "follows")}
        why = kept | {"kind": "same-news", "doubtful": False, "translation": True}
        (story_id, *_) = self.why.get("follows", [self.story_id])
        return replace(self, story_id=story_id, why=why, doubtful=False, original=None)


def place(
    session: Session,
    articles: Sequence[Article],
    now: datetime,
    concepts: Naming | None = None,
    *,
    silent: bool = False,
) -> Iterator[Placement]:
    """Yield the story each article belongs to, and by what later ones find it, in their order.

    Those of a poll are read, weighed and looked up before the first of them is placed: one by one, each kind of work
    finds the processor's caches filled by the others. What is yielded is to be kept by `store.incoming.add_article`
    before the next is asked for, which may tell the same news.

    Called for an article already stored, whose text has changed, it says where that would stand now, and keeps by
    what it is found now. `concepts` finds concepts in a text; those shipped, unless it is given. `silent` are articles
    that alert nobody, as what a source held when it was first read: those of before `PAST` join the texts they copy,
    and no other news, for no other news would find them tomorrow.
    """
    kept.take_turn(session)
    names = concepts or shipped_names()
    for some in chunks(articles, _TOGETHER):
        recent = [article for article in some if not (silent and _is_past(article, now))]
        with session.no_autoflush:
            views = dict(zip(map(id, recent), _views(session, recent, now, names), strict=True))
            kept.look_ahead(session, [_text(article).prints.all for article in some])
        for article in some:
            with session.no_autoflush:
                if (view := views.get(id(article))) is not None:
                    decision, marks = _placed(session, *view, article.id, names)
                else:
                    decision, marks = _placed_past(session, article, now, names)
                if article.id is not None:
                    kept.remember(session, article, marks)
            story_id = decision.story_id
            if story_id is not None and article.id is None:
                story_id = _joined(session, story_id, decision.joins, now)
            yield Placement(story_id, decision.why, decision.doubtful, marks)


def _is_past(article: Article, now: datetime) -> bool:
    return article.id is None and article.published_at is not None and article.published_at < now - kept.PAST


def _placed_past(session: Session, article: Article, now: datetime, concepts: Naming) -> tuple[Decision, Marks]:
    """Place an article of long ago by its text alone; what it names is read only where it shares any of that."""
    text, at = _text(article), article.published_at or now
    alike = _alike(session, text, None)
    decision = None
    if alike.texts:
        ((view, _),) = _views(session, [article], now, concepts)
        decision, _ = copied(replace(view, at=at), alike)
    words = "it is older than what news is compared with"
    marks = Marks(at, None, text.prints.sample(alike.boilerplate))
    return decision or Decision(None, {"kind": "new", "words": words}), marks


def _text(article: Article) -> Text:
    return read_text(article.text or article.summary or article.title)


def _placed(
    session: Session, view: View, too_common: set[int], article_id: int | None, concepts: Naming
) -> tuple[Decision, Marks]:
    alike = _alike(session, view.text, article_id)
    decision, templates = copied(view, alike)
    rarest = _rarest(view)
    if decision is None:
        at = view.at
        candidates = _members(session, view, rarest, too_common, article_id)
        if says_nothing(view.text, alike.boilerplate):
            language = view.vector.language
            candidates = [m for m in candidates if alike_headlines(view.title, m.title, language)]
        decision = decide(view, candidates, templates)
        if decision.original and _is_translation(session, view, decision.original, concepts):
            decision = decision.as_translation()
    else:
        at = _told_at(view, alike, decision)
    return decision, Marks(at, view.vector, view.text.prints.sample(alike.boilerplate), rarest)


def _is_translation(session: Session, view: View, original: Member, concepts: Naming) -> bool:
    ((*_, body),) = kept.texts_of(session, [original.article_id])
    ours = outline(view.title, view.body, view.vector.language, concepts)
    return is_translation(ours, outline(original.title, body, original.vector.language, concepts))


def _told_at(view: View, alike: Alike, decision: Decision) -> datetime:
    """Return as of which time a copy is compared with news: what is printed again after all that is no news anew."""
    at = max((earlier.at for earlier in alike.texts if earlier.story_id == decision.story_id), default=view.at)
    return at if view.at - at > EXPIRES else view.at


def _joined(session: Session, story_id: int, others: Sequence[int], now: datetime) -> int:
    """Join stories into the oldest and return which that is; what was parted by hand stays apart."""
    if others:
        write_waiting(session)
    for other in others:
        into, gone = sorted((story_id, other))
        with suppress(CannotRegroup):
            join(session, into, gone, why="an article is so like both that they tell the same news", now=now)
            story_id = into
    return story_id


def decide(view: View, candidates: Iterable[Member], templates: frozenset[int] = frozenset()) -> Decision:
    """Return the story of an article that copies no text: that of the news it is most like, or a new one.

    Arguments: articles of stories that share features with it, oldest first; articles whose template alone it shares.
    """
    stories = _by_story(candidates)
    beside = _Beside(view, stories)
    speak = _speaking(view, stories, templates)
    scores = [nearness(view, members) for members in speak.values() if members]
    scores.sort(key=lambda s: (-s.ratio, -s.score, s.story_id))
    nearest = next(filterfalse(beside.kept_apart, scores), None)
    if nearest is None:
        words = "only templates and series are like it" if stories else "no earlier article is like it"
        return Decision(None, {"kind": "new", "words": words})
    story_id, members = nearest.story_id, stories[nearest.story_id]
    best = likeness(view, speak[story_id], nearest)
    if best.ratio < 1:
        return Decision(None, best.why("new"))
    shared = {id_ for id_, some in stories.items() if any(m.article_id in templates for m in some)}
    doubt = unproven(best, members, "doubtful" if story_id in shared else beside.form_of(story_id))
    # What is in doubt itself proves nothing of others.
    unclear = {story_id} | shared
    others = (s for s in scores if s.ratio >= NEARLY and s.story_id not in unclear and not beside.proves_nothing_of(s))
    joins = () if doubt else linked(view, story_id, [s.story_id for s in others], stories)
    apart = stands_apart(best, doubt)
    doubt = doubt or other_news(best, members)
    because = {"doubt": doubt} if doubt else {}
    original = nearest.nearest if may_be_translated(best, members, doubt) else None
    if apart:
        # What gathers news goes on with all that it gathers.
        follows = [s.story_id for s in scores if s.ratio >= 1 and not beside.kept_apart(s)]
        return Decision(None, best.why("new") | because | {"follows": follows}, original=original)
    why = best.why("same-news") | {"doubtful": bool(doubt)} | because
    return Decision(story_id, why, doubtful=bool(doubt), joins=joins, original=original)


class _Beside:
    """An article beside the stories that it may belong to: what tells it apart from each, whatever the likeness."""

    def __init__(self, view: View, stories: Mapping[int, Sequence[Member]]) -> None:
        self._view, self._stories = view, stories
        self._forms: dict[int, Form | None] = {}

    def form_of(self, story_id: int) -> Form | None:
        """Return whether the article and a story seem to be one form, and how."""
        if story_id not in self._forms:
            self._forms[story_id] = of_one_form(self._view, self._stories[story_id])
        return self._forms[story_id]

    # Asked of the nearest alone: of most stories it makes no difference.
    def kept_apart(self, near: Nearness) -> bool:
        """Tell whether the article cannot be of a story."""
        return self.form_of(near.story_id) == "other" or in_series(self._view, self._stories[near.story_id])

    def proves_nothing_of(self, near: Nearness) -> bool:
        """Tell whether the article, were it of a story, would be so in doubt by its form or headline."""
        is_form = self.form_of(near.story_id) is not None
        return is_form or self.kept_apart(near) or bool(by_headlines(self._view, self._stories[near.story_id]))


def _by_story(members: Iterable[Member]) -> dict[int, list[Member]]:
    stories: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        stories[member.story_id].append(member)
    return stories


def _speaking(
    view: View, stories: Mapping[int, Sequence[Member]], templates: frozenset[int]
) -> dict[int, list[Member]]:
    """Return which articles of each story speak for it: none of a story that roundups alone tell."""
    # Tellings of one news share sentences as forms do; but for other news in a form no further article speaks.
    silent = {m.article_id for some in stories.values() for m in some if gathers(m)} if not gathers(view) else set()
    silent |= templates
    return {id_: [m for m in some if m.article_id not in silent] for id_, some in stories.items()}


def copied(view: View, alike: Alike) -> tuple[Decision | None, frozenset[int]]:
    """Return the story of the text that an article copies, if any, and the articles whose template alone it shares."""
    copies, templates = [], set()
    passages: dict[int, float] = {}
    for earlier in alike.texts:
        verdict, part = compared(view, earlier, alike.boilerplate)
        if part:
            passages[earlier.story_id] = max(passages.get(earlier.story_id, 0.0), covered(view, earlier.text))
        if verdict in ("identical", "copy"):
            copies.append((part, -earlier.article_id, earlier.story_id))
        elif verdict == "template":
            templates.add(earlier.article_id)
    if is_review(passages.values()):
        words = f"it is made of passages of {len(passages)} stories"
        return Decision(None, {"kind": "new", "words": words}), frozenset()
    if not copies:
        return None, frozenset(templates)
    part, article_id, story_id = max(copies)
    words = f"{part:.0%} of the shorter text stands in both, this one and article {-article_id}"
    why = {"kind": SAME_TEXT, "article": -article_id, "score": round(part, 3), "words": words}
    return Decision(story_id, why), frozenset()


def _views(
    session: Session, articles: Iterable[Article], now: datetime, concepts: Naming
) -> list[tuple[View, set[int]]]:
    """Return each article as it is compared, and those of its features that stood in too many before it, by hash."""
    read = [(article, article.text or article.summary or "") for article in articles]
    texts = [read_text(body or article.title) for article, body in read]
    features = [read_features(article.title, body, article.language, concepts) for article, body in read]
    weighings = list(map(Weighing, features))
    hashes = [weighing.hashes for weighing in weighings]
    counts = [
        kept.document_frequencies(session, of, count=article.id is None)
        for of, (article, _) in zip(hashes, read, strict=True)
    ]
    vectors = [weighing.vector(seen) for weighing, seen in zip(weighings, counts, strict=True)]
    return [
        (
            View(
                article.title, body, text, vector, _time(article, now), int(seen[-1]), concepts.people, concepts.weapons
            ),
            set(of[seen > _TOO_COMMON].tolist()),
        )
        for (article, body), text, vector, of, seen in zip(read, texts, vectors, hashes, counts, strict=True)
    ]


def _time(article: Article, now: datetime) -> datetime:
    published = article.published_at
    return published if published and now - _OLDEST_DATE <= published <= now else article.seen_at or now


def _alike(session: Session, text: Text, article_id: int | None) -> Alike:
    copies, boilerplate = kept.candidates_by_fingerprint(session, text.prints.all, BOILERPLATE, article_id)
    texts = [
        Earlier(id_, story_id, at, title, body or title, read_text(body or title))
        for id_, story_id, at, title, body in (kept.texts_of(session, copies[:_TEXTS]) if copies else ())
    ]
    return Alike(texts, boilerplate)


def _members(
    session: Session, view: View, rarest: Mapping[int, float], too_common: set[int], article_id: int | None
) -> Sequence[Member]:
    """Return the articles of the stories that share most with an article."""
    between = (view.at - EXPIRES, view.at + EXPIRES)
    rare = {hash_: weight for hash_, weight in rarest.items() if hash_ not in too_common}
    held = window(session)
    return held.members(session, held.stories(session, rare, between, _STORIES, article_id), between, article_id)


def _rarest(view: View) -> dict[int, float]:
    """Return the heaviest features by hash; words under the name of their language."""
    vector = view.vector
    facts = {feature: weight for feature, weight in vector.common.items() if feature[0] in _FACTS}
    words, common = _heaviest(vector.words, _INDEXED), dict(_heaviest(vector.common, _INDEXED))
    common |= _heaviest(facts, _INDEXED_FACTS)
    hashes = signed_hashes((word for word, _ in words), after=f"{vector.language} ") + signed_hashes(common)
    return dict(zip(hashes, (*(weight for _, weight in words), *common.values()), strict=True))


def _heaviest(weights: Mapping[str, float], count: int) -> list[tuple[str, float]]:
    """Return so many of the heaviest of an article's words or features, which stand in the order of their weights."""
    least = next(islice(weights.values(), count - 1, None), 0.0)
    # Of equal weights, which are told apart by name, any may come first.
    heavy = takewhile(lambda one: one[1] >= least, weights.items())
    return sorted(heavy, key=lambda one: (one[1], one[0]), reverse=True)[:count]


def others_like(
    session: Session, article: Article, now: datetime, concepts: Naming | None = None
) -> list[tuple[Likeness, str]]:
    """Return how much a stored article is like the stories it might have joined instead, most like first.

    Each with why it is kept apart whatever the likeness ("series", "template", "roundup"), '' if nothing does. As all
    stands now: stories may have grown since the article was placed. Changes nothing.
    """
    with session.no_autoflush:
        ((view, too_common),) = _views(session, [article], now, concepts or shipped_names())
        _, templates = copied(view, _alike(session, view.text, article.id))
        candidates = _members(session, view, _rarest(view), too_common, article.id)
    stories = _by_story(m for m in candidates if m.story_id != article.story_id)
    compared = [(likeness(view, members), _apart(view, members, templates)) for members in stories.values()]
    return sorted(compared, key=lambda one: (-one[0].ratio, -one[0].score, one[0].story_id))


def _apart(view: View, members: Sequence[Member], templates: frozenset[int]) -> str:
    if gathers(view) or all(map(gathers, members)):
        return "roundup"
    if all(member.article_id in templates for member in members):
        return "template"
    return "series" if in_series(view, members) else ""
