"""Tell systemd how the daemon is (sd_notify(3)). Does nothing where systemd did not start us."""

import os
import socket


def notify(state: str) -> bool:
    """Send state, for example `READY=1`, to systemd; tell whether there was anyone to send it to."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    # A leading @ stands for the NUL of an abstract socket (unix(7)).
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
    return True
