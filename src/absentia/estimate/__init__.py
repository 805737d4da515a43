"""What the records do not show, with its uncertainty, or a reason why not."""
