"""Late names: the public names of a package, of which each is loaded when it is first asked for.

The `__init__` of such a package imports nothing for them, so that a server without faults starts without the faults,
and a test run without fakes without the fake. Whoever asks the package (`faults.Latency`) pays for what is asked, once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def late_names(package: str, files: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """Return a `__getattr__` (PEP 562) for `package`, which has these names in these of its files.

    Raises AttributeError for any other name, as a package without it does.
    """
    places = {name: file for file, names in files.items() for name in names}

    def get(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules[package])
        value: object = getattr(import_module(f"{package}.{places[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return get
