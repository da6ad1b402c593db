"""Training: one state after the other, exact to the bit."""
