"""Keys: who is let in."""

from __future__ import annotations

from kling3_contracts.judging.promises.promise import promise

KEYS = (
    promise(110, "A request without a key is answered 401.",
             "Every operation asks for a key, in x-freepik-api-key or x-magnific-api-key. Refuse requests without "
             "one."),
    promise(111, "A request with a wrong key is answered 401.",
             "A key that the server did not give out opens nothing. Look the key up before anything else."),
    promise(112, "The key is checked before anything else.",
             "Who has no key learns nothing of the server: a broken body or an unknown task is 401 too. "
             "Check the key first.", "seen in public programs, which use lists to try a key"),
    promise(113, "A key in Authorization is not read.",
             "The service answers `Authorization: Bearer` with 401, so a fake that takes it hides a mistake that "
             "costs a release. Read the key's own headers alone.", "seen in public programs"),
    promise(114, "Either header takes the key.",
             "The provider changed its name, and one key works in x-freepik-api-key and in x-magnific-api-key. "
             "Read both.",
             "seen in public programs"),
    promise(115, "The same key in both headers is taken.",
             "Programs that serve both names of the provider send the key twice, once in each header. "
             "Look at the second header only where the first is missing.",
             "seen in public programs"),
    promise(167, "A key counts letter by letter.",
             "A key in another case, cut short, in quotes, written twice, with a letter or a blank more, or in letters "
             "of full width is another key, and answered 401; blanks around a header's value are not part of it. "
             "Compare whole keys, as `hmac.compare_digest` does.",
             "assumed"),
)  # fmt: skip
"""Who is let in."""
