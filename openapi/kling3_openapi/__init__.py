"""The promise: what goes over the wire of the Kling 3 video API, and how to tell when it does not.

Nothing is imported here, so that importing the package costs nothing. Its rooms:

- `endpoints`: all endpoints; `document`: the two OpenAPI documents.
- `schemas`: a value -> every problem it has; `rules`: what no schema can say.
- `findings`: what both of these answer; `signature`: webhook signatures, signed and verified.
"""
