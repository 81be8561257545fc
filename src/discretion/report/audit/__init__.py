"""An audit for its readers: a page, a workbook, a terminal, and data for programs."""
