"""One run against a server: greeted, planned, taken through its phases, and told as one report."""
