"""The command behind `start.py translate`: updates the catalogues, or with --check says what is wrong with them."""

import argparse
import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Exit status 1 if something is wrong, 2 if a tool is missing."""
    parser = argparse.ArgumentParser(prog="start.py translate", description="Extract all texts; update and compile.")
    parser.add_argument("--check", action="store_true", help="change nothing; say what is wrong")
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="a language to begin, such as de")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from playground.catalogue import extraction, faults, files
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error.name} is missing; it comes with the tools: python3 start.py translate\n")
        return 2
    found = extraction.extracted()
    if asked.check:
        wrong = list(faults.faults(files.LOCALE, found))
        sys.stderr.writelines(f"{fault}\n" for fault in wrong)
        return 1 if wrong else 0
    for path in files.update(files.LOCALE, found, tuple(asked.languages)):
        done = files.read(path)
        sys.stderr.write(f"{path}: {done.percent_translated()} % of {len(done):,} texts are translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
