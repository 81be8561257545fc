"""What people read: texts in Chinese and English, terminal reports, JSON."""
