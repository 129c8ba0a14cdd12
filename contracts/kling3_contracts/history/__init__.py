"""What outlives a run: the violations that are accepted, and those of the last run, to look for them again."""
