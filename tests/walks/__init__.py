"""Random lives of an office: clerks, officers, a bad site, kills and restarts in any order; and what must be true of each."""
