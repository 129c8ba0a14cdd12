"""The root of every error that the project raises on purpose.

    Kling3Error
    |-- SignatureError   (signature.py)  a webhook that can't be trusted, or a secret that can't be read
    |-- DocumentError    (document.py)   something asked of the OpenAPI documents that they don't have
    |-- OutputError      (standard_output.py)   standard output that is closed or full
    |-- PriceError      (prices/price_file.py)   a price table that can't be used
    |-- ThresholdError   (coverage/thresholds.py)   words that are no thresholds of coverage
    `-- MockError        (kling3_mockserver.errors)

The message says what was got, what was expected and what to do next; the evidence stands in attributes.
"""

from __future__ import annotations


class Kling3Error(Exception):
    """Base of all errors of the project: catch this to catch them all."""
