"""A rulebook as a book for publication (行政处罚法 art. 34): a static site and a ``.docx``.

:mod:`~discretion.report.book.compose` turns a rulebook into plain data
(:mod:`~discretion.report.book.content`), in words and in one language; the site and the document
only lay that data out. Nothing here reads the clock: an equal rulebook gives equal bytes.
"""
