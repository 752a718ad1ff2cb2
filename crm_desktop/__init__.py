"""CRM Desktop: the core, without a window."""
