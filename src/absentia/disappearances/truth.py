"""Held against what really happened: only a rehearsal knows that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.collect import Ledger, reading
from absentia.collect.absences import DAYS, SPAN, Key
from absentia.collect.missing import Answers
from absentia.disappearances.record import Disappearances
from absentia.observatory import Observatory
