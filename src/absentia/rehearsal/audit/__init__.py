"""What the audit holds statements against: tiny invented worlds, somebody who looks at them, the whole truth."""
