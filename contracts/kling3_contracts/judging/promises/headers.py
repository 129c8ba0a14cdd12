"""Headers: what the head of an answer says, as the service was recorded to send it."""

from __future__ import annotations

from kling3_contracts.judging.promises.promise import RECORDED, promise

HEADERS = (
    promise(140, "No two answers have one number.",
             "x-request-id is what an operator is told when something went wrong, so it names one answer alone; an "
             "answer without one, or with the one that its request brought along, is left alone. "
             "Draw a new number for each answer.", RECORDED),
    promise(141, "The limit that headers tell is counted down, and comes back.",
             "x-ratelimit-remaining is at most x-ratelimit-limit, falls while a list or task is read again and again, "
             "and is neither less nor nothing once the seconds of x-ratelimit-reset have passed; an answer without "
             "these headers is left alone, and how a limit is reckoned is free. Count each request of a key, or tell "
             "no limit.",
             "recorded answers of an earlier Kling of the service"),
    promise(148, "A limit is told whole.",
             "x-ratelimit-limit, x-ratelimit-remaining and x-ratelimit-reset are sent together, each a whole number, "
             "since a program that slows down by them needs all three; an answer without any is left alone. "
             "Send all three, or none.", "recorded answers of an earlier Kling of the service"),
    promise(142, "A content type says no more than that it is JSON.",
             "The service sends application/json without a parameter, and many programs compare the text; "
             "charset=utf-8, which says nothing new, may stay. Leave other parameters out, and send the header once.",
             RECORDED),
    promise(143, "What is read may not be kept for later.",
             "The service sends `max-age=0, no-cache, no-store`, since whoever polls through a cache would see an old "
             "status; an answer without Cache-Control is left alone. Allow no age above zero where tasks are read.",
             RECORDED),
)  # fmt: skip
"""What the head of an answer says."""
