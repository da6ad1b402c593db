"""Terms of what is measured: the verdict, the metrics and the plots of how close the fakes are to the data."""

from __future__ import annotations

from playground.core.glossary.term import Term

MEASURES = (
    Term(
        "verdict",
        "Verdict",
        "One sentence on the fakes, decided by the measurement that tells them from real points most clearly. It is good "
        "only if none of them can.",
        where=("view:fit", "part:verdict", "level:near"),
    ),
    Term(
        "floor",
        "Score of real points",
        "What fresh real points score on average when they are treated as fakes. A perfect G scores the same up to chance, "
        "so every score is shown beside it; half of the time a perfect G is on the better side of it.",
        lesson="goal",
        where=("part:floor", "view:metrics"),
    ),
    Term(
        "modes_captured",
        "Modes captured",
        "How many modes of the data at least one fake lies on. One fake is enough, so all modes captured does not yet mean "
        "that each has its share.",
        "",
        "G reaches more of the data; all modes is the goal.",
        "G has lost a mode.",
        lesson="collapse",
        where=("metric:modes", "level:partial"),
    ),
    Term(
        "on_target",
        "On target",
        "The share of fakes within three standard deviations of a mode. Real points score 98.9 %, because a few of them lie "
        "further out.",
        "|x − μ| ≤ 3σ",
        "The fakes are sharper; above 99.4 % they crowd too close to the centres.",
        "More fakes lie between the modes or far away.",
        where=(
            "metric:high_quality",
            "plot:quality",
            "curve:high_quality",
            "level:blurred",
            "level:concentrated",
            "level:lost",
        ),
    ),
    Term(
        "smallest_share",
        "Smallest mode share",
        "The number of fakes on the weakest mode, divided by its fair share. It shows an uneven G that has every mode and "
        "yet neglects one.",
        "min_k {n_k}/{n p_k}",
        "The modes are shared more evenly; 1 is exactly even.",
        "One mode is being neglected; 0 is a missing mode.",
        where=("metric:smallest_share", "level:unbalanced"),
    ),
    Term(
        "transitions",
        "Transitions between modes",
        "How many of a fixed set of latents have moved from one mode of the data to another over a stretch of the run. Where G "
        "has settled, most latents keep their mode, and where it runs from mode to mode, each changes its mode several times.",
        "n_{ij} = #(G_then(z) on i, G_now(z) on j)",
        "G moves the fakes from mode to mode.",
        "Each latent keeps its mode.",
        where=("part:transitions",),
    ),
    Term(
        "sliced_wasserstein",
        "Gap: sliced Wasserstein distance",
        "How far, on average, the fakes would have to be moved to match the real points. It is measured on projections to "
        "lines in 64 directions, in plane units.",
        "mean_u W_1(u·x_real, u·x_fake)",
        "The fakes are farther from the data.",
        "The fakes are closer; real points score the dashed line, not 0.",
        lesson="goal",
        where=("metric:sliced_wasserstein", "plot:distance", "curve:sliced_wasserstein", "level:far"),
    ),
    Term(
        "jsd",
        "Jensen–Shannon divergence",
        "How well the best possible D could tell two distributions apart, from 0 for equal ones to log 2 = 0.693 for "
        "separate ones. Here it is computed from the counts in a grid of 40 by 40 cells around the data.",
        "JSD = {1}/{2} KL(p, m) + {1}/{2} KL(q, m),  m = {p + q}/{2}",
        "The two can be told apart more surely.",
        "The two are more alike.",
        lesson="optimum",
        where=("metric:grid_jsd",),
    ),
    Term(
        "kl",
        "Kullback–Leibler divergence",
        "How surprised one would be by the real points after believing in the fakes' distribution. A missing mode costs a "
        "lot, and a few stray fakes little.",
        "KL(p, q) = Σ p log {p}/{q}",
        "The fakes miss more of the data.",
        "The fakes cover the data better.",
        where=("metric:grid_kl",),
    ),
    Term(
        "energy_distance",
        "Energy distance",
        "How much farther fakes are from real points than each are from their own kind. It is 0 only if the distributions "
        "are equal.",
        "2 E|x − y| − E|x − x′| − E|y − y′|",
        "The distributions differ more.",
        "The distributions are more alike.",
        where=("metric:energy_distance",),
    ),
    Term(
        "mmd",
        "Maximum mean discrepancy",
        "Compares how densely real points and fakes lie around each other, at five scales from fine to coarse. By chance it "
        "can be a little below 0.",
        "E k(x, x′) + E k(y, y′) − 2 E k(x, y)",
        "The distributions differ more.",
        "The distributions are more alike.",
        where=("metric:mmd",),
    ),
    Term(
        "precision",
        "Precision",
        "The share of fakes that lie among real points. It asks whether the fakes are good, and not whether they are "
        "varied.",
        "",
        "Fewer fakes lie off the data.",
        "More fakes lie where there is no data.",
        where=("metric:precision",),
    ),
    Term(
        "recall",
        "Recall",
        "The share of real points that lie among fakes. It asks whether the fakes are varied enough to reach all of the "
        "data.",
        "",
        "More of the data is reached.",
        "Part of the data is not reached.",
        where=("metric:recall",),
    ),
    Term(
        "density",
        "Density (as a metric)",
        "How many neighbourhoods of real points a fake lies in, compared with how many it should. Unlike precision it "
        "notices fakes that crowd where the data is dense.",
        "",
        "Above 1 the fakes crowd where the data is densest.",
        "Below 1 the fakes avoid the dense parts of the data.",
        where=("metric:density",),
    ),
    Term(
        "coverage",
        "Coverage",
        "The share of real points that have a fake in their neighbourhood. Real points themselves score a little under "
        "100 %.",
        "",
        "More of the data has fakes nearby.",
        "Part of the data has no fakes nearby.",
        where=("metric:coverage", "metric:fixed_radius_coverage"),
    ),
    Term(
        "nearest_neighbour_test",
        "Nearest-neighbour test",
        "How often the nearest neighbour of a point is of the same kind, real or fake. One half is perfect, because then "
        "kinds are mixed as if by a coin.",
        "",
        "Towards 1 the kinds can be told apart.",
        "Below one half the fakes repeat real points.",
        where=("metric:c2st",),
    ),
)
