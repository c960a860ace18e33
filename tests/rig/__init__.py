"""The real things tests run against: a WordPress and a Windows share on loopback, made from the distribution's packages.

In a test: the fixtures `site` (empty WordPress) and `samba` (shares a folder). In a benchmark: `with leased() as site:`.
By hand, next to whatever else runs: `python -m tests.rig.wordpress start --name mine`, then `info --name mine` for the
passwords and `destroy --name mine` when done.
"""
