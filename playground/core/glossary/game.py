"""Terms of the game itself: the two networks, their inputs and outputs, and the value that they play for."""

from __future__ import annotations

from playground.core.glossary.term import Term

GAME = (
    Term(
        "gan",
        "Generative adversarial network (GAN)",
        "Two networks play against each other: G makes fake points, and D learns to tell them from real ones. As each "
        "learns from the other, the fakes come to be distributed like the data.",
        "min_G max_D V(D, G)",
        lesson="police",
        where=("view:game", "part:diagram", "symbol:min", "symbol:max"),
    ),
    Term(
        "generator",
        "Generator, G",
        "The network that turns random numbers z into points of the plane, the fakes. It sees the data only through D: "
        "D's gradient tells it which way each fake should move to lower G's loss.",
        "x_fake = G(z)",
        lesson="models",
        where=("box:g", "symbol:G", "group:Generator"),
    ),
    Term(
        "discriminator",
        "Discriminator, D",
        "The network that judges points: a high output means real, a low one fake. With the log losses its output is a "
        "probability, with the others a score, and then D is often called a critic.",
        "D(x)",
        "D takes the point to be more real.",
        "D takes the point to be more fake.",
        lesson="models",
        where=("box:d", "symbol:D", "group:Discriminator"),
    ),
    Term(
        "latent",
        "Latent, z",
        "The random numbers that G turns into one point. G is a function, so all variety of the fakes comes from z.",
        "z ∼ N(0, I)",
        lesson="models",
        where=("box:z", "symbol:z", "knob:latent_kind", "view:latent", "part:latent_pad"),
    ),
    Term(
        "latent_size",
        "Latent size",
        "How many random numbers z has. With one the fakes lie on a curve, and with two on a sheet that G can fold and "
        "stretch.",
        "z ∈ R^n",
        "The fakes can fill more of the plane, and G has more inputs to learn.",
        "The fakes lie on fewer dimensions: one number can only draw a curve.",
        where=("knob:latent_size",),
    ),
    Term(
        "p_data",
        "P_data, the target",
        "The distribution of the real points, which G learns to imitate. G is never shown it: it learns only from what D "
        "makes of it.",
        "x ∼ P_data",
        lesson="goal",
        where=(
            "knob:target",
            "knob:own_data",
            "box:real",
            "layer:real",
            "symbol:x",
            "group:Data",
            "part:gallery",
            "view:experiment",
        ),
    ),
    Term(
        "p_model",
        "P_model, the fakes",
        "The distribution of G's output. The game is won by nobody when it equals P_data: then no D can tell the two "
        "apart.",
        "G(z) ∼ P_model",
        lesson="goal",
        where=("box:fake", "layer:fake"),
    ),
    Term(
        "d_output",
        "D's output",
        "What D says of a point: near 1 it looks real, near 0 fake, and 1/2 is a guess. With losses that have no "
        "probability it is a score without limits, shown from its middle.",
        "D(x) = {1}/{1 + exp(−s(x))}",
        "D takes these points to be real more often.",
        "D takes these points to be fake more often.",
        lesson="models",
        where=("box:verdicts", "plot:verdicts", "layer:surface", "part:verdict_chart", "part:means"),
    ),
    Term(
        "d_on_real",
        "D's output on real points, D(x)",
        "The mean of D's output over the real points of a batch. It starts near 1/2, rises as D learns, and falls back to "
        "1/2 if the fakes become as good as the data.",
        "E_x D(x)",
        "D recognises the real points.",
        "D doubts the real points: it guesses, or the fakes resemble them.",
        lesson="police",
        where=("curve:d_real",),
    ),
    Term(
        "d_on_fake",
        "D's output on fakes, D(G(z))",
        "The mean of D's output over the fakes of a batch. The distance to the curve of the real points shows how well D "
        "can tell them apart at the moment.",
        "E_z D(G(z))",
        "G fools D more often.",
        "D recognises the fakes.",
        lesson="police",
        where=("curve:d_fake",),
    ),
    Term(
        "value",
        "Value of the game, V(D, G)",
        "The one number that the original game is about: D raises it by judging well, G lowers it by fooling D. At the "
        "equilibrium it is −log 4 = −1.386, which is what guessing scores.",
        "V(D, G) = E_x log D(x) + E_z log(1 − D(G(z)))",
        "D judges better; at 0 it is never wrong.",
        "D is fooled more often; below −1.386 it would do better by guessing.",
        lesson="formula",
        where=("part:formula", "part:value_scale", "part:value", "symbol:V"),
    ),
    Term(
        "expectation",
        "Mean, E",
        "The average over all points of a kind: over real points with x below it, over random numbers with z. On the "
        "screen it is estimated from a finite sample, so it varies a little by chance.",
        "E_x f(x) ≈ {1}/{n} Σ_i f(x_i)",
        lesson="formula",
        where=("symbol:E",),
    ),
    Term(
        "log",
        "Logarithm of D's output",
        "The natural logarithm turns a probability into a score: 0 for certainty, and without limit below it for a wrong "
        "certainty. That is why one confident error costs D more than many doubts.",
        "log 1 = 0,  log {1}/{2} = −0.693",
        "D gave the right answer more probability.",
        "D gave the right answer less probability.",
        lesson="d_side",
        where=("symbol:log",),
    ),
    Term(
        "value_on_real",
        "First term of the value: real points",
        "How much D's judgement of the real points adds to the value. It is 0 if D is certain of all of them, and −0.693 "
        "if it guesses.",
        "E_x log D(x)",
        "D recognises the real points.",
        "D takes real points for fakes.",
        lesson="d_side",
        where=("symbol:real",),
    ),
    Term(
        "value_on_fake",
        "Second term of the value: fakes",
        "How much D's judgement of the fakes adds to the value, and the only term on which G acts. It is 0 if D sees "
        "through all of them, and −0.693 if it guesses.",
        "E_z log(1 − D(G(z)))",
        "D sees through the fakes.",
        "G fools D.",
        lesson="d_side",
        where=("symbol:fake",),
    ),
    Term(
        "equilibrium",
        "Equilibrium",
        "The state in which neither player can gain by moving alone: P_model equals P_data, and D outputs 1/2 everywhere. "
        "Both losses then have known values, drawn as dashed lines.",
        "P_model = P_data,  D(x) = {1}/{2}",
        lesson="formula",
        where=("level:good", "curve:level"),
    ),
    Term(
        "mode",
        "Mode",
        "A bump of the data: a place where many points lie, such as each blob of the ring of 8. A good G reaches all of "
        "them, each with its share of the fakes.",
    ),
)
