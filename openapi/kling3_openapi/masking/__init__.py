"""The one rule for what looks like a key, and how texts that may hold one are shown: in log, journal and reports."""
