"""Terms of the ways in which a GAN fails."""

from __future__ import annotations

from playground.core.glossary.term import Term

FAILURES = (
    Term(
        "mode_collapse",
        "Mode collapse",
        "G makes only a few of the modes and ignores the rest. Each fake may be perfect, so precision does not show it; the "
        "number of modes does.",
        "",
        "More modes are missing.",
        "G reaches more of the data.",
        lesson="collapse",
        where=("phenomenon:mode_collapse", "level:collapsed"),
    ),
    Term(
        "cycling",
        "Cycling",
        "The players chase each other without settling: G runs from mode to mode, and D follows. Momentum makes it worse.",
        "",
        "The fakes travel further, and keep returning.",
        "The players settle.",
        where=("phenomenon:cycling",),
    ),
    Term(
        "vanishing_gradient",
        "Vanishing gradient",
        "D is so sure of every fake that G's loss is flat, and G has no direction to follow. It happens with the saturating "
        "loss and fakes far from the data.",
        "∇L_G ∝ D(G(z)) → 0",
        "G learns less and less.",
        "G feels D's slope again.",
        lesson="too_good",
        where=("phenomenon:vanishing_gradient",),
    ),
    Term(
        "d_too_strong",
        "D too strong",
        "D is trained so much more than G that it is never wrong. Its loss is near 0, and the fakes stop moving.",
        "L_D → 0",
        "D leaves G less to learn from.",
        "D makes errors from which G can learn.",
        lesson="too_good",
        where=("phenomenon:d_too_strong",),
    ),
    Term(
        "g_ahead",
        "G outruns D",
        "G learns so much faster than D that it piles all fakes where D is wrong at the moment. D then moves, and the clump "
        "jumps to the next place.",
        "",
        "The clump jumps more.",
        "D keeps up, and the fakes spread.",
        where=("phenomenon:g_ahead",),
    ),
    Term(
        "unbounded_critic",
        "WGAN without a constraint",
        "A critic without a bound on its slope can raise its score without limit. The gap between its scores then measures "
        "nothing, and its gradient throws G about.",
        "sup_D (E_x D(x) − E_z D(G(z))) = ∞",
        "The scores grow, and G is thrown farther.",
        "The critic's slope is bounded, and its gap is a distance again.",
        where=("phenomenon:wgan_without_constraint",),
    ),
    Term(
        "overshooting",
        "Too high a learning rate",
        "The steps are so big that both players jump over the place where they want to go. The modes that G reaches change "
        "all the time.",
        "",
        "The jumps become bigger, until a number overflows.",
        "The steps become small enough to settle.",
        where=("phenomenon:learning_rate_too_high",),
    ),
    Term(
        "divergence",
        "Divergence of training",
        "A loss or a weight has become infinite or is no longer a number. The last finite state is kept, and training "
        "stops there.",
        where=("level:broken",),
    ),
)
