"""Terms of the program: runs, time, and what one can do with them."""

from __future__ import annotations

from playground.core.glossary.term import Term

PROGRAM = (
    Term(
        "lesson",
        "Lesson",
        "A lesson asks one question a step, waits for what you do and measures what came of it on the live run. Your own run "
        "is put aside meanwhile and comes back as it was.",
        where=("view:lesson",),
    ),
    Term(
        "story",
        "What is happening",
        "The game in one column: the two networks, the value that they play for, a sentence and D's judgement of real points "
        "and fakes. Everything in it is of the moment that the plane shows.",
        where=("view:story", "part:happening"),
    ),
    Term(
        "speed",
        "Speed",
        "How many iterations are made in a second, at most. It changes when one sees the run, and never what it becomes.",
        "",
        "More iterations per second, up to what the machine can do.",
        "Single moves can be followed by eye.",
        where=("part:speed",),
    ),
    Term(
        "timeline",
        "Timeline",
        "The whole history of the run, with both losses. Any moment can be shown again exactly, because the moves are kept "
        "and the arithmetic repeats to the bit.",
        where=("part:timeline",),
    ),
    Term(
        "run",
        "Run and branch",
        "A run is training from the initial weights on. A branch leaves it at a moment and goes another way, while the old "
        "continuation is kept.",
        where=("part:lines", "part:branch"),
    ),
    Term(
        "diagnosis",
        "Diagnosis and remedies",
        "What has gone wrong, since which iteration, and by which measurements. Its remedies are changes that have been "
        "measured to cure this failure in an experiment of its kind.",
        where=("part:diagnosis",),
    ),
    Term(
        "sweep",
        "Sweep",
        "Many runs over a grid of knobs or at random, each with several seeds. One run can be lucky, so a claim about knobs "
        "needs a sweep.",
        where=("part:sweep",),
    ),
    Term(
        "side_by_side",
        "Side by side",
        "Two to four runs that start as copies and differ by what one changes. They are at the same iteration, so they can be "
        "compared.",
        where=("part:side",),
    ),
)
