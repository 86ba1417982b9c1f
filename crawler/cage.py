"""Shut a program in before it starts: without network or privileges, and with no life beyond ours.

Runs in the process that becomes the program. What the kernel refuses is left out, for these walls stand before others:
Chromium has a sandbox of its own, and is told to reach nothing.
"""

import ctypes
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

from crawler.worker import die_with

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
#: Whom root becomes: Chromium refuses to shut its pages in as root.
NOBODY = 65534
#: Of one file, in bytes.
_LARGEST_FILE = 256 * 1024 * 1024


def enter(channel: int, parent: int, program: list[str]) -> None:
    """Become program (an absolute path and its arguments), which finds channel as its descriptors 3 and 4.

    `parent` is the process that started this one; when that ends, the program is killed.
    """
    if sys.platform.startswith("linux"):
        _without_network()
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    die_with(parent)  # last, for the kernel forgets it with a change of user
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    for descriptor in (3, 4):
        if channel != descriptor:
            os.dup2(channel, descriptor)
        os.set_inheritable(descriptor, True)
    os.execv(program[0], program)  # noqa: S606 - the program that the settings name


def _without_network() -> None:
    """Move into a network that holds nothing, not even a loopback; a user may do so as root of a world of their own."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        ctypes.CDLL(None).unshare(_CLONE_NEWNET)
    elif ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
