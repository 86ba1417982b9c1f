"""Undo the Content-Encoding of an answer, within a limit. Pure.

Scrapy's own middleware does the same, but guesses the character set of every body as well; feeds are parsed as bytes.
"""

import sys
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable

import brotli

from crawler.item import ReadError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: What we ask for.
ACCEPTED = "gzip, deflate, br, zstd"
#: More encodings over one another than this are an attack.
MOST_LAYERS = 3


def decode(body: bytes, encodings: str, limit: int, *, whole: bool = True) -> bytes:
    """Return body with its Content-Encoding undone (RFC 9110 8.4).

    Arguments: `encodings` as sent, for example "gzip" or "gzip, br", the outermost last; `limit` in bytes, for every
    layer. Where not the `whole` is wanted, the beginning is returned of what is longer or was cut at the limit. A body
    that is not what the header says but looks like text is returned as it is: servers do that, and call their
    character set an encoding.

    Raises:
        ReadError: `too-large`, or `parse` for one that is damaged, or encoded in a way that we did not ask for.

    """
    names = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    if len(names) > MOST_LAYERS:
        raise ReadError("parse", f"the answer is compressed {len(names)} times over")
    for name in reversed(names):
        if name != "identity":
            body = _decode(body, name, limit, whole=whole)
    return body


def _decode(body: bytes, name: str, limit: int, *, whole: bool) -> bytes:
    if not body or body.removeprefix(BOM_UTF8).lstrip()[:1] in (b"<", b"{"):
        return body
    decoder = _DECODERS.get(name)
    if decoder is None:
        raise ReadError("parse", f"the answer is encoded as {name[:40]!r}, which was not asked for")
    try:
        # What was cut at the limit holds at least the half of it, even if compressing made it longer.
        decoded = decoder(body, limit + 1 if whole else limit // 2)
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        raise ReadError("parse", f"the answer is not the {name} that it says to be, or is damaged") from error
    if len(decoded) > limit and whole:
        raise ReadError("too-large", f"the answer is more than {limit:,} bytes when decompressed")
    return decoded[:limit]  # Brotli's decoder gives somewhat more than it is asked for


def _gzip(body: bytes, most: int) -> bytes:
    """Return at most that many bytes of all the members of a gzip file (RFC 1952 2.2)."""
    parts: list[bytes] = []
    while body.startswith(b"\x1f\x8b") and (left := most - sum(map(len, parts))) > 0:
        decoder = zlib.decompressobj(wbits=31)
        parts.append(decoder.decompress(body, left))
        body = _rest(decoder, left - len(parts[-1]))
    if not parts:
        raise EOFError
    return b"".join(parts)


def _deflate(body: bytes, most: int) -> bytes:
    """Zlib's format as RFC 9110 says, or the bare stream that some servers send."""
    try:
        decoder = zlib.decompressobj()
        decoded = decoder.decompress(body, most)
    except zlib.error:
        decoder = zlib.decompressobj(wbits=-15)
        decoded = decoder.decompress(body, most)
    _rest(decoder, most - len(decoded))
    return decoded


def _rest(decoder: "zlib._Decompress", room: int) -> bytes:
    """Return what follows the stream, and raise EOFError where the stream itself was cut short."""
    if room and not decoder.eof:
        raise EOFError
    return decoder.unused_data


def _brotli(body: bytes, most: int) -> bytes:
    decoder = brotli.Decompressor()
    decoded = bytearray(decoder.process(body, output_buffer_limit=most))
    while len(decoded) < most and not decoder.is_finished():
        more = decoder.process(b"", output_buffer_limit=most - len(decoded))
        if not more:
            raise EOFError
        decoded += more
    return bytes(decoded)


def _zstd(body: bytes, most: int) -> bytes:
    """Return at most that many bytes; a window of more than 8 MiB (RFC 8878 3.1.1.1.2) is refused."""
    decoder = zstd.ZstdDecompressor(options={int(zstd.DecompressionParameter.window_log_max): 23})
    decoded = decoder.decompress(body, max_length=most)
    if not decoder.eof and len(decoded) < most:
        raise EOFError
    return decoded


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
