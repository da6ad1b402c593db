"""Benchmarks: ratios between contestants that take turns in one run, as machines are shared and noisy."""
