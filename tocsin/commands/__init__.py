"""One file per command; each has its Click command as `command`."""
