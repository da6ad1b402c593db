"""Numbers in, numbers out: the GAN itself, with no Qt and no threads; it runs in a notebook."""
