"""A courthouse to rehearse on: many invented courts behind one loopback port, on a virtual clock, with known truth.

:mod:`.life` says what happens in the courts and what they publish of it, :mod:`.grammar` how they understand a
question, :mod:`.answers` what they answer, :mod:`.faults` what goes wrong, :mod:`.truth` what a faultless collection
must find, :mod:`.house` puts it together and :mod:`.server` on a port. Everything it shows says that it is synthetic.
"""

from __future__ import annotations

from absentia.rehearsal.courthouse.faults import FAULTS
from absentia.rehearsal.courthouse.house import DIRECTORY, Courthouse, Running
from absentia.rehearsal.courthouse.life import Life, live

__all__ = ["DIRECTORY", "FAULTS", "Courthouse", "Life", "Running", "live"]
