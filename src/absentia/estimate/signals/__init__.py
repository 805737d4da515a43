"""Series from several sources on one axis of time, each in its own unit."""
