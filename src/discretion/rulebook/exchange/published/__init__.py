"""Benchmark tables as bureaus publish them (.xlsx, .docx), drafted into items.

``tables`` reads a file into plain grids, ``columns`` finds out which column is which, ``steps``
joins rows to acts and steps, ``amounts`` and ``conditions`` read the cells (both through
``bounds``), ``statutes`` the citations, and ``draft`` assembles items. What is not understood is
never guessed: it stays in the draft in its own words and is listed for a person.
"""
