"""Terms of theory: the game as a dynamical system, with its eigenvalues and small solvable cases."""

from __future__ import annotations

from playground.core.glossary.term import Term

THEORY = (
    Term(
        "small_games",
        "One-parameter GANs",
        "Games in which D and G have one number each, so that theory can say where training goes. What they show, circling "
        "and how to stop it, is also seen in large GANs.",
        lesson="dirac",
        where=("part:theory",),
    ),
    Term(
        "phase_portrait",
        "Phase portrait",
        "The plane of both players' numbers, with an arrow for the direction in which the game moves at each place. A run is "
        "a path through it, and the equilibrium is where the arrows vanish.",
        "v(θ, ψ) = (−∇L_G, −∇L_D)",
        lesson="dirac",
        where=("part:portrait",),
    ),
    Term(
        "distance_to_equilibrium",
        "Distance to the equilibrium",
        "How far a run of the small game is from its solution, step by step, on a log scale. A straight line down means that "
        "every step removes the same share of it.",
        "|θ_t − θ*|",
        "The run moves away from the equilibrium.",
        "The run settles.",
        where=("part:theory_distance",),
    ),
    Term(
        "duality_gap",
        "Duality gap",
        "How much D could still gain against this G, and G against this D, if the other stood still. It is 0 only where neither "
        "can gain, and unlike the losses it falls as both players come closer to an equilibrium.",
        "DG = max_D′ V(D′, G) − min_G′ V(D, G′)",
        "One of the players is far from its best answer.",
        "Both are closer to their best answers.",
        where=("part:duality_gap",),
    ),
    Term(
        "path_angle",
        "Path angle",
        "Walk in a straight line through the space of all parameters, from where the players were to where they are, and a little "
        "farther, and ask at each place how far the direction in which they want to move agrees with the line. Where the end "
        "attracts, the cosine falls from positive to negative there; where they circle it, the cosine has a bump instead.",
        "c(a) = ⟨w′ − w, v⟩ / (|w′ − w| |v|)  at  w + a(w′ − w)",
        where=("part:path_angle",),
    ),
    Term(
        "eigenvalues",
        "Eigenvalues of the game",
        "They say how the game moves near a state: the real part whether it approaches or leaves, the imaginary part whether "
        "it turns. The dots in the theory window are the factors of one step, which approaches inside the unit circle.",
        "J v = λ v",
        "A larger real part: the game leaves the state.",
        "A more negative real part: the game settles faster.",
        lesson="dirac",
        where=("part:eigenvalues", "part:spectrum"),
    ),
    Term(
        "histogram",
        "Histograms of the networks",
        "How the weights, outputs or gradients of a layer are spread, with one column for each moment. A column that narrows "
        "to a line means that these numbers have become equal or vanish.",
        "",
        "A wider column: larger numbers.",
        "A narrower column: smaller numbers.",
        where=("view:numbers", "part:histograms"),
    ),
    Term(
        "stretching",
        "How G stretches",
        "The singular values of G's Jacobian say by how much G stretches a small piece of latent space in its two "
        "directions. Close to 0 it is flattened to a line or to a point.",
        "J_G = {∂G}/{∂z}",
        "The fakes are spread thinner there.",
        "The fakes are squeezed together there.",
        where=("part:stretching",),
    ),
)
