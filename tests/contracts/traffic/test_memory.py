"""What is remembered of a recording is bounded: the longest unused is forgotten first."""

from __future__ import annotations

from kling3_contracts.traffic.memory import Memory


def test_the_longest_unused_is_forgotten_first() -> None:
    memory: Memory[str, int] = Memory(most=2)
    memory.put("a", 1)
    memory.put("b", 2)
    assert memory.get("a") == 1
    memory.put("c", 3)
    assert (memory.get("a"), memory.get("b"), memory.get("c"), len(memory)) == (1, None, 3, 2)


def test_what_is_put_again_is_used() -> None:
    memory: Memory[str, int] = Memory(most=2)
    for name in ("a", "b", "a", "c"):
        memory.put(name, 1)
    assert (memory.get("a"), memory.get("b")) == (1, None)
