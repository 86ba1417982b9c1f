"""What is written into the settings files on the desk: who does it, and whether the daemon has taken it up."""

import asyncio

from scheduler.editing import Author, Made
from web.desk import Desk
from web.tongue import gettext as _

#: So long, in seconds, is waited for the daemon to take up what was written.
WITHIN = 6.0


def author(desk: Desk) -> Author:
    """Return who changes something now."""
    return Author(desk.by, desk.clock(), desk.who.address)


async def taken_up(desk: Desk, made: Made) -> str:
    """Wait a while for what was written to be in force; return in words whether it is."""
    try:
        async with asyncio.timeout(WITHIN):
            while desk.force().revision_id != made.revision:
                await asyncio.sleep(0.1)
    except TimeoutError:
        return _("The daemon takes it up in a moment; its log says if it cannot.")
    return _("It is in force.")
