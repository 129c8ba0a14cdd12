"""Crowds: what holds of each request also when many come at once."""

from __future__ import annotations

from kling3_contracts.judging.promises.promise import promise

CROWDS = (
    promise(195, "Orders that come at once have ids of their own.",
            "Two programs that are given one id each take the other's video for theirs. "
            "Draw ids from nothing that two requests share across a pause."),
    promise(196, "Tasks that were ordered at once belong to their keys.",
            "None is lost, and each is read and listed by the key that ordered it alone. "
            "Keep key and task of a request together until both are stored."),
    promise(197, "Readings that come at once are answered each for itself.",
            "A reading answers with the task that it asked for, another key's with 404, and a list with its key's "
            "tasks, whatever else is asked in the same moment. Keep what belongs to a request in that request alone."),
    promise(198, "Lists stay whole while tasks are made.",
            "A list shows every task of before, each once, also when orders arrive meanwhile, and so do all pages "
            "afterwards. Read a list from one state of the store."),
)  # fmt: skip
"""What holds of each request also when many come at once."""
