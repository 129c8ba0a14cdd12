"""A fake in an SQLite file: the state stays in memory, and a thread brings what changes to the file."""
