"""What no schema can say: one function a mistake, each with a stable code, a severity and its source."""
