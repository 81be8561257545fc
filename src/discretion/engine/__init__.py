"""Cases against rules: tables compiled to bit masks, one case or columns in, determinations out."""
