"""The views, one file or package each; no view imports another."""
