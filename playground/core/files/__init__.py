"""Helpers for reading and writing files."""
