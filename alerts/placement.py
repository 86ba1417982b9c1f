"""What is kept of why an article stands in its story (`store.incoming.Placement.why`), read. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from store.models import Article

#: The kind of what was placed as a copy: by the text that it has in common with an earlier article.
SAME_TEXT = "same-text"


def sure_story(article: Article) -> int | None:
    """Return the story an article belongs to, None if it was placed there in doubt."""
    return None if article.story_why.get("doubtful") else article.story_id


def followed(article: Article) -> Sequence[int]:
    """Return the stories that an article perhaps goes on with and stands apart from, the one most like it first."""
    stories: Sequence[int] = article.story_why.get("follows", ())
    return stories


def original_of(why: Mapping[str, Any]) -> int | None:
    """Return the article of whose text one is a copy, which may be a copy itself; None if it is none."""
    return why.get("article") if why.get("kind") == SAME_TEXT else None
