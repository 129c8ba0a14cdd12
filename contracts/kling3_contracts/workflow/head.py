"""Head: what the answer to a result says of its bytes, to GET and to HEAD (K175)."""

from __future__ import annotations

from kling3_contracts.errors import UnreachableError
from kling3_contracts.messages import Answer, Exchange
from kling3_contracts.workflow.video import Downloaded
from kling3_contracts.workflow.walk_state import Walk, without_body
from kling3_openapi.rules.echo import echoed

_SAME = ("content-length", "content-type")


def hold_head(walk: Walk, whole: Downloaded) -> None:
    """Hold the length that a download tells to its bytes, and HEAD, which may be refused, to telling the same.

    That HEAD has no body is seen to by the servers that applications run in, and by the clients that read them.
    """
    life, answer = whole.life, whole.exchange.answer
    told = answer.header("content-length")
    if told and not answer.header("content-encoding"):
        message = (
            f"content-length {echoed(told)!r} of {len(answer.body)} bytes, expected their number: tell what is sent"
        )
        right = told == str(len(answer.body))
        walk.judge.hold("K175", right, life.place, message, without_body(whole.exchange), detail="GET")
    try:
        exchange = walk.client.download(life.family, whole.url, "HEAD")
    except UnreachableError as error:
        walk.not_tried(f"the result could not be asked for: {error.reason}", "K175")
        return
    _hold_same(walk, whole, exchange)


def _hold_same(walk: Walk, whole: Downloaded, exchange: Exchange) -> None:
    shown = without_body(exchange)
    status, got, expected = exchange.answer.status, _told(exchange.answer), _told(whole.exchange.answer)
    if not 200 <= status < 400:
        return
    message = f"HEAD is answered {status} where GET is answered 200, expected 200 or a refusal: answer as GET"
    if walk.judge.hold("K175", status == 200, whole.life.place, message, shown, detail="HEAD"):
        other = [each for each in got if each in expected and got[each] != expected[each]]
        told = ", ".join(f"{each} {echoed(got[each])!r} instead of {echoed(expected[each])!r}" for each in other)
        message = f"HEAD tells {told}, expected what GET tells: answer both by one handler"
        walk.judge.hold("K175", not other, whole.life.place, message, shown, detail="HEAD")


def _told(answer: Answer) -> dict[str, str]:
    told = {name: answer.header(name).replace(" ", "").lower() for name in _SAME}
    return {name: value for name, value in told.items() if value}
