"""Results: the URL of a task that is done, and the video behind it."""

from __future__ import annotations

from kling3_contracts.judging.promises.promise import PAGES, RECORDED, promise

RESULTS = (
    promise(126, "A COMPLETED task has a URL.",
             "`generated` holds one URL string once the task is COMPLETED; the service was seen to leave it empty "
             "now and then, and a program that takes the first item breaks there. Show COMPLETED only when the URL "
             "is there."),
    promise(127, "The URL of a result downloads.",
             "It answers 200 with video/mp4 to anybody who has the URL, without a key. "
             "Sign the URL when the task completes, and serve the file behind it.", RECORDED),
    promise(128, "The result is an MP4 that plays for as long as ordered.",
             "The file has its header, its index and its data, and lasts the seconds of the order. "
             "Write the file whole before the task completes."),
    promise(129, "A task has a URL only when it is COMPLETED.",
             "`generated` is empty on CREATED, IN_PROGRESS and FAILED, since programs take a URL there for the result. "
             "Fill it with the change to COMPLETED.", RECORDED),
    promise(164, "A result is not served without its token.",
             "The URL of a result is the only key to it: without its query string it is refused by 403 or another 4xx. "
             "A program that cuts the query off must see that here. Ask for the token before the file is read.",
             RECORDED),
    promise(165, "A result is not served by another result's token.",
             "A token opens the one file that it was made for, or whoever has one video has them all. "
             "Put the task's id into what the token is made of.", "assumed"),
    promise(166, "A result is not served by a changed token.",
             "A token that is compared in part, or whose end of time can be put off, is no lock. "
             "Make the token of all that it says, and compare it whole.", "assumed"),
    promise(172, "The URL of a result stays the same.",
             "It is signed once, when the task completes, so that a program which polls on, or reads the task again, "
             "sees the URL that it has. Show the URL that was made, and make no new one at each reading.", RECORDED),
    promise(173, "A COMPLETED task has one URL.",
             "An order makes one video, and programs take the first item of `generated`. Show that one alone.",
             RECORDED),
    promise(174, "A part of a result is the part that was asked for.",
             "Players jump, and downloads go on, by `Range`. A server may ignore it and answer 200 with all; a 206 has "
             "the bytes that its Content-Range names, of those that were asked for, and what begins behind the end is "
             "416. Cut the file by the header, or ignore it.",
             "RFC 9110, section 14; the provider's pages say nothing of it"),
    promise(175, "A result tells how long it is.",
             "Where there is a Content-Length it is the number of bytes, to HEAD as to GET; HEAD may be refused. "
             "Take length and type from the file itself.", "RFC 9110, sections 8.6 and 9.3.2"),
    promise(176, "A result is not served once its URL has expired.",
             "A URL that names the end of its time is refused after it, so that a program which keeps URLs for later "
             "is seen to. Compare the end with the clock before the file is read.", "assumed of the recorded URLs"),
    promise(177, "A result has the aspect ratio of the order.",
             "Whoever orders 9:16 puts the video where no other fits. Make the picture as the order says; a few pixels "
             "more or less are no matter.", PAGES),
    promise(178, "A result that was ordered with sound has a sound track.",
             "`generate_audio` true is paid for, nearly twice as dear. Write the sound into the file.", PAGES),
    promise(179, "A result that was ordered without sound has no sound track.",
             "`generate_audio` false asks for a video without sound, and a program that adds its own has two tracks "
             "else. Leave the track out.", "assumed"),
    promise(180, "A result is the same file at each download.",
             "The second download of a URL brings the bytes of the first. Write the file once, and keep it.",
             "assumed"),
)  # fmt: skip
"""What a task ends in."""
