"""Thousands of spoilt inputs: each is refused in one clear sentence or is a right load; nothing crashes, hangs or swells."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.fuzzing import COUNTS, SECONDS

SEED = 1


def test_whatever_has_happened_to_a_file_it_is_refused_in_a_sentence_or_read_right(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.support.fuzzing", str(tmp_path), str(SEED)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout)
    assert said["failed"] == [], f"{len(said['failed'])}, the first: {said['failed'][0]}"
    assert sum(said[kind]["inputs"] for kind in COUNTS) == sum(COUNTS.values()) >= 2000
    assert said["slowest"] < SECONDS
    for kind in COUNTS:
        assert said[kind]["refused"] > 20, kind
        assert said[kind]["loaded"] > 20, kind
    assert done.stderr == "", "no warnings either"
