"""A receiver that leaves verification to the official library, as its pages show it."""

from __future__ import annotations

from standardwebhooks.webhooks import Webhook

from tests.contracts.receiver.careful import BAD, SECRET, Careful
from tests.contracts.receiver.servers import Came


class LibraryUser(Careful):
    """Answers 400 to whatever the library does not take; `svix` hands its calls to the same library."""

    def __init__(self, secret: str = SECRET) -> None:
        super().__init__()
        self.library = Webhook(secret.encode())

    def post(self, came: Came) -> int:
        try:
            self.library.verify(came.body, dict(came.headers.items()))
        except Exception:  # noqa: BLE001  (it raises ValueError and others for headers that it can't read)
            return BAD
        return self.act(came, "")
