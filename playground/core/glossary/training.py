"""Terms of training: networks, batches, optimisers, learning rates and turns."""

from __future__ import annotations

from playground.core.glossary.term import Term

_TOO_HIGH = "Bigger steps: faster at first, then it overshoots and jitters."

TRAINING = (
    Term(
        "free_points",
        "Free points",
        "Instead of a network, G can be a set of points that training moves one by one: z picks one of them. It shows what "
        "D's gradient alone does, without a network in between.",
        "G(z) = x_i",
        "More points: P_model can be finer, and each point is trained less often.",
        "Fewer points: P_model is coarser; one point makes one fake.",
        where=("knob:generator", "knob:g_points"),
    ),
    Term(
        "several_generators",
        "Several generators",
        "G can be a mixture of networks that each make an equal share of the fakes, against one D: z's first number picks one. "
        "What one continuous network must join by a bridge, several can make apart.",
        "p_model = {1}/{k} Σ_i p_{G_i}",
        "More networks: more modes can be made apart, and each network gets fewer fakes to learn from.",
        "Fewer networks: one of them has to make several modes, with bridges between.",
        where=("knob:g_networks",),
    ),
    Term(
        "conditional",
        "Conditional GAN",
        "Both players are told the class of each point, such as the mode that it comes from: G makes points of the class that it "
        "is asked for, and D judges a point as one of its class. In the picture D is that of the class that you choose.",
        "min_G max_D E log D(x, y) + E log(1 − D(G(z, y), y))",
        where=("knob:conditional", "part:class", "layer:classes"),
    ),
    Term(
        "training_set",
        "Training set",
        "The real points that training sees: endless here by default, so that every batch is new. Real data is finite; each "
        "batch is then drawn from the same points, and the players may learn these instead of their distribution.",
        "x ∼ (x_1, …, x_N)",
        "More points: there is less to learn by heart, and the set is more like P_data.",
        "Fewer points: D overfits sooner, and G comes to copy.",
        where=("knob:training_points", "layer:training"),
    ),
    Term(
        "overfitting",
        "Overfitting",
        "D has learned its training points by heart: it takes them to be real, and other points of P_data less so. The two "
        "curves of D on training points and on held-out points then part.",
        "E D(x_train) > E D(x_new)",
        "The held-out curve falls further below the other one.",
        "D judges new points like those that it has seen.",
        where=("curve:d_held",),
    ),
    Term(
        "memorisation",
        "Memorisation",
        "G makes copies of its training points rather than new points of the same distribution. It shows as fakes that are "
        "nearer to a training point than fresh real points are.",
        "d(G(z), train) < d(x_new, train)",
        "More of the fakes are copies; half of all pairs is what a perfect G scores.",
        "The fakes are new points.",
        where=("metric:data_copying",),
    ),
    Term(
        "batch",
        "Batch size",
        "How many real points and how many fakes each update sees. The gradient is an average over them, so a larger batch "
        "gives a less noisy one.",
        "∇L ≈ {1}/{n} Σ_i ∇L(x_i)",
        "Steadier gradients, and slower iterations.",
        "Noisier gradients, and faster iterations.",
        where=("knob:batch",),
    ),
    Term(
        "hidden_layers",
        "Hidden layers",
        "The number of layers of units between a network's input and its output. Each layer builds on the shapes made by "
        "the one before.",
        "",
        "The network can model finer shapes, and trains more slowly.",
        "The network is simpler and faster; with none it is linear.",
        where=("knob:g_layers", "knob:d_layers"),
    ),
    Term(
        "width",
        "Width",
        "The number of units in each hidden layer. Each unit adds one bend to what the network can draw.",
        "",
        "Finer shapes become possible, and each iteration takes longer.",
        "The network is coarser and faster.",
        where=("knob:g_width", "knob:d_width"),
    ),
    Term(
        "activation",
        "Activation function",
        "The bend after each hidden layer, applied to every unit. Without it all layers together would be one linear map.",
        "h = a(W x + b)",
        where=("knob:g_activation", "knob:d_activation"),
    ),
    Term(
        "leaky_slope",
        "Leaky slope",
        "The slope of a leaky ReLU where its input is negative, in both networks. With none a unit that is always negative is dead, "
        "as no gradient passes through it.",
        "a(s) = max(s, λ s)",
        "The unit bends less; at 1 it is linear.",
        "The unit bends more; at 0 it is a plain ReLU, and can die.",
        where=("knob:leaky_slope",),
    ),
    Term(
        "average_of_g",
        "Average of G (EMA)",
        "A moving average of G's weights, whose fakes are shown and measured beside those of the raw G. It smooths out the "
        "last steps of the game, and training itself does not use it.",
        "θ_avg ← β θ_avg + (1 − β) θ",
        "The average reaches further back: smoother, and later to follow.",
        "The average follows the raw G more closely; 0 turns it off.",
        where=("knob:ema", "part:which_g"),
    ),
    Term(
        "iteration",
        "Iteration",
        "The updates of D and then of G that belong together. A GAN has no end at which training is done: one watches and "
        "stops.",
        where=("axis:iteration", "part:iteration"),
    ),
    Term(
        "turns",
        "Turns",
        "Whether G answers the D that has just been updated, or both update at once from the same state. Taking turns is "
        "usual and calmer.",
        where=("knob:updates", "group:Optimiser"),
    ),
    Term(
        "d_updates",
        "D updates per iteration",
        "How many times D is updated before G is. A D close to its best gives G the gradient of the true distance, if its "
        "loss leaves G a gradient at all.",
        "",
        "A better D, and slower iterations; with a saturating loss G may be left without a gradient.",
        "D may lag behind G, and G then chases an outdated D.",
        where=("knob:d_updates",),
    ),
    Term(
        "g_updates",
        "G updates per iteration",
        "How many times G is updated after D. More than one lets G exploit the errors of the present D.",
        "",
        "G outruns D, and may crowd where D is wrong.",
        "D has more time to answer each change of G.",
        where=("knob:g_updates",),
    ),
    Term(
        "optimiser",
        "Optimiser",
        "The rule by which a gradient becomes a step of the weights. Plain descent follows the gradient; the others also "
        "remember earlier ones.",
        "θ ← θ − η ∇L",
        where=("knob:optimizer_d", "knob:optimizer_g", "optimizer:sgd"),
    ),
    Term(
        "adam",
        "Adam",
        "Divides each gradient by its recent size, so that every weight moves by about the learning rate. Its momentum is β1, "
        "and β2 is how long it remembers that size.",
        "θ ← θ − η {m}/{√v}",
        where=("optimizer:adam", "optimizer:adam_ttur"),
    ),
    Term(
        "momentum",
        "Momentum",
        "A step keeps part of the velocity of the one before. That is helpful downhill, but in a game it carries both "
        "players past the point where they should meet.",
        "v ← β_1 v + ∇L,  θ ← θ − η v",
        where=("optimizer:momentum",),
    ),
    Term(
        "rmsprop",
        "RMSProp",
        "Divides each gradient by its recent root mean square. It is Adam without momentum and without bias "
        "correction.",
        "θ ← θ − η {∇L}/{√v}",
        where=("optimizer:rmsprop",),
    ),
    Term(
        "optimistic",
        "Optimistic and extragradient steps",
        "The step anticipates the opponent's next move, from the last change of the gradient or by trying a step first. "
        "That can turn circling into settling.",
        "θ ← θ − η (2 ∇L_t − ∇L_{t−1})",
        where=(
            "optimizer:optimistic_adam",
            "optimizer:extra_adam",
            "optimizer:optimistic_sgd",
            "optimizer:extra_sgd",
        ),
    ),
    Term(
        "lookahead",
        "Lookahead",
        "After a few fast steps a player returns half of the way to where it began, and continues from there. What circles comes "
        "back by itself in the meantime, so that little but the drift towards the middle remains.",
        "θ ← θ_slow + {1}/{2}(θ − θ_slow)",
        where=("optimizer:lookahead_adam",),
    ),
    Term(
        "learning_rate",
        "Learning rate, η",
        "The size of a player's steps. In a GAN the ratio of both players' rates matters as much as their size: a faster "
        "player outruns the other.",
        "θ ← θ − η ∇L",
        _TOO_HIGH,
        "Smaller steps: slower, and steadier at the end.",
        where=("knob:learning_rates",),
    ),
    Term(
        "learning_rate_d",
        "D's learning rate",
        "The size of D's steps. It should let D keep up with G without making it jitter.",
        "θ_D ← θ_D − η_D ∇L_D",
        _TOO_HIGH,
        "D falls behind G, and G chases an outdated D.",
        where=("knob:learning_rate_d",),
    ),
    Term(
        "learning_rate_g",
        "G's learning rate",
        "The size of G's steps. Far below D's rate it lets D become too strong, and far above it G outruns D.",
        "θ_G ← θ_G − η_G ∇L_G",
        _TOO_HIGH,
        "G changes slowly, so D is always ahead of it.",
        where=("knob:learning_rate_g",),
    ),
    Term(
        "beta1",
        "Momentum, β1",
        "How long a gradient keeps acting on later steps. The usual 0.9 often makes a GAN oscillate, so values near 0 are "
        "preferred.",
        "m ← β_1 m + (1 − β_1) ∇L",
        "Smoother steps with more inertia: the players circle more easily.",
        "Each step follows the present gradient alone.",
        where=("knob:beta1_d", "knob:beta1_g"),
    ),
    Term(
        "beta2",
        "Memory of the gradient's size, β2",
        "How long an optimiser remembers how large the gradients were. It divides by that size, so it sets how fast the "
        "steps adapt.",
        "v ← β_2 v + (1 − β_2) (∇L)^2",
        "The step size adapts more slowly and more steadily.",
        "The step size adapts at once.",
        where=("knob:beta2_d", "knob:beta2_g"),
    ),
    Term(
        "decay",
        "Decay of the learning rates",
        "Both learning rates fall linearly over this many iterations and then stay at a fraction of their first value. "
        "Small steps at the end make the raw G as steady as its average.",
        "",
        "The rates fall more slowly.",
        "The rates fall sooner; 0 keeps them constant.",
        where=("knob:decay_iterations",),
    ),
    Term(
        "decay_to",
        "Decay rates to",
        "The final learning rates, as a fraction of the initial ones. It counts only if the rates decay at all.",
        "η_end = f η_0",
        "The last steps stay larger.",
        "The last steps become smaller, and the end steadier.",
        where=("knob:decay_to",),
    ),
    Term(
        "initialisation",
        "Initialisation",
        "How the weights are drawn before the first iteration. Their spread decides how large the signals and gradients are "
        "at the start.",
        where=("knob:initialisation",),
    ),
    Term(
        "seed",
        "Seed",
        "The number from which all random numbers of a run follow. The same seed gives the same run, bit for bit, on the "
        "same machine.",
        where=("knob:seed", "group:Run"),
    ),
    Term(
        "device",
        "Device",
        "Where the training runs: the processor (cpu) or a graphics card (cuda: NVIDIA's, mps: Apple's). Networks as small as "
        "these are usually faster on the processor.",
        where=("knob:device",),
    ),
    Term(
        "gradient",
        "Gradient",
        "The direction in which a number rises fastest, and how fast. Each player's weights move against the gradient of "
        "its loss.",
        "∇L",
        "The loss is steep, and a step changes a lot.",
        "The loss is flat; at 0 the player no longer learns.",
        where=("part:gradient_norms",),
    ),
)
