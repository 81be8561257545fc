"""Settings of all tests."""

from hypothesis import settings

# An example's wall-clock time says more about the machine than about the code.
settings.register_profile("discretion", deadline=None)
settings.load_profile("discretion")
