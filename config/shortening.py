"""Cut what is too long for its place, between two words: titles that are stored, and lines that are sent. Pure."""


def shortened(line: str, limit: int) -> str:
    """Return a line cut at a word to at most limit characters; where no word ends in its second half, anywhere.

    >>> shortened("The minister stays away", 15)
    'The minister…'

    """
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ", limit // 2)
    return (cut[:space] if space > 0 else cut).rstrip() + "…"
