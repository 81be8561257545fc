"""Exchange with what others write: workbooks of legal staff, DMN, published benchmark tables."""
