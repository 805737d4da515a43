"""Flight and asylum: men among first-time applicants above their trend, and what became of applications."""
