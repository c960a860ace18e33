"""The demo: the real daemon on an office of its own, with samples to look at. `make demo`, or `python -m syncd.demo`."""
