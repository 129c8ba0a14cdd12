"""A paid server for tests: it keeps each request, its clock moves by waiting alone, and it answers as it is told."""

from __future__ import annotations

from collections.abc import Callable

from kling3_contracts.messages import Answer, Request

ID = "3f9a1c07-0000-4000-8000-000000000000"
CREATED = Answer(
    200,
    (("content-type", "application/json"),),
    b'{"data":{"task_id":"%s","status":"CREATED","generated":[]}}' % ID.encode(),
)
REFUSED = Answer(400, (("content-type", "application/json"),), b'{"message":"Validation error"}')


class CountingTarget:
    """`requests` is all that was sent, `waited` the seconds of each wait."""

    url = "https://api.example.com"
    paid = True

    def __init__(self, answer: Callable[[Request], Answer] = lambda _request: CREATED) -> None:
        self.requests: list[Request] = []
        self.waited: list[float] = []
        self._answer = answer

    def send(self, request: Request) -> Answer:
        self.requests.append(request)
        return self._answer(request)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    def now(self) -> float:
        return sum(self.waited)
