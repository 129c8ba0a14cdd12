"""Orders made on purpose: valid to the very edge, wrong in one thing, or with a part that has no effect."""
