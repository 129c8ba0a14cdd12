"""Forms of a report, for a terminal, a CI, a program and a browser; each violation also as a request to send again."""
