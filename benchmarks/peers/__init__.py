"""How others poll feeds, each in a program of its own that reads the addresses from a file, one a line."""
