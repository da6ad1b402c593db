"""Training: one state after another, reproducible to the bit."""
