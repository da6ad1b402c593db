"""Export as PyTorch: an experiment as one short, standalone script that trains the same GAN and shows the same samples."""

from playground.core.script.writing import TOLERANCE, TOLERANCE_OF_RATIOS, script

__all__ = ["TOLERANCE", "TOLERANCE_OF_RATIOS", "script"]
