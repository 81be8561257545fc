"""``python -m discretion.cli``."""

import sys

from discretion.cli.main import main

sys.exit(main())
