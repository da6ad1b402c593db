"""argparse's own words, which its parsers say beside ours."""

import argparse

from playground.i18n import Text, tr

WORDS: tuple[Text, ...] = (
    "usage: ",
    "positional arguments",
    "options",
    "show this help message and exit",
    "show program's version number and exit",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "one of the arguments %s is required",
    "not allowed with argument %s",
    "unrecognized arguments: %s",
    "ambiguous option: %(option)s could match %(matches)s",
    "ignored explicit argument %r",
    "expected one argument",
    "expected at most one argument",
    "expected at least one argument",
    "invalid %(type)s value: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "unknown parser %(parser_name)r (choices: %(choices)s)",
)


def translate() -> None:
    """Makes argparse say them by `tr`: it asks its own name `_` for each, and has no other way."""
    vars(argparse)["_"] = tr
