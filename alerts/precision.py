"""How often the alerts of a watch are of use, and how sure that is. Touches nothing."""

from math import sqrt

#: Two-sided 95 %.
_Z = 1.959964


def precision(useful: int, not_useful: int) -> tuple[float, float, float] | None:
    """Return the share of rated alerts that were of use, and the interval in which the true one lies at 95 %.

    None if none is rated. The interval is Wilson's (1927), which is right for few alerts and for shares near 0 and 1
    (Brown, Cai and DasGupta 2001, "Interval Estimation for a Binomial Proportion").

    >>> [round(part, 3) for part in precision(8, 2)]
    [0.8, 0.49, 0.943]

    """
    rated = useful + not_useful
    if not rated:
        return None
    share, spread = useful / rated, _Z * _Z / rated
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / rated + spread / rated / 4) / (1 + spread)
    return share, max(0.0, middle - half), min(1.0, middle + half)
