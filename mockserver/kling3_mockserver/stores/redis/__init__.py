"""A fake on a Redis or Valkey server: the state lies there, and each process that has the store answers from it."""
