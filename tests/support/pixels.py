"""The pixels of a picture, as numbers."""

import numpy as np
from PyQt6.QtGui import QImage


def pixels_of(image: QImage) -> np.ndarray:
    """uint32 (height, width), premultiplied ARGB."""
    bits = image.constBits()
    assert bits is not None
    bits.setsize(image.sizeInBytes())
    return np.frombuffer(bits, np.uint32).reshape(image.height(), image.width()).copy()
