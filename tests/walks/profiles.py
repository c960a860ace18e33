"""How hypothesis is to walk."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.database import DirectoryBasedExampleDatabase

_ALWAYS = settings(
    deadline=None,  # a step is real work on real folders, on a machine that has other things to do
    suppress_health_check=[HealthCheck.too_slow],  # for the same reason
    report_multiple_bugs=False,  # a life that fails twice is one life to look at
    print_blob=False,  # the printed steps are the life itself, and outlive changes of rules and of hypothesis
    phases=[Phase.reuse, Phase.generate],  # replay.shortened leaves out what does not matter
)
SUITE = settings(_ALWAYS, derandomize=True, stateful_step_count=25)
"""The same walks in every run: what is red in CI is red on any machine, and a change that broke nothing is never red."""
FRESH = settings(_ALWAYS, stateful_step_count=30, database=DirectoryBasedExampleDatabase(".hypothesis/examples"))
"""Others in every run; one that failed is walked again first, until it passes."""
