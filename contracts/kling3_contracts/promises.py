"""Promises: what a server of this API owes, each with a stable code; `K1xx`, after the rules for requests.

A promise is worded as it holds, so that a report reads: this promise was broken, here.
"""

from __future__ import annotations

from kling3_openapi.findings import Severity
from kling3_openapi.rules.rule import Code

_PAGES = "provider's OpenAPI pages"
_RECORDED = "recorded answers of the service"
_WEBHOOKS = "provider's webhooks page"
_STANDARD = "Standard Webhooks specification; the provider's pages say nothing of it"


def _promise(number: int, title: str, explanation: str, source: str = _PAGES) -> Code:
    return Code(f"K{number}", Severity.ERROR, title, explanation, source)


ANSWERS = (
    _promise(100, "Every answer has a status that the document names.",
             "A client handles the statuses that the document names, and takes any other for an accident. "
             "Answer with a documented status, or document the new one."),
    _promise(101, "Every answer has a content type that the document names.",
             "A client that reads JSON breaks on a page of HTML, and one that reads problem+json looks for `problem`. "
             "Send the content type that the document has for the status."),
    _promise(102, "Every body keeps its schema.",
             "Statuses are four words in capitals, ids are UUIDs, `generated` is a list of URLs, and an answer to "
             "one task stands within `data`. Correct the part of the body that the message names."),
    _promise(103, "Every header keeps what the document says of it.",
             "The service numbers each answer in x-request-id and tells limits as whole numbers. "
             "Send the header in the form that the message names.", _RECORDED),
    _promise(104, "No request makes the server fail.",
             "A 500, or a connection that breaks, is a defect whatever was sent; 503 is for maintenance. "
             "Find the failure in the server's log by the request shown."),
    _promise(105, "A path answers 405, or 404, to a method that it does not have.",
             "A client that sends the wrong method must not believe that something happened. "
             "Refuse every method that the document does not name for the path.", "RFC 9110; assumed of the service"),
    _promise(106, "A valid order is taken.",
             "An order that keeps every rule creates a task, also at the very edge of each bound and with each "
             "value of each enum. Widen the check that refuses it to what the document allows."),
    _promise(107, "An order that breaks the document is refused with 400.",
             "What breaks its schema must not create a task, since every task costs. "
             "Hold bodies to the document's schema, bound by bound."),
    _promise(108, "A refused order names each wrong place.",
             "The 400 lists `invalid_params`, each with the place and the reason, and one entry for each place "
             "that is wrong. Name the field that the message shows.", _RECORDED),
    _promise(109, "Equal requests are refused in the same words.",
             "A refusal that changes from one try to the next can't be tested for. "
             "Take whatever is drawn by chance out of error bodies.", "assumed"),
    _promise(169, "A list shows the id and the status of each task, and nothing else.",
             "The service lists `task_id` and `status` alone, so a program that reads a URL or a date there works with "
             "this server and breaks with the service. Show no field that the document does not name; one that begins "
             "with kling3 may stay.", _RECORDED),
    _promise(170, "A task shows its id, status and URLs, and nothing else.",
             "The service answers orders and readings with `task_id`, `status` and `generated`, also on FAILED, which "
             "has no reason. A program that reads more works with this server alone. Show no field that the document "
             "does not name; one that begins with kling3 may stay.", _RECORDED),
)  # fmt: skip
"""What every single answer keeps."""

KEYS = (
    _promise(110, "A request without a key is answered 401.",
             "Every operation asks for a key, in x-freepik-api-key or x-magnific-api-key. Refuse requests without "
             "one."),
    _promise(111, "A request with a wrong key is answered 401.",
             "A key that the server did not give out opens nothing. Look the key up before anything else."),
    _promise(112, "The key is checked before anything else.",
             "Who has no key learns nothing of the server: a broken body or an unknown task is 401 too. "
             "Check the key first.", "seen in public programs, which use lists to try a key"),
    _promise(113, "A key in Authorization is not read.",
             "The service answers `Authorization: Bearer` with 401, so a fake that takes it hides a mistake that "
             "costs a release. Read the key's own headers alone.", "seen in public programs"),
    _promise(114, "Either header takes the key.",
             "The provider changed its name, and one key works in x-freepik-api-key and in x-magnific-api-key. "
             "Read both.",
             "seen in public programs"),
    _promise(167, "A key counts letter by letter.",
             "A key in another case, cut short, or with a letter before or behind it is another key, and answered 401. "
             "Compare whole keys, as `hmac.compare_digest` does. Blanks around a header's value are not part of it.",
             "assumed"),
)  # fmt: skip
"""Who is let in."""

TASKS = (
    _promise(120, "A created task is CREATED and has no URL.",
             "The answer to an order holds a new UUID, CREATED and an empty `generated`. "
             "Answer before the work begins.", _RECORDED),
    _promise(121, "A created task can be read at once.",
             "Programs poll right after the order, and take 404 for a lost task. Store the task before answering."),
    _promise(122, "A created task is in the list at once.",
             "A program that lost its answer finds the task in the list. List from the same store that GET reads."),
    _promise(123, "Reading a task answers with that task.",
             "The id in the body is the id in the path. Look the task up by the whole id."),
    _promise(124, "A status only moves forward.",
             "From CREATED to IN_PROGRESS to COMPLETED or FAILED, never back. Let one place alone change the status."),
    _promise(125, "An end is final.",
             "COMPLETED and FAILED are the last words, and a program stops looking there. Never touch a task that "
             "ended."),
    _promise(126, "A COMPLETED task has a URL.",
             "`generated` holds one URL string once the task is COMPLETED; the service was seen to leave it empty "
             "now and then, and a program that takes the first item breaks there. Show COMPLETED only when the URL "
             "is there."),
    _promise(127, "The URL of a result downloads.",
             "It answers 200 with video/mp4 to anybody who has the URL, without a key. "
             "Sign the URL when the task completes, and serve the file behind it.", _RECORDED),
    _promise(128, "The result is an MP4 that plays for as long as ordered.",
             "The file has its header, its index and its data, and lasts the seconds of the order. "
             "Write the file whole before the task completes."),
    _promise(129, "A task has a URL only when it is COMPLETED.",
             "`generated` is empty on CREATED, IN_PROGRESS and FAILED, since programs take a URL there for the result. "
             "Fill it with the change to COMPLETED.", _RECORDED),
    _promise(130, "A task is found only under its own family's path.",
             "Each family has its own tasks; under another family's path an id is unknown and answered 404. "
             "Look tasks up by family and id.", "assumed"),
    _promise(131, "A task belongs to its key.",
             "Another key's task is 404 and is not in the list. Look tasks up by key and id."),
    _promise(132, "An unknown task is answered 404.",
             "An id that was never given out names nothing. Answer 404 with a message.", "assumed; no page names 404"),
    _promise(133, "Lists show the newest task first.",
             "Programs read the first entries and no more. Order lists by creation, the newest first.", "assumed"),
    _promise(134, "Pages are complete and repeat nothing.",
             "All pages together hold each task once. Cut pages from one order that does not change between them."),
    _promise(135, "A page has as many tasks as page_size says.",
             "page_size is 1 to 100, and 20 when it is left out; only the last page is shorter. Honour it."),
    _promise(136, "Reading changes nothing.",
             "A task moves by time; a program that polls often must not get its video sooner. "
             "Compute the status from the clock, and never in the handler of GET.", "assumed"),
    _promise(137, "A task ends.",
             "Every task is COMPLETED or FAILED within the time that a run allows (`--patience`). "
             "Let the work end, or allow it more time."),
    _promise(138, "List and task tell the same status.",
             "Both are read from one store, so the list can't be behind. Let both read the same task."),
    _promise(139, "Reading creates nothing.",
             "GET costs nothing; the list is as long after reading as it was before. Create tasks in POST alone."),
    _promise(164, "A result is not served without its token.",
             "The URL of a result is the only key to it: without its query string it is refused by 403 or another 4xx. "
             "A program that cuts the query off must see that here. Ask for the token before the file is read.",
             _RECORDED),
    _promise(165, "A result is not served by another result's token.",
             "A token opens the one file that it was made for, or whoever has one video has them all. "
             "Put the task's id into what the token is made of.", "assumed"),
    _promise(166, "A result is not served by a changed token.",
             "A token that is compared in part, or whose end of time can be put off, is no lock. "
             "Make the token of all that it says, and compare it whole.", "assumed"),
    _promise(168, "A task is found by its whole id alone.",
             "An id that was cut, or that has a letter more, is no task's. A program that mangles ids must see that "
             "here. Look ids up as they are.", "assumed; no page names 404"),
)  # fmt: skip
"""A task's life, as reading shows it."""

WEBHOOKS = (
    _promise(150, "A webhook comes for each change.",
             "IN_PROGRESS and the end are sent to the order's webhook_url. Send one message for each.", _WEBHOOKS),
    _promise(151, "A webhook has its three headers.",
             "webhook-id, webhook-timestamp in whole seconds, and webhook-signature. Send all of them.", _WEBHOOKS),
    _promise(152, "A webhook is signed over the bytes that are sent.",
             "The signature is base64 of HMAC-SHA256 over id, timestamp and the raw body, joined by dots, with the "
             "bytes of the secret. Sign the very bytes that leave, with the secret as it is written.", _WEBHOOKS),
    _promise(153, "A webhook's body is the task itself.",
             "It has task_id, status and generated, without the `data` around them that GET answers. "
             "Send the task without its envelope.", _WEBHOOKS),
    _promise(154, "A webhook goes to the URL as it was given.",
             "Path and query string arrive as they were ordered, since programs put their own ids there. "
             "Call the URL unchanged.", "seen in public programs"),
    _promise(155, "A webhook is about the task that was ordered with its URL.",
             "A message at one order's URL speaks of that order's task, in the status that it has. "
             "Take URL and task from the same order."),
    _promise(156, "A webhook that was not taken comes again.",
             "Only a 2xx is a success; after anything else the message is sent again, later each time. "
             "Keep a message until it was taken.", _STANDARD),
    _promise(157, "A webhook keeps its id when it comes again.",
             "A receiver knows a message by its id and drops the second one. "
             "Make the id once a message, not once an attempt.", _STANDARD),
    _promise(158, "A webhook's timestamp is that of its attempt.",
             "Receivers refuse what is older than five minutes, so a later attempt is signed anew. "
             "Take the time and sign at each attempt.", _STANDARD),
    _promise(159, "A webhook is not sent for ever.",
             "After a bounded number of attempts the server gives up. Count attempts, and stop.", _STANDARD),
    _promise(160, "Webhooks of one task come in order.",
             "IN_PROGRESS is sent before the end, also when it had to be sent again. "
             "Send the next message of a task when the one before was taken or given up.", "assumed"),
    _promise(161, "A receiver that answers 410 is left alone.",
             "410 says that the receiver is gone; nothing more is sent for that message. Stop at 410.", _STANDARD),
    _promise(162, "A webhook is taken as JSON by its content type.",
             "content-type is application/json. Send it.", _WEBHOOKS),
    _promise(163, "A webhook that was taken does not come again.",
             "After a 2xx the message is done. Mark it as delivered before the next look at the queue.", _STANDARD),
    _promise(171, "A webhook shows the task's id, status and URLs, and nothing else.",
             "The service sends `task_id`, `status` and `generated`; a receiver that reads more is never given it. "
             "Send no field that the document does not name; one that begins with kling3 may stay.", _WEBHOOKS),
)  # fmt: skip
"""The calls that a server makes."""

PROMISES: tuple[Code, ...] = tuple(sorted((*ANSWERS, *KEYS, *TASKS, *WEBHOOKS), key=lambda each: each.code))
"""All of them, by code."""
