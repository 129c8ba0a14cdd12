"""What was seen: violations, checks and the report of one subject, and how both are made fit to be shown.

Secrets are masked, and a stranger's text is made harmless, before any of it is told.
"""
