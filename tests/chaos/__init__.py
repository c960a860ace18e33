"""Real kills: the daemon process against a real WordPress and a programmable fake, killed at random and at every named step.

`make chaos` is the full run (its figures stand in docs/reliability.md), tests/chaos/test_chaos.py a short one for every day.
"""
