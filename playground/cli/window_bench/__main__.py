"""One group of the window's figures, printed as one JSON object; started by `gan-playground bench speed`."""

import dataclasses
import json
import sys

from playground.cli.window_bench.measures import MEASURES
from playground.i18n import use_language

use_language()
found = MEASURES[sys.argv[1]]()
print(json.dumps({key: dataclasses.astuple(measured) for key, measured in found.items()}), flush=True)
