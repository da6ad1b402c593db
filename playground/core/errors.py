"""The error type for mistakes that the user can fix."""


class InputError(ValueError):
    """An input that cannot be used; the message is one sentence: what, where, what is allowed."""
