"""Union-find that can be told what must stay apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Clusters:
    """Disjoint sets of text keys; a union that would join a forbidden pair is declined.

    The outcome of :meth:`join` depends on the order of calls only where forbidden pairs exist; callers sort.
    """

    def __init__(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = {}
        for first, second in apart:
            self._apart.setdefault(first, set()).add(second)
            self._apart.setdefault(second, set()).add(first)

    def root(self, key: str) -> str:
        """The representative of the key's set; an unknown key becomes a set of its own."""
        if key not in self._parent:
            self._parent[key] = key
            self._members[key] = {key}
        top = key
        while self._parent[top] != top:
            top = self._parent[top]
        while self._parent[key] != top:
            self._parent[key], key = top, self._parent[key]
        return top

    def together(self, first: str, second: str) -> bool:
        """Both keys stand in one set."""
        return self.root(first) == self.root(second)

    def join(self, first: str, second: str) -> bool:
        """Make one set of two; False where a forbidden pair would meet."""
        one, other = self.root(first), self.root(second)
        if one == other:
            return True
        if len(self._members[one]) < len(self._members[other]):
            one, other = other, one
        if self._apart and any(self._apart.get(key, set()) & self._members[one] for key in self._members[other]):
            return False
        self._parent[other] = one
        self._members[one] |= self._members.pop(other)
        return True

    def members(self, key: str) -> frozenset[str]:
        """The whole set the key stands in."""
        return frozenset(self._members[self.root(key)])

    def sets(self) -> Mapping[str, frozenset[str]]:
        """Every set by its representative."""
        return {root: frozenset(members) for root, members in self._members.items()}
