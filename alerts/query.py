"""The watch language: read a query, and print it back. What it means is docs/watch-language.md."""

from alerts.query_parser import parse
from alerts.query_tree import Query, QueryError, clause

__all__ = ["Query", "QueryError", "format", "parse"]


def format(query: Query) -> str:
    """Return query in its plainest spelling; parsing that gives an equal query.

    >>> format(parse("“cease fire” (drone OR missil*) -toy"))
    '"cease fire" AND (drone OR missil*) AND NOT toy'

    """
    return clause(query.root)
