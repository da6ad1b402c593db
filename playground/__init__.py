"""The GAN playground: watch a generative adversarial network learn a two-dimensional distribution."""

__version__ = "0.1.0"
