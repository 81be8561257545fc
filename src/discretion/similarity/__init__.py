"""Similarity of cases: text to terms, facts to agreements, exact ranking with its reasons."""
