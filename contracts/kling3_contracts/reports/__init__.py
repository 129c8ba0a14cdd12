"""Forms of a report: one Report, told in a terminal, to a CI, to a program and as a page."""
