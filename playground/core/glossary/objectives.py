"""Terms of what the players minimise: losses, objectives, penalties and the knobs that go with them."""

from __future__ import annotations

from playground.core.glossary.term import Term

OBJECTIVES = (
    Term(
        "loss",
        "Loss",
        "The number that a player makes as small as it can. In a GAN it measures the opponent as much as the player, so "
        "it does not fall steadily, and a loss that reaches 0 is a warning.",
        "",
        "The player is doing worse against its present opponent.",
        "The player is doing better against its present opponent.",
        where=("plot:losses",),
    ),
    Term(
        "d_loss",
        "D's loss",
        "The size of D's errors on a batch. If it stays near 0, D is never wrong, and some objectives then leave G without "
        "a gradient.",
        "L_D = −E_x log D(x) − E_z log(1 − D(G(z)))",
        "D is wrong more often: the fakes improve, or D falls behind.",
        "D tells the points apart more surely.",
        where=("curve:d_loss",),
    ),
    Term(
        "g_loss",
        "G's loss",
        "How little G fools D on a batch. It says nothing of how good the fakes are: a weak D is easy to fool.",
        "L_G = −E_z log D(G(z))",
        "D recognises more of the fakes.",
        "G fools D more often.",
        where=("curve:g_loss",),
    ),
    Term(
        "objective",
        "Objective",
        "The pair of loss functions that D and G minimise. It decides which distance between P_data and P_model the game "
        "measures, and how strong G's gradient is where D is sure.",
        where=("knob:objective", "group:Objective"),
    ),
    Term(
        "non_saturating",
        "Non-saturating loss",
        "G maximises log D(G(z)) instead of minimising log(1 − D(G(z))). The direction is the same, but the gradient is "
        "strongest exactly where D is surest that a point is fake.",
        "L_G = −E_z log D(G(z))",
        lesson="too_good",
        where=("objective:non_saturating",),
    ),
    Term(
        "minimax",
        "Minimax loss, saturating",
        "G minimises the value of the original game itself. Where D is sure that a fake is fake this loss is flat, and G "
        "hardly moves.",
        "L_G = E_z log(1 − D(G(z)))",
        lesson="too_good",
        where=("objective:minimax",),
    ),
    Term(
        "least_squares",
        "Least squares loss",
        "D's output is fitted to a target for real points and another for fakes, with squared errors. A fake far from its "
        "target is pulled hard, even if it already lies on the right side.",
        "L_D = {1}/{2} E_x (D(x) − 1)^2 + {1}/{2} E_z D(G(z))^2",
        where=("objective:least_squares", "objective:least_squares_pearson"),
    ),
    Term(
        "wasserstein",
        "Wasserstein loss",
        "D is a critic whose scores should be far apart on real points and fakes. If its slope is at most 1, the gap between "
        "the mean scores estimates how far the fakes have to be moved.",
        "L_D = E_z D(G(z)) − E_x D(x)",
        lesson="wasserstein",
        where=("objective:wasserstein",),
    ),
    Term(
        "f_gan",
        "F-divergence GAN (f-GAN)",
        "A family of objectives: the least loss of D is minus a chosen f-divergence between P_data and P_model, which G lowers. KL "
        "and chi-squared punish places where data are missing among the fakes, so G covers all modes; reverse KL punishes fakes "
        "where there are no data, so G seeks single modes.",
        "min_G max_D  E_x t(x) − E_z f*(t(G(z)))",
        where=("objective:kl", "objective:reverse_kl", "objective:chi_squared"),
    ),
    Term(
        "no_opponent",
        "A generator without an opponent",
        "G can also learn from a distance between two sets of points that needs no D: the energy distance, the maximum mean "
        "discrepancy or the Sinkhorn divergence. In the plane these work well; for pictures nobody knows such a distance that "
        "means what the eye means, which is what D is for.",
        where=("objective:energy_distance", "objective:mmd", "objective:sinkhorn"),
    ),
    Term(
        "alpha_loss",
        "Alpha loss",
        "A family of losses between the exponential loss (1/2), the log loss (1) and the share of errors (infinity). D's "
        "best output is p_data^α / (p_data^α + p_model^α): below 1 it is less sure than with the log loss.",
        "ℓ_α(D) = (1 − D^b) / b,  b = (α − 1)/α",
        where=("objective:alpha_saturating", "objective:alpha_non_saturating"),
    ),
    Term(
        "hinge",
        "Hinge loss",
        "D only has to be right by a margin of 1; points beyond it no longer count. That keeps D from growing ever surer of "
        "what it already knows.",
        "L_D = E_x max(0, 1 − D(x)) + E_z max(0, 1 + D(G(z)))",
        where=("objective:hinge",),
    ),
    Term(
        "relativistic",
        "Relativistic loss",
        "D judges how much more real a real point is than a fake, in pairs or against the average. A fake can then improve "
        "also by making real points look less real in comparison.",
        "L_D = E_{x,z} log(1 + exp(D(G(z)) − D(x)))",
        where=(
            "objective:relativistic_pairing",
            "objective:relativistic_average",
            "objective:relativistic_average_least_squares",
            "objective:relativistic_average_hinge",
        ),
    ),
    Term(
        "penalty",
        "Penalty on D",
        "A term added to D's loss that makes steepness expensive, or a constraint that forbids it. A D with gentle slopes "
        "gives G a useful gradient everywhere and keeps the game from circling.",
        where=("knob:penalty", "penalty:none", "part:penalty_paid"),
    ),
    Term(
        "penalty_weight",
        "Penalty weight, γ or λ",
        "How much a unit of D's steepness costs it, compared with its errors. For clipping it is the bound c on each weight.",
        "",
        "D becomes smoother and the game calmer; too much blurs the fakes.",
        "D may become steep and sharp; too little lets the players circle.",
        where=("knob:penalty_weight",),
    ),
    Term(
        "penalty_to",
        "Penalty weight falls to",
        "The final weight of a penalty that D pays, as a fraction of the initial one. It falls evenly on a log scale while the learning "
        "rates decay, and counts only if they do.",
        "γ_t = γ_0 f^t",
        "D stays smooth to the end.",
        "D sees finer detail at the end, when small steps keep the game calm.",
        where=("knob:penalty_to",),
    ),
    Term(
        "r1",
        "R1 and R2",
        "D pays for the square of its slope at real points (R1), at fakes (R2), or at both. Both vanish at the equilibrium, "
        "where D is flat, so that they calm the game without moving its solution.",
        "{γ}/{2} E |∇D|^2",
        where=("penalty:r1", "penalty:r2", "penalty:r1_r2"),
    ),
    Term(
        "gradient_penalty",
        "Gradient penalty",
        "D pays where its slope differs from 1 (one-sided: exceeds 1), at random points between real points and fakes. It "
        "was made for the Wasserstein loss, which needs a D with slopes of at most 1.",
        "λ E (|∇D| − 1)^2",
        where=("penalty:gradient_penalty", "penalty:one_sided_gradient_penalty"),
    ),
    Term(
        "dragan",
        "DRAGAN",
        "A gradient penalty taken in a cloud of noise beside the real points, shifted only right and up, as in the authors' "
        "notebook. It keeps D from forming sharp cliffs at the data.",
        "λ E (|∇D(x + δ)| − 1)^2",
        where=("penalty:dragan",),
    ),
    Term(
        "weight_clipping",
        "Weight clipping",
        "After each of its steps D's weights are cut to the interval from −c to c. This was the first way to bound D's "
        "slope, and a crude one: it also limits what D can represent.",
        "w ← min(c, max(−c, w))",
        where=("penalty:weight_clipping",),
    ),
    Term(
        "consensus",
        "Consensus",
        "Both players also descend the squared length of their joint gradient. That draws them to states where neither "
        "wants to move, and turns circling into settling.",
        "L + {γ}/{2} |v|^2",
        where=("penalty:consensus",),
    ),
    Term(
        "symplectic",
        "Symplectic gradient adjustment",
        "The derivative of both players' gradients has a part that only turns. This adds to each step what that part asks "
        "for, which takes the circling out of the game and leaves the descending part alone.",
        "v + λ A^T v,  A = {1}/{2}(H − H^T)",
        where=("penalty:symplectic",),
    ),
    Term(
        "competitive",
        "Competitive gradient descent",
        "Each player answers the opponent's step before it is made, which answers the answer, and so on: the step is where "
        "this ends. It costs a system of equations in every iteration.",
        "u_D = ∇_D L_D − η ∂²L_D u_G,  u_G = ∇_G L_G − η ∂²L_G u_D",
        where=("penalty:competitive",),
    ),
    Term(
        "label_smoothing",
        "Label smoothing",
        "D's target on real points is a little less than 1, so that it never pays to be certain. Only the losses with "
        "labels have it.",
        "t_real = 1 − s",
        "D is kept further from certainty; at the equilibrium it outputs less than 1/2.",
        "D may be as certain as the data allows.",
        where=("knob:label_smoothing",),
    ),
    Term(
        "instance_noise",
        "Instance noise",
        "Noise added to every point that D sees, real or fake. It blurs both distributions until they overlap, which gives "
        "G a gradient even if they were apart.",
        "D(x + ε),  ε ∼ N(0, σ^2)",
        "The distributions overlap more, and D sees less detail.",
        "D sees the points as they are.",
        where=("knob:instance_noise",),
    ),
    Term(
        "noise_fading",
        "Noise fades over",
        "The number of iterations over which instance noise falls linearly to 0. Fading combines a calm start with sharp "
        "fakes at the end.",
        "",
        "The noise helps, and blurs, for longer.",
        "The noise is gone sooner; 0 keeps it for ever.",
        where=("knob:instance_noise_iterations",),
    ),
    Term(
        "unrolling",
        "Unrolled D",
        "G trains against D as it would be after some more steps, so that it takes D's answer into account. Each step of "
        "looking ahead costs about as much as an update of D.",
        "min_G L_G(G, D^{(k)})",
        "G looks further ahead, and each iteration takes longer.",
        "G answers D as it is now.",
        where=("knob:unrolled_steps",),
    ),
    Term(
        "packing",
        "Packing (PacGAN)",
        "D judges several points of one kind at once. A D that sees two fakes side by side notices that all of them are "
        "alike, which makes mode collapse easy to punish.",
        "D(x_1, …, x_m)",
        "D sees lack of variety more easily, and has more inputs.",
        "D judges each point alone.",
        lesson="collapse",
        where=("knob:packing",),
    ),
    Term(
        "spectral_norm",
        "Spectral normalisation",
        "Each of D's weight matrices is divided by an estimate of its largest singular value, from one power iteration per "
        "step. A layer can then stretch distances only a little, so D's slope stays small everywhere.",
        "W / σ_max(W)",
        where=("knob:spectral_norm",),
    ),
    Term(
        "batch_norm",
        "Batch normalisation",
        "In training a hidden layer subtracts the mean of the batch from its inputs and divides them by the batch's spread, so a "
        "point's output depends on the others beside it. What is drawn uses running averages of both instead, and can differ "
        "from what the players see.",
        "γ {W x − μ_batch}/{σ_batch} + β",
        where=("knob:batch_norm", "part:batch_norm"),
    ),
)
