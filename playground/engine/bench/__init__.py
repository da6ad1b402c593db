"""Benchmarks: ratios between contestants that alternate in one run, as machines are shared and noisy."""
