"""The rules phase: each neighbour of each bound and each rule told in prose is put to a server, one by one."""

from kling3_contracts.enforcement.phase import run
from kling3_contracts.enforcement.probe import Probe
from kling3_contracts.enforcement.readings import count_of_readings
from kling3_contracts.enforcement.table import probes

__all__ = ["Probe", "count_of_readings", "probes", "run"]
