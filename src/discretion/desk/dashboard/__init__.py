"""The audit to look at: charts and series as plain data, drawn for a page, a file or a document."""
