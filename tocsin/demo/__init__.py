"""The demonstration: a small news web, a mail box and a webhook receiver on this machine, and the daemon at work."""
