"""Transport compression: one context a connection, a flush after every payload.

Source: discord-api-docs, events/gateway#transport-compression.
"""

import importlib
import zlib
from typing import Any, Protocol


class Compression(Protocol):
    def frame(self, text: str) -> bytes:
        """The binary frame that carries this payload."""


class ZlibStream:
    """compress=zlib-stream: every payload ends with 00 00 FF FF."""

    def __init__(self) -> None:
        self._context = zlib.compressobj()

    def frame(self, text: str) -> bytes:
        return self._context.compress(text.encode()) + self._context.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """compress=zstd-stream, where one of the two libraries that discord.py knows is there."""

    def __init__(self, library: Any) -> None:
        if library.__name__ == "zstandard":
            self._context = library.ZstdCompressor().compressobj()
            self._flush = library.COMPRESSOBJ_FLUSH_BLOCK
        else:
            self._context = library.ZstdCompressor()
            self._flush = library.ZstdCompressor.FLUSH_BLOCK

    def frame(self, text: str) -> bytes:
        head: bytes = self._context.compress(text.encode())
        tail: bytes = self._context.flush(self._flush)
        return head + tail


def zstd_library() -> Any:
    """None where neither is installed; discord.py then asks for zlib."""
    for name in ("zstandard", "compression.zstd"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


def compression_of(name: str) -> Compression | None:
    """For the `compress` of the address; "" means none. ValueError: not known, or not possible."""
    library = zstd_library() if name == "zstd-stream" else None
    if name == "zlib-stream":
        return ZlibStream()
    if library is not None:
        return ZstdStream(library)
    if name:
        raise ValueError(f"compress={name}")
    return None
