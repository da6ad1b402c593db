"""The program of the standalone folder: what `python -m playground` is elsewhere."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a process that a sweep or a separate process spawns ends here, and opens no window
    from playground.cli import main

    sys.exit(main())
