"""What a screen reader is told of a program, over AT-SPI: run by the system's own Python, which has the bindings.

python3 screen_reader.py PID        prints a list of [role, name, description, focusable, showing] as JSON
"""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

SECONDS = 60


def application(process):
    """The program's root, once it is there and has a window."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        desktop = Atspi.get_desktop(0)
        for k in range(desktop.get_child_count()):
            found = desktop.get_child_at_index(k)
            if found is not None and found.get_process_id() == process and found.get_child_count():
                return found
        time.sleep(0.2)
    sys.exit("the program is not on the accessibility bus")


def told(node):
    """The nodes below this one, itself first."""
    states = node.get_state_set()
    yield [
        node.get_role_name(),
        node.get_name(),
        node.get_description(),
        states.contains(Atspi.StateType.FOCUSABLE),
        states.contains(Atspi.StateType.SHOWING),
    ]
    for k in range(min(node.get_child_count(), 200)):
        child = node.get_child_at_index(k)
        if child is not None:
            yield from told(child)


Atspi.init()
sys.stdout.write(json.dumps(list(told(application(int(sys.argv[1]))))))
