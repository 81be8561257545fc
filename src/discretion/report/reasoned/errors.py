"""What can go wrong with a template."""


class TemplateRefusedError(ValueError):
    """A template cannot be used; the message says where, what is wrong, and how to mend it."""
