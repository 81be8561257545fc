"""What the prose of law and of case files says: numerals, amounts, units, places of law."""
