"""absentia: what courts show, kept, counted, estimated and checked."""

__version__ = "0.1.0"
