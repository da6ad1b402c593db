"""Terms of the plane: what its layers and colours show, and what is drawn of the networks."""

from __future__ import annotations

from playground.core.glossary.term import Term

PLANE = (
    Term(
        "plane",
        "The plane",
        "The two-dimensional space in which real points and fakes lie. Each of its positions is one possible output of G and "
        "one possible input of D.",
        where=("view:plane", "axis:x", "axis:y"),
    ),
    Term(
        "surface_colours",
        "Colours of D's output",
        "Blue is where D says real, orange where it says fake, and no colour where it can only guess. The scale stays fixed "
        "unless one chooses to stretch it to the picture.",
        where=("part:colour_scale", "part:stretch"),
    ),
    Term(
        "boundary",
        "D undecided: decision boundary",
        "The line along which D's output is exactly in the middle. On one side of it D says real, on the other fake.",
        "D(x) = {1}/{2}",
        where=("layer:boundary",),
    ),
    Term(
        "g_gradient",
        "G's gradient on the fakes",
        "The direction in which each fake would have to move to lower G's loss. G can't move points one by one: it changes "
        "its weights so that the fakes move about like this.",
        "−∇_x L_G(x)",
        "Longer arrows: the fakes are pulled harder.",
        "Shorter arrows: G learns little here.",
        lesson="g_side",
        where=("layer:gradients",),
    ),
    Term(
        "perfect_d",
        "Perfect D, D*",
        "The best possible output against the present G: the share of real points among all points at each place. D comes "
        "only as close to it as its network and its penalty allow.",
        "D*(x) = {p_data(x)}/{p_data(x) + p_model(x)}",
        "There are more real points than fakes there.",
        "There are more fakes than real points there.",
        lesson="optimum",
        where=("layer:optimal",),
    ),
    Term(
        "perfect_boundary",
        "Perfect D undecided",
        "The line along which even a perfect D can't decide. Real points and fakes are equally dense there, unless label "
        "smoothing lowers D's output.",
        "p_data(x) = p_model(x)",
        where=("layer:optimal_boundary",),
    ),
    Term(
        "difference",
        "D − perfect D",
        "How far D's output is from the best possible one at each place. Strong colours mean that D lags behind G there.",
        "D(x) − D*(x)",
        "Blue: D says real too often.",
        "Orange: D says fake too often.",
        lesson="optimum",
        where=("layer:difference",),
    ),
    Term(
        "density_data",
        "Density of P_data",
        "How closely the real points lie at each place. It is computed from the target, and smoothed as much as P_model's "
        "density is, so that both can be compared.",
        "p_data(x)",
        "More real points per area.",
        "Fewer real points per area.",
        lesson="goal",
        where=("layer:density_data",),
    ),
    Term(
        "density_model",
        "Density of P_model",
        "How closely the fakes lie at each place, estimated from 20,000 of them. It has the scale of P_data's density, so "
        "that both can be compared by eye.",
        "p_model(x)",
        "More fakes per area.",
        "Fewer fakes per area.",
        lesson="goal",
        where=("layer:density_model", "part:densities"),
    ),
    Term(
        "field",
        "D's gradient field",
        "At every place, the direction in which D's output rises. A fake there would be pushed this way.",
        "∇_x D(x)",
        "Longer arrows: D is steep there.",
        "Shorter arrows: D is flat there, and G learns little.",
        where=("layer:field",),
    ),
    Term(
        "sheet",
        "G's sheet",
        "A regular lattice of latents z as G has bent it. P_model is this sheet: it is dense where the lattice is squeezed "
        "and thin where it is stretched.",
        "z → G(z)",
        lesson="models",
        where=("layer:manifold",),
    ),
    Term(
        "squeeze",
        "G's sheet: density",
        "A dot in every cell of the sheet, larger where G squeezes many latents into a smaller area than in the median cell. The "
        "fakes are dense there.",
        "{1}/{|det J_G(z)|}",
        "Many latents end up in a small area.",
        "The sheet is stretched, as in a bridge between two modes.",
        where=("layer:squeeze",),
    ),
    Term(
        "trails",
        "Trails",
        "The paths of 30 fixed latents over the last 120 iterations. Paths that circle show an oscillating game.",
        "",
        "Long paths: G changes fast.",
        "Short paths: G has settled.",
        where=("layer:trails",),
    ),
    Term(
        "last_move",
        "Last move",
        "Where G's last update took each fake, at true length. It shows what one step of the weights does to all points at "
        "once.",
        "G_new(z) − G_old(z)",
        "G took a big step.",
        "G hardly moved.",
        where=("layer:moves",),
    ),
    Term(
        "dots",
        "Dots drawn",
        "How many real points and fakes are drawn. Training does not depend on it.",
        "",
        "Shapes are easier to see; drawing takes longer.",
        "Single points are easier to follow.",
        where=("part:dots",),
    ),
    Term(
        "opacity",
        "Opacity of a layer",
        "How strongly a layer covers those below it. It changes the picture alone.",
        "",
        "The layer covers more.",
        "More of what lies below shows through.",
        where=("part:opacity",),
    ),
    Term(
        "landscape",
        "Landscape",
        "D's output as a surface over the plane: hills where D says real, valleys where it says fake. G's fakes climb it.",
        "(x_1, x_2, D(x))",
        "D takes the place to be more real.",
        "D takes the place to be more fake.",
        where=("view:landscape",),
    ),
    Term(
        "unit",
        "Unit and weight",
        "A unit adds up its inputs, each times a weight, and bends the sum. Its picture shows its output over the plane or "
        "over the latents.",
        "a(w_1 x_1 + … + w_n x_n + b)",
        where=("view:networks",),
    ),
    Term(
        "pin",
        "Pin",
        "A place of the plane that is kept and read with every picture. Its curve shows how D's opinion of that place has "
        "changed.",
        "D(x_pin)",
        "D takes the place to be more real.",
        "D takes the place to be more fake.",
        where=("part:pins",),
    ),
)
