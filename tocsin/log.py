"""One line per event, on standard error."""

import logging
import re
import sys
from datetime import UTC, datetime

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
#: Longer events are cut: a hostile source must not fill the log.
LONGEST = 2_000


class Line(logging.Formatter):
    """Writes `2026-03-01T09:00:00Z INFO polled: source=… items=…`; what came from outside cannot start a new line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as one line; a traceback follows with a bar before each line."""
        event = _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", record.getMessage())
        if len(event) > LONGEST:
            event = event[:LONGEST] + "…"
        when = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{when} {record.levelname} {event}"
        if record.exc_info:
            line += "".join(f"\n  | {part}" for part in self.formatException(record.exc_info).splitlines())
        return line


def set_up_logging(*, verbose: bool = False) -> None:
    """Log events of level INFO and above (DEBUG if verbose) to standard error; libraries only from WARNING."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # It has nothing to say that we do not: ticks left out while the last one waits for the store, or ended by a stop.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    for room in ("alerts", "config", "crawler", "scheduler", "store", "tocsin", "web"):
        logging.getLogger(room).setLevel(logging.DEBUG if verbose else logging.INFO)
