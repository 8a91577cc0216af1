"""What can the person at the keyboard set right? Errors that the command shows as one message, without traceback."""


class InputError(ValueError):
    """A setting, a design or a folder is not usable; the message says which and what would be."""


class Interrupted(Exception):
    """The run was stopped from outside before it was finished."""
