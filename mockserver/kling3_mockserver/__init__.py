"""The fake: keeps the promise of the Kling 3 video API over HTTP, on this machine.

Nothing is imported here, so that importing the package costs nothing. One request passes these rooms:
`validation` (request -> order), `lifecycle` (order -> task), `responses` (task -> JSON); a changed task
passes `webhooks` (task -> message) and `delivery` (message -> POST). `app` strings them; `mock` holds them.
"""
