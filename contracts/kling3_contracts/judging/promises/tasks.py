"""Tasks: a life, as reading shows it."""

from __future__ import annotations

from kling3_contracts.judging.promises.promise import RECORDED, promise

TASKS = (
    promise(120, "A created task is CREATED and has no URL.",
             "The answer to an order holds a new UUID, CREATED and an empty `generated`. "
             "Answer before the work begins.", RECORDED),
    promise(121, "A created task can be read at once.",
             "Programs poll right after the order, and take 404 for a lost task. Store the task before answering."),
    promise(122, "A created task is in the list at once.",
             "A program that lost its answer finds the task in the list. List from the same store that GET reads."),
    promise(123, "Reading a task answers with that task.",
             "The id in the body is the id in the path. Look the task up by the whole id."),
    promise(124, "A status only moves forward.",
             "From CREATED to IN_PROGRESS to COMPLETED or FAILED, never back. Let one place alone change the status."),
    promise(125, "An end is final.",
             "COMPLETED and FAILED are the last words, and a program stops looking there. Never touch a task that "
             "ended."),
    promise(130, "A task is found only under its own family's path.",
             "Each family has its own tasks; under another family's path an id is unknown and answered 404. "
             "Look tasks up by family and id.", "assumed"),
    promise(131, "A task belongs to its key.",
             "Another key's task is 404 and is not in the list. Look tasks up by key and id."),
    promise(132, "An unknown task is answered 404.",
             "An id that was never given out names nothing. Answer 404 with a message.", "assumed; no page names 404"),
    promise(133, "Lists show the newest task first.",
             "Programs read the first entries and no more. Order lists by creation, the newest first.", "assumed"),
    promise(134, "Pages are complete and repeat nothing.",
             "All pages together hold each task once. Cut pages from one order that does not change between them."),
    promise(135, "A page has as many tasks as page_size says.",
             "page_size is 1 to 100, and 20 when it is left out; only the last page is shorter. Honour it."),
    promise(136, "Reading changes nothing.",
             "A task moves by time; a program that polls often must not get its video sooner. "
             "Compute the status from the clock, and never in the handler of GET.", "assumed"),
    promise(137, "A task ends.",
             "Every task is COMPLETED or FAILED within the time that a run allows (`--patience`). "
             "Let the work end, or allow it more time."),
    promise(138, "List and task tell the same status.",
             "Both are read from one store, so the list can't be behind. Let both read the same task."),
    promise(139, "Reading creates nothing.",
             "GET costs nothing; the list is as long after reading as it was before. Create tasks in POST alone."),
    promise(168, "A task is found by its whole id alone.",
             "An id that was cut, or that has a letter more, is no task's. A program that mangles ids must see that "
             "here. Look ids up as they are.", "assumed; no page names 404"),
    promise(181, "A task that has ended is kept.",
             "A program that comes back finds the task and its end, by its id and in the list, for a day at least. "
             "Forget no task because it has ended.", "assumed"),
    promise(182, "A task shows its id as it was given out.",
             "An id in capitals may be unknown, or the same task, since UUIDs are read in either case; shown is the id "
             "of the order's answer, or programs that compare ids take it for another task. Show the id that is "
             "stored.", "RFC 9562, section 4"),
)  # fmt: skip
"""A task's life, as reading shows it."""
