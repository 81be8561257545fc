"""Settings of all tests."""

import os

from hypothesis import settings

# An example's wall-clock time says more about the machine than about the code.
settings.register_profile("discretion", deadline=None)
settings.load_profile("discretion")

# A worker that runs tests beside others is told a terminal of 80 columns, which nobody has.
os.environ.pop("COLUMNS", None)
