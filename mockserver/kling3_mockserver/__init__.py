"""The fake: keeps the promise of the Kling 3 video API over HTTP, on this machine.

Nothing is imported here, so that importing the package costs nothing. One request passes these files:
`service.validation` (request -> order), `tasks.lifecycle` (order -> task), `service.responses` (task -> JSON); a
changed task passes `tasks.message` (task -> message) and `webhooks.sender` (message -> POST). `service.app` strings
the first three; `mock` puts all parts together. A room's `__all__` names what programs may import from it.
"""
