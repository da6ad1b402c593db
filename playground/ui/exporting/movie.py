"""Animation files: each type is one function that takes frames as they come and writes them to an open file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from playground.i18n import Text

if TYPE_CHECKING:
    from av.video.stream import VideoStream

Frame = npt.NDArray[np.uint8]
"""(height, width, 3), red, green, blue."""
H264 = ("libx264", "libopenh264", "h264_videotoolbox", "mpeg4")
"""The first that this build of ffmpeg has is used; the last is always available, but gives larger files."""


@dataclass(frozen=True)
class Reel:
    """A number of frames of one size, delivered one by one; there may be fewer if the run ends early."""

    frames: Iterator[Frame]
    count: int
    fps: int


def _gif(file: IO[bytes], reel: Reel) -> None:
    """Uses Pillow; times are in hundredths of a second, rounded so that the total length is kept."""
    from PIL import Image  # rarely needed

    def reduced(frame: Frame) -> Image.Image:
        return Image.fromarray(frame).quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)

    images = map(reduced, reel.frames)
    ends = [round(100 * i / reel.fps) for i in range(reel.count + 1)]
    durations = [10 * (b - a) for a, b in pairwise(ends)]
    next(images).save(file, "GIF", save_all=True, append_images=images, duration=durations, loop=0, disposal=1)


def _mp4(file: IO[bytes], reel: Reel) -> None:
    """H.264 in the form that every player supports."""
    import av  # this loads ffmpeg's libraries

    codec = next((name for name in H264 if name in av.codecs_available), H264[-1])
    options = {"crf": "18"} if codec == "libx264" else {}
    _with_ffmpeg(file, reel, "mp4", codec, options)


def _webp(file: IO[bytes], reel: Reel) -> None:
    """Uses ffmpeg, which takes frames as they come; Pillow would keep all of them in memory."""
    _with_ffmpeg(file, reel, "webp", "libwebp_anim", {"quality": "92"})


def _with_ffmpeg(file: IO[bytes], reel: Reel, kind: str, codec: str, options: dict[str, str]) -> None:
    import av

    kept = _Faithful(file)
    try:
        _encode(cast("IO[bytes]", kept), reel, kind, codec, options)
    except av.FFmpegError:
        if kept.error is not None:
            raise kept.error from None
        raise


class _Faithful:
    """A file that remembers why it could not be written: ffmpeg replaces the reason by an error number."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: OSError | None = None
        self.seek, self.tell, self.read = file.seek, file.tell, file.read
        self.seekable, self.readable, self.writable = file.seekable, file.readable, file.writable

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = error
            raise


def _encode(file: IO[bytes], reel: Reel, kind: str, codec: str, options: dict[str, str]) -> None:
    import av

    with av.open(file, "w", format=kind, options={"loop": "0"} if kind == "webp" else {}) as container:
        stream = cast("VideoStream", container.add_stream(codec, rate=reel.fps, options=options))
        for i, frame in enumerate(reel.frames):
            if i == 0:
                stream.height, stream.width = frame.shape[:2]
                stream.pix_fmt = "yuv420p"
                if codec not in ("libx264", "libwebp_anim"):
                    stream.bit_rate = frame.shape[0] * frame.shape[1] * reel.fps // 4
            picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
            picture.pts = i
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


@dataclass(frozen=True)
class Kind:
    """One animation type: how it is written, and its label."""

    label: Text
    write: Callable[[IO[bytes], Reel], None]
    even: bool = False
    """Width and height must be even."""


MOVIES: dict[str, Kind] = {
    ".mp4": Kind("MP4 video", _mp4, even=True),
    ".gif": Kind("GIF animation", _gif),
    ".webp": Kind("WebP animation", _webp),
}
"""By the file name's extension."""
