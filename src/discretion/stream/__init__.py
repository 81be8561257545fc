"""Reminders and warnings from a stream of events of cases (法制工作提示, 预警)."""
