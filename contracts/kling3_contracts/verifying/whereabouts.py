"""Whereabouts: whether a URL leads to this API at all; what judges something else is not to be read as a verdict."""

from __future__ import annotations

from kling3_contracts.addresses.base_url import without_api_path
from kling3_contracts.errors import SubjectError
from kling3_contracts.messages import Answer
from kling3_contracts.options import Options
from kling3_contracts.sending.sender import Sender
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.echo import echoed


def require_api(sender: Sender, options: Options, first: Answer) -> None:
    """Return where one list at least is answered as an API might; `first` is the answer for the first family.

    Raises SubjectError, with the URL that was most likely meant, where none is.
    """
    if not _is_strange(first):
        return
    asked, *others = options.held
    answers = (sender.ask("GET", each.path, options.key).answer for each in others)
    if all(map(_is_strange, answers)):
        got = _got(first, asked, "and the other lists" if others else "")
        raise SubjectError(sender.target.url, f"{got}, expected the API: {_mend(sender.target.url, first)}")


def _is_strange(answer: Answer) -> bool:
    if answer.status == 404 and b"task" in answer.body.lower():
        return False  # a key without tasks, as the service answers it: "Tasks not found"
    return answer.status in (404, 405, 501) or 300 <= answer.status < 400 or _is_page(answer)


def _is_page(answer: Answer) -> bool:
    return answer.status == 200 and answer.header("content-type").startswith("text/html")


def _got(answer: Answer, asked: Family, others: str) -> str:
    what = "a page of HTML" if _is_page(answer) else str(answer.status)
    return f"got {what} for GET {asked.path} {others}".strip()


def _mend(url: str, first: Answer) -> str:
    root = without_api_path(url)
    if root != url:
        return f"paths are added to the URL, so end it at the host, {root}"
    if location := first.header("location"):
        return f"give the URL that it redirects to, without the path ({echoed(location.partition('?')[0])})"
    return "look at host, port and path; paths from /v1 on are added to the URL"
