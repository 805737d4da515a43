"""Union-find that can be told what must stay apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Clusters:
    """Disjoint sets of text keys; a union that would join a forbidden pair is declined.

    The outcome of :meth:`join` depends on the order of calls only where forbidden pairs exist; callers sort. A key that
    was never joined stands alone and takes no memory: most filings are of that kind.
    """

    def __init__(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = {}
        for first, second in apart:
            self._apart.setdefault(first, set()).add(second)
            self._apart.setdefault(second, set()).add(first)

    def __iter__(self) -> Iterator[str]:
        """The keys that were joined to another."""
        return iter(self._parent)

    def root(self, key: str) -> str:
        """The representative of the key's set; a key that was never joined is its own."""
        if key not in self._parent:
            return key
        top = key
        while self._parent[top] != top:
            top = self._parent[top]
        while self._parent[key] != top:
            self._parent[key], key = top, self._parent[key]
        return top

    def together(self, first: str, second: str) -> bool:
        """Both keys stand in one set."""
        return self.root(first) == self.root(second)

    def members(self, key: str) -> frozenset[str]:
        """All keys of its set."""
        return frozenset(self._members.get(self.root(key), (key,)))

    def join(self, first: str, second: str) -> bool:
        """Make one set of two; False where a forbidden pair would meet."""
        one, other = self.root(first), self.root(second)
        if one == other:
            return True
        of_one, of_other = self._members.get(one, {one}), self._members.get(other, {other})
        if len(of_one) < len(of_other):
            one, other, of_one, of_other = other, one, of_other, of_one
        if self._apart and any(self._apart.get(key, set()) & of_one for key in of_other):
            return False
        self._parent[one] = self._parent[other] = one
        of_one |= of_other
        self._members[one] = of_one
        self._members.pop(other, None)
        return True
