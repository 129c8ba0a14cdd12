"""Lawful: what is unusual and must be taken all the same, and what must be looked at to the end."""

from __future__ import annotations

from kling3_contracts.judging.promises.promise import promise
from kling3_openapi.editions import Edition

_RULES = "provider's OpenAPI pages, and what each rule rests on"

LAWFUL = (
    promise(116, "A good read is answered 200.",
             "A list is answered to whoever has a key, and a task that it shows to its owner; that a list without a "
             "task may be 404 was seen of the service. Answer reads from the store, and refuse none of them."),
    promise(117, "What says nothing to the service changes no answer.",
             "Unknown parameters, headers of proxies and browsers, a content type on GET and whatever JSON `Accept` "
             "admits leave the status and the tasks that are shown as they are; what HTTP has for a request "
             "(406, 412, 414, 416, 431) may be used. "
             "Pass over what is not known.", "recorded answers of the service; RFC 9110"),
    promise(118, "HEAD is answered as GET is, or refused.",
             "HEAD asks for the head of what GET answers, so its status is the same; a server that does not have it "
             "says 404 or 405. Let HEAD go the way of GET.", "RFC 9110"),
    promise(119, "A path counts letter by letter.",
             "Paths have a case and no empty parts, so another spelling is another path and answered 404; a program "
             "that joins paths wrongly must see that here. Compare paths as they come.",
             "RFC 3986; 404 is assumed"),
    promise(144, "Each item of a list is checked.",
             "A mistake in the second item, or in the last, is refused as one in the first is. "
             "Go through whole lists, also those within items.", _RULES),
    promise(145, "A mistake is refused whatever stands beside it.",
             "An unknown field has no effect and a webhook_url no say in what is refused. "
             "Check every field before anything is done with the order.", _RULES),
    promise(146, "A good order is taken in every lawful form.",
             "A content type has no case and may name its charset, JSON may have white space around and escapes "
             "within, and a body may come in chunks. Read bodies by a library for HTTP and one for JSON.",
             "RFC 9110, RFC 9112 and RFC 8259"),
    promise(147, "Requests on one connection are answered one by one.",
             "What belongs to one request must not be read as a part of the next, be it the body of one that was "
             "refused; a server may close the connection after any answer. Read each body to its end, or close.",
             "RFC 9112"),
    promise(183, "What an edition has taken away is not read.",
             "A field that is gone is one that nobody knows, so an order is taken, or refused as a strict server does, "
             "whatever the field holds; by the schema of before it would be refused for one value and taken with "
             "another. Take the field out of the schema.", _RULES, since=Edition.APRIL_2026),
)  # fmt: skip
"""What is unusual and must be taken, and what must be looked at to the end."""
