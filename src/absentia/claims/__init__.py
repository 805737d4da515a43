"""Published sentences reduced to testable comparisons."""
