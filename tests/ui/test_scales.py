"""Fractional scales: what is cached at one ratio of pixels is built again at another, when the window moves to that screen."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCALES = (1.0, 1.25, 1.5, 1.75)


def test_a_window_that_moves_between_scales_is_drawn_anew_at_each(tmp_path: Path) -> None:
    screens = [
        {
            "name": f"s{k}",
            "x": 2000 * k,
            "y": 0,
            "width": 1900,
            "height": 1400,
            "logicalDpi": 96,
            "logicalBaseDpi": 96,
            "dpr": 1,
        }
        for k in range(len(SCALES))
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
        "QT_SCREEN_SCALE_FACTORS": ";".join(f"s{k}={scale}" for k, scale in enumerate(SCALES)),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.scales", str(tmp_path)],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert [one["ratio"] for one in seen] == list(SCALES)
    for one in seen:
        ratio = one["ratio"]
        physical, logical = one["width"]
        assert physical == pytest.approx(logical * ratio, abs=1)
        assert [at for at, _ in one["sprites"]] == [ratio, ratio], "the dots' images are of another scale"
        assert one["icon"] == pytest.approx(20 * ratio, abs=1)
        assert one["drawn"] > 0.01, "next to nothing is drawn: the comparison shows nothing"
        assert one["off"] < 2, "the screen differs from a picture drawn anew at this scale"
    widths = [sorted(width for _, width in one["sprites"]) for one in seen]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]
