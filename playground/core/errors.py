"""The one kind of error that a person caused and can mend."""


class InputError(ValueError):
    """Something given cannot be used; the message is one sentence: what, where, what is allowed."""
