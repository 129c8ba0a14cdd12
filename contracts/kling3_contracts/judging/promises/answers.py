"""Answers: what every single answer keeps."""

from __future__ import annotations

from kling3_contracts.judging.promises.promise import RECORDED, promise

ANSWERS = (
    promise(100, "Every answer has a status that the document names.",
             "A client handles the statuses that the document names, and takes any other for an accident. "
             "Answer with a documented status, or document the new one."),
    promise(101, "Every answer has a content type that the document names.",
             "A client that reads JSON breaks on a page of HTML, and one that reads problem+json looks for `problem`. "
             "Send the content type that the document has for the status."),
    promise(102, "Every body keeps its schema.",
             "Statuses are four words in capitals, ids are UUIDs, `generated` is a list of URLs, and an answer to "
             "one task stands within `data`. Correct the part of the body that the message names."),
    promise(103, "Every header keeps what the document says of it.",
             "The service numbers each answer in x-request-id and tells limits as whole numbers. "
             "Send the header in the form that the message names.", RECORDED),
    promise(104, "No request makes the server fail.",
             "A 500, or a connection that breaks, is a defect whatever was sent; 503 is for maintenance. "
             "Find the failure in the server's log by the request shown."),
    promise(105, "A path answers 405, or 404, to a method that it does not have.",
             "A client that sends the wrong method must not believe that something happened. "
             "Refuse every method that the document does not name for the path.", "RFC 9110; assumed of the service"),
    promise(106, "A valid order is taken.",
             "An order that keeps every rule creates a task, also at the very edge of each bound and with each "
             "value of each enum. Widen the check that refuses it to what the document allows."),
    promise(107, "An order that breaks the document is refused with 400.",
             "What breaks its schema must not create a task, since every task costs. "
             "Hold bodies to the document's schema, bound by bound."),
    promise(108, "A refused order names each wrong place.",
             "The 400 lists `invalid_params`, each with the place and the reason, and one entry for each place "
             "that is wrong. Name the field that the message shows.", RECORDED),
    promise(109, "Equal requests are refused in the same words.",
             "A refusal that changes from one try to the next can't be tested for. "
             "Take whatever is drawn by chance out of error bodies.", "assumed"),
    promise(169, "A list shows the id and the status of each task, and nothing else.",
             "The service lists `task_id` and `status` alone, so a program that reads a URL or a date there works with "
             "this server and breaks with the service. Show no field that the document does not name; one that begins "
             "with kling3 may stay.", RECORDED),
    promise(170, "A task shows its id, status and URLs, and nothing else.",
             "The service answers orders and readings with `task_id`, `status` and `generated`, also on FAILED, which "
             "has no reason. A program that reads more works with this server alone. Show no field that the document "
             "does not name; one that begins with kling3 may stay.", RECORDED),
)  # fmt: skip
"""What every single answer keeps."""
