"""Benchmarks of the targets: `python -m tests.bench --help`. Figures, never assertions."""
