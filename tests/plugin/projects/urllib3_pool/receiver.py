"""Takes the service's webhooks: the HTTP server of the standard library, on a port of its own."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hook(BaseHTTPRequestHandler):
    """Keeps the statuses that it is told with a good signature."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        content = b"%s.%s.%s" % (self.headers["webhook-id"].encode(), self.headers["webhook-timestamp"].encode(), body)
        mac = base64.b64encode(hmac.digest(self.server.secret.encode(), content, "sha256"))
        is_good = b"v1," + mac == self.headers["webhook-signature"].encode()
        if is_good:
            self.server.statuses.append(json.loads(body)["status"])
        self.send_response(204 if is_good else 401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def receiving(secret: str) -> Iterator[tuple[str, list[str]]]:
    """Give the URL at which webhooks are received, and the statuses that come in."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        server.secret, server.statuses = secret, []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook", server.statuses
        finally:
            server.shutdown()
            thread.join()
