"""The devices that this machine can train on."""

import torch


def available() -> tuple[str, ...]:
    """ "cpu", and "cuda" and "mps" if torch finds them."""
    found = ["cpu"]
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


def missing(device: str) -> str | None:
    """Why a device can't be used, in torch's words; None if it can."""
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        return str(error).splitlines()[0]
    return None
