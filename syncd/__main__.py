"""`python -m syncd` is the command `syncd`."""

import sys

from syncd.cli import main

sys.exit(main())
