"""What others do with the same: programs that poll feeds, of addresses in a file, and a sketch that tells stories."""
