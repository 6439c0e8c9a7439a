"""Opening drafts: amendments, copies, renewals; and making two of them one."""
