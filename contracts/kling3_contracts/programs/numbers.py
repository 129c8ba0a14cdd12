"""Numbers on the command line, whose refusals are in plain words."""

from __future__ import annotations

import click


class Whole(click.IntRange):
    """A whole number between bounds."""

    name = "whole number"


class Number(click.FloatRange):
    """A number between bounds."""

    name = "number"
