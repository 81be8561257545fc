"""The past cases as the desk lists them: columns to choose by, chosen cases, and their page."""
