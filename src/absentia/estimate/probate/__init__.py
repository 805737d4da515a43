"""Deaths from the registry of inheritance cases and a named list of the dead."""

from absentia.estimate.probate.estimating import ProbateDeaths, probate
from absentia.estimate.probate.reading import Matches, Registry, read_matches, read_registry

__all__ = ["Matches", "ProbateDeaths", "Registry", "probate", "read_matches", "read_registry"]
