"""The words of the house as frozen typed records: the one vocabulary every stage shares."""

from absentia.model.charge import Charge, Defendant, Identifier, Masked, Party, Role, Text
from absentia.model.checked import Verdict
from absentia.model.estimate import Assumption, Estimate, Interval, Refusal
from absentia.model.look import LookOutcome
from absentia.model.page import (
    Complaint,
    Event,
    Field,
    Filing,
    Instance,
    Issue,
    ListingRow,
    PageKind,
    PageRecord,
    Procedure,
)
from absentia.model.period import Grain, Period
from absentia.model.provision import UNASSIGNED, Provision

__all__ = [
    "UNASSIGNED",
    "Assumption",
    "Charge",
    "Complaint",
    "Defendant",
    "Estimate",
    "Event",
    "Field",
    "Filing",
    "Grain",
    "Identifier",
    "Instance",
    "Interval",
    "Issue",
    "ListingRow",
    "LookOutcome",
    "Masked",
    "PageKind",
    "PageRecord",
    "Party",
    "Period",
    "Procedure",
    "Provision",
    "Refusal",
    "Role",
    "Text",
    "Verdict",
]
