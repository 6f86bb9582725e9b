"""Turns any text file into a plain UTF-8 one that DuckDB can read, and counts what is in it.

Called by ``csv_reader`` and ``json_reader``. Compressed, UTF-16 and single-byte files are rewritten
into the load's scratch folder; a clean UTF-8 file is read where it is. The scan counts records
independently of the reader, so that no row can vanish unnoticed.
"""

import codecs
import gzip
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from boardroom.data.sources.report import Finding
from boardroom.errors import SourceError

CHUNK_BYTES = 256 * 1024
"""A piece stays in the processor's cache while it is looked at."""

MIXED = "utf-8 and cp1252"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that cp1252 leaves without a letter."""

_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


@dataclass(frozen=True, kw_only=True)
class TextFile:
    """A text file made readable.

    Attributes:
        path: UTF-8 text: the original, or its rewritten copy in the scratch folder.
        encoding: what the original is in; ``utf-8`` with ``dirty`` lines when some are not.
        clean: no NUL, no invalid byte and no lone carriage return; False = read it carefully.
        quoted: whether there is a double quote in it.
        lines: number of lines, counted by their line feeds.
        findings: what had to be guessed.
    """

    path: Path
    encoding: str
    clean: bool
    size_bytes: int
    quoted: bool
    lines: int
    findings: tuple[Finding, ...] = ()


def open_text(path: Path, *, scratch: Path, encoding: str = "") -> TextFile:
    """Make ``path`` readable as UTF-8.

    Args:
        scratch: an existing folder for rewritten copies; the caller removes it.
        encoding: what the file is in; empty = find out.

    Raises:
        SourceError: not text, truncated, unreadable, or not in the given encoding.
    """
    try:
        plain = _decompressed(path, scratch=scratch)
        known = encoding or _marked_encoding(plain)
        if known in ("utf-8", "utf-8-sig"):
            text = _scanned(plain, encoding=known)
            known = known if text.clean or encoding else _eight_bit(plain)
            if known in ("utf-8", "utf-8-sig"):
                return text
        findings: tuple[Finding, ...] = ()
        if not encoding and known in ("cp1252", "latin-1", MIXED):
            findings = (_guessed(path, known),)
        plain = _transcoded(plain, scratch=scratch, encoding=known)
        return _scanned(plain, encoding=known, findings=findings)
    except (gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError) as exc:
        message = f"{path.name} is damaged or cut off: {exc}"
        raise SourceError(message, hint="Copy it again; the last good data stays.") from exc
    except (UnicodeError, LookupError) as exc:
        message = f"{path.name} is not {encoding or 'readable'} text: {exc}"
        raise SourceError(message, hint="Set `encoding:` of this source.") from exc
    except OSError as exc:
        message = f"{path} cannot be read: {exc.strerror or exc}"
        raise SourceError(message, hint="Check that it exists and may be read.") from exc


def chunks(stream: BinaryIO, *, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The stream in pieces."""
    while piece := stream.read(size):
        yield piece


def _decompressed(path: Path, *, scratch: Path) -> Path:
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return path
    target = scratch / f"{path.name}.plain"
    with gzip.open(path, "rb") as packed, target.open("wb") as out:
        for piece in iter(lambda: packed.read(CHUNK_BYTES), b""):
            out.write(piece)
    return target


def _marked_encoding(path: Path) -> str:
    """What the first bytes say; UTF-8 when nothing. Raises: SourceError: not text at all."""
    with path.open("rb") as stream:
        head = stream.read(65536)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if wide := _wide_encoding(head):
        return wide
    controls = len(head) - len(head.translate(None, _CONTROL))
    if head and controls > max(8, len(head) * 0.02):
        message = f"{path.name} is not a text file"
        raise SourceError(message, hint="Its name says text, its content is binary.")
    return "utf-8"


def _wide_encoding(head: bytes) -> str:
    """UTF-16 without a mark: nearly every second byte of mostly Latin text is NUL."""
    half = len(head) // 2
    if half < 4:
        return ""
    if head[1::2].count(0) > half * 0.6 and head[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[0::2].count(0) > half * 0.6 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _eight_bit(path: Path) -> str:
    """UTF-8 when nearly all non-ASCII lines are, else Windows or ISO Latin 1, or both mixed."""
    beyond = undefined = promising = False
    with path.open("rb") as stream:
        last = b""
        for piece in chunks(stream):
            block, last = last + piece, piece[-1:]
            if not block.isascii():
                beyond = True
                undefined = undefined or len(block.translate(None, _UNDEFINED)) < len(block)
                promising = promising or _may_hold_utf8(block)
    good, bad = _count_utf8_lines(path) if promising else (0, int(beyond))
    if bad == 0 or good >= 9 * bad:
        return "utf-8"
    if good:
        return MIXED
    return "latin-1" if undefined else "cp1252"


def _count_utf8_lines(path: Path) -> tuple[int, int]:
    """Lines with valid and with invalid UTF-8 beyond ASCII."""
    good, bad = 0, 0
    with path.open("rb") as stream:
        rest = b""
        for piece in chunks(stream):
            block, rest = _whole_lines(rest + piece)
            if not block.isascii():
                more, less = _utf8_lines(block)
                good, bad = good + more, bad + less
        more, less = _utf8_lines(rest)
    return good + more, bad + less


def _whole_lines(block: bytes) -> tuple[bytes, bytes]:
    cut = block.rfind(b"\n") + 1
    return block[:cut], block[cut:]


def _utf8_lines(block: bytes) -> tuple[int, int]:
    """Lines of ``block`` with valid and with invalid UTF-8 beyond ASCII."""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return (0 if block.isascii() else block.count(b"\n") + 1), 0
    if not _may_hold_utf8(block):
        return 0, _odd_lines(block)
    good = bad = 0
    for line in block.splitlines():
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
    return good, bad


def _may_hold_utf8(block: bytes) -> bool:
    """Whether a byte that can begin a letter of UTF-8 is followed by one that can go on with it."""
    import numpy as np

    data = np.frombuffer(block, np.uint8)
    begins = np.flatnonzero(data[:-1] >= 0xC2)
    return bool(np.any(data[begins + 1] & 0xC0 == 0x80))


def _odd_lines(block: bytes) -> int:
    """How many lines of ``block`` have a sign beyond ASCII."""
    import numpy as np

    data = np.frombuffer(block, np.uint8)
    lines = np.searchsorted(np.flatnonzero(data == 10), np.flatnonzero(data >= 128))
    return int(np.count_nonzero(np.diff(lines))) + int(lines.size > 0)


def _transcoded(path: Path, *, scratch: Path, encoding: str) -> Path:
    target = scratch / f"{path.name}.utf8"
    if encoding == MIXED:
        with path.open("rb") as stream, target.open("wb") as out:
            out.writelines(map(_line_as_utf8, stream))
        return target
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream, target.open("wb") as out:
        for piece in chunks(stream):
            out.write(decoder.decode(piece).encode("utf-8"))
        out.write(decoder.decode(b"", final=True).encode("utf-8"))
    return target


def _line_as_utf8(line: bytes) -> bytes:
    """A line that is valid UTF-8 as it is, any other one read as Windows Latin 1."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace").encode("utf-8")
    return line


def _scanned(path: Path, *, encoding: str, findings: tuple[Finding, ...] = ()) -> TextFile:
    clean, quoted, newlines, size, last = True, False, 0, 0, b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        for piece in chunks(stream):
            size += len(piece)
            quoted = quoted or b'"' in piece
            newlines += piece.count(b"\n")
            clean = clean and _is_clean(decoder, last, piece)
            last = piece[-1:]
    return TextFile(
        path=path,
        encoding=encoding,
        clean=clean and last != b"\r" and _decodes(decoder, b"", final=True),
        size_bytes=size,
        quoted=quoted,
        lines=newlines + (last not in (b"", b"\n")),
        findings=findings,
    )


def _is_clean(decoder: codecs.IncrementalDecoder, last: bytes, piece: bytes) -> bool:
    """No NUL, no invalid byte and no carriage return without a line feed."""
    if b"\0" in piece or (last == b"\r" and piece[:1] != b"\n"):
        return False
    if b"\r" in piece:
        inner = piece.removesuffix(b"\r")
        if inner.count(b"\r") != inner.count(b"\r\n"):
            return False
    return _decodes(decoder, piece)


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    if piece.isascii() and decoder.getstate() == (b"", 0):
        return True
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _guessed(path: Path, encoding: str) -> Finding:
    if encoding == MIXED:
        text = (
            f"some lines of {path.name} are UTF-8 and some are not; the others were read as "
            "cp1252. If letters look wrong, mend the file"
        )
        return Finding(kind="mixed_encodings", text=text)
    return Finding(
        kind="encoding_guessed",
        text=(
            f"{path.name} is not UTF-8; it was read as {encoding}. If letters look wrong, "
            f"set `encoding:` of this source."
        ),
    )
