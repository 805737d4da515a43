"""Several machines, one archive: each collects its part of the courts and puts it into one location; all read it."""
