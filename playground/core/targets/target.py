"""A target distribution P_data: how it is sampled, where its modes are, and how dense it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64, PlanePoints
from playground.core.registry import Registry
from playground.i18n import Text

Push = Callable[[PlanePoints, PlanePoints], PlanePoints]
"""(u, g) -> x: uniforms on [0, 1) of shape (n, k) and standard normals of shape (n, 2) to points of shape (n, 2)."""
Labels = Callable[[PlanePoints], npt.NDArray[np.intp]]
"""u, uniforms of shape (n, k) -> the class of each point that `Push` makes of them, (n,): the index of its mode."""
LogDensity = Callable[[F64], F64]
"""x of shape (n, 2), float64 -> log p(x) of shape (n,), natural logarithm, per square plane unit."""
Cells = Callable[[F64, F64], F64]
"""(xs (c + 1,), ys (r + 1,)), ascending edges -> the mass in each cell of that lattice, (r, c), the lowest row first."""


@dataclass(frozen=True)
class Modes:
    """The components of a mixture, in plane units: centres (k, 2), covariances (k, 2, 2), weights (k,) of sum 1.

    The arrays are read-only because threads share them.
    """

    centres: F64
    covariances: F64
    weights: F64
    exact: bool = True
    """P_data is this mixture of Gaussians; else they only sum up groups of its points."""

    def __post_init__(self) -> None:
        for array in (self.centres, self.covariances, self.weights):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.centres)


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """All real points that a run trains on, (n, 2), read-only, and the class of each, (n,), if the target has classes. It
    equals only itself, so that it can be a cache key.
    """

    points: PlanePoints
    labels: npt.NDArray[np.intp] | None = None


@dataclass(frozen=True, eq=False)
class Target:
    """A distribution over the plane, given as a pure function of base noise, so that samples are reproducible to the
    bit.

    A target equals only itself, so it can be a cache key.

    Because a sample is `push(uniforms, normals)`, the same target serves one batch, a block of batches,
    or many seeds at once, and needs no state other than a draw counter.
    """

    name: str
    label: Text
    help: Text
    uniforms: int
    """The number of uniforms per sample."""
    push: Push
    modes: Modes | None = None
    labels: Labels | None = None
    """Which of its modes each point is drawn from; None if its points have no classes."""
    part: "Callable[[int], Target] | None" = None
    """The distribution of the points of one class, a target by itself; None if there are no classes."""
    log_density: LogDensity | None = None
    cells: Cells | None = None
    """The mass in each cell of a lattice, for every target with a density."""
    blur: float = 0.0
    """The standard deviation of its narrowest noise, in plane units: no detail is finer. 0 if it has sharp edges."""
    density_kind: str = "none"
    """How log_density is computed: "exact", "quadrature", "grid estimate", or "none"."""
    source: str = ""
    """The paper or code that its parameters come from."""

    def sample(self, n: int, generator: np.random.Generator) -> PlanePoints:
        """n independent points, float32 of shape (n, 2), in plane units."""
        return self.sample_with_classes(n, generator)[0]

    def sample_with_classes(
        self, n: int, generator: np.random.Generator
    ) -> tuple[PlanePoints, npt.NDArray[np.intp] | None]:
        """The same n points, and the class of each, (n,), or None if they have no classes."""
        u = generator.random((n, self.uniforms), dtype=np.float32)
        g = generator.standard_normal((n, 2), dtype=np.float32)
        return self.push(u, g), self.labels(u) if self.labels is not None else None

    def classes(self, n: int, generator: np.random.Generator) -> npt.NDArray[np.intp]:
        """Only the classes of the n points that `sample` draws with this generator, (n,); the target must have classes."""
        assert self.labels is not None
        return self.labels(generator.random((n, self.uniforms), dtype=np.float32))

    def placed(self, shift: tuple[float, float], factor: float) -> "Target":
        """The same shape at factor * (x + shift); one factor for both axes, so that nothing is distorted.

        Modes and density are transformed too (the density is divided by factor squared).
        """
        offset = np.asarray(shift, dtype=np.float64)
        push, log_density, modes, cells = self.push, self.log_density, self.modes, self.cells
        part = self.part

        def placed_push(u: PlanePoints, g: PlanePoints) -> PlanePoints:
            return np.asarray((push(u, g) + offset.astype(np.float32)) * np.float32(factor), dtype=np.float32)

        def placed_log_density(x: F64) -> F64:
            assert log_density is not None
            return np.asarray(log_density(x / factor - offset) - 2 * np.log(factor), dtype=np.float64)

        def placed_cells(xs: F64, ys: F64) -> F64:
            assert cells is not None
            return cells(xs / factor - float(offset[0]), ys / factor - float(offset[1]))

        return replace(
            self,
            push=placed_push,
            log_density=placed_log_density if log_density else None,
            cells=placed_cells if cells else None,
            blur=self.blur * factor,
            part=cache(lambda k: part(k).placed(shift, factor)) if part is not None else None,
            modes=modes
            and Modes((modes.centres + offset) * factor, modes.covariances * factor**2, modes.weights, modes.exact),
        )


TARGETS: Registry[Target] = Registry("target")
"""Every P_data, in the order of the gallery; the first is the start-up target."""
