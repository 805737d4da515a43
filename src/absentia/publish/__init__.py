"""Pages a reporter can cite."""
