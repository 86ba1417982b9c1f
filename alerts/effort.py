"""How much looking one query may take on one article, so that no query and no text holds up the coverage of everybody.

Counted in steps, not in seconds: what is found must not depend on how busy the machine is. All or nothing: were only
the parts that are left taken as not found, a NOT before one would find what it was written to keep out.
"""

#: A step takes some microseconds, so all take about a second. An article of 5,000 words and a query of a thousand words
#: that all stand in it take a tenth of them.
MOST_STEPS = 100_000


class TooMuch(Exception):
    """Looking for something takes more steps, or finds more places, than one article is worth."""


class Effort:
    """The steps that are left."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Have all steps again, for the next query."""
        self.left = MOST_STEPS

    def spend(self, steps: int = 1) -> None:
        """Take steps.

        Raises:
            TooMuch: none is left. So it is from then on, whatever is looked for.

        """
        self.left -= steps
        if self.left < 0:
            raise TooMuch
