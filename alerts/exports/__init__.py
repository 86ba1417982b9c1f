"""The formats in which articles are exported: one file each (`alerts.export`)."""
