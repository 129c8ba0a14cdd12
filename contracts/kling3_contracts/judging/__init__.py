"""What is owed, what a document has against one answer, and the judge who counts how each promise was kept."""
