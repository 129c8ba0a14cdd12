"""Webhooks: the calls that a server makes."""

from __future__ import annotations

from kling3_contracts.judging.promises.promise import STANDARD, WEBHOOKS_PAGE, promise

WEBHOOKS = (
    promise(150, "A webhook comes for each change.",
             "IN_PROGRESS and the end are sent to the order's webhook_url. Send one message for each.", WEBHOOKS_PAGE),
    promise(151, "A webhook has its three headers.",
             "webhook-id, webhook-timestamp in whole seconds, and webhook-signature. Send all of them.", WEBHOOKS_PAGE),
    promise(152, "A webhook is signed over the bytes that are sent.",
             "The signature is base64 of HMAC-SHA256 over id, timestamp and the raw body, joined by dots, with the "
             "bytes of the secret. Sign the very bytes that leave, with the secret as it is written.", WEBHOOKS_PAGE),
    promise(153, "A webhook's body is the task itself.",
             "It has task_id, status and generated, without the `data` around them that GET answers. "
             "Send the task without its envelope.", WEBHOOKS_PAGE),
    promise(154, "A webhook goes to the URL as it was given.",
             "Path and query string arrive as they were ordered, since programs put their own ids there. "
             "Call the URL unchanged.", "seen in public programs"),
    promise(155, "A webhook is about the task that was ordered with its URL.",
             "A message at one order's URL speaks of that order's task, in the status that it has. "
             "Take URL and task from the same order."),
    promise(156, "A webhook that was not taken comes again.",
             "Only a 2xx is a success; after anything else the message is sent again, later each time. "
             "Keep a message until it was taken.", STANDARD),
    promise(157, "A webhook keeps its id when it comes again.",
             "A receiver knows a message by its id and drops the second one. "
             "Make the id once a message, not once an attempt.", STANDARD),
    promise(158, "A webhook's timestamp is that of its attempt.",
             "Receivers refuse what is older than five minutes, so a later attempt is signed anew. "
             "Take the time and sign at each attempt.", STANDARD),
    promise(159, "A webhook is not sent for ever.",
             "After a bounded number of attempts the server gives up. Count attempts, and stop.", STANDARD),
    promise(160, "Webhooks of one task come in order.",
             "IN_PROGRESS is sent before the end, also when it had to be sent again. "
             "Send the next message of a task when the one before was taken or given up.", "assumed"),
    promise(161, "A receiver that answers 410 is left alone.",
             "410 says that the receiver is gone; nothing more is sent for that message. Stop at 410.", STANDARD),
    promise(162, "A webhook is taken as JSON by its content type.",
             "content-type is application/json. Send it.", WEBHOOKS_PAGE),
    promise(163, "A webhook that was taken does not come again.",
             "After a 2xx the message is done. Mark it as delivered before the next look at the queue.", STANDARD),
    promise(171, "A webhook shows the task's id, status and URLs, and nothing else.",
             "The service sends `task_id`, `status` and `generated`; a receiver that reads more is never given it. "
             "Send no field that the document does not name; one that begins with kling3 may stay.", WEBHOOKS_PAGE),
    promise(185, "A webhook has the URLs that reading shows.",
             "`generated` is that of the task: the URL of the result with COMPLETED, and none before. Where each "
             "reading signs the URL anew, the one of the webhook names the same file and opens it. "
             "Make body and answer of one task.", WEBHOOKS_PAGE),
    promise(186, "A webhook tells no status before reading shows it.",
             "Programs read the task when its webhook comes, and would wait for ever for one that is not there yet. "
             "Change the task first, and send the message then.", "assumed"),
    promise(187, "A webhook is sent by POST.",
             "Receivers listen for POST alone. Send the task as the body of a POST.", WEBHOOKS_PAGE),
    promise(188, "A webhook has the same body when it comes again.",
             "An attempt repeats its message; what has changed since is a message of its own. "
             "Write the body once a message, not once an attempt.", STANDARD),
    promise(189, "Whatever answer is no 2xx, the webhook comes again.",
             "A receiver may be moved, busy or not yet there, or fall in the middle of a call: 307, 400, 404, 429, 503 "
             "and a connection that is closed are failures as 500 is; 410 alone asks for no more. "
             "Take nothing but a 2xx for success.", STANDARD),
    promise(191, "The delays between a webhook's attempts don't shrink.",
             "A receiver that is down needs more time, not more calls. A delay that is drawn by chance may be shorter "
             "than the one before; it is a breach when that is so with every message. Let delays grow.", STANDARD),
    promise(192, "A webhook's attempts don't come in a storm.",
             "More than eight attempts of one message within a second, or five within a quarter of it, help no "
             "receiver to its feet. Wait between attempts.", STANDARD),
    promise(193, "A webhook is as long as it says.",
             "A receiver waits for the bytes that content-length promises, and drops the call when they don't come. "
             "Count the bytes of the body that leaves.", "RFC 9110"),
    promise(194, "A webhook follows no redirect.",
             "What a redirect names is a URL that nobody ordered, perhaps within the server's own network. "
             "Take a redirect for a failure.", STANDARD),
)  # fmt: skip
"""The calls that a server makes."""
