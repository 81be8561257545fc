"""Terms of many texts at once: the definition in ``masking`` and ``text``, compiled by numba.

Imported only where terms of many cases are counted, since numba takes long to import. Every
function releases the GIL, keeps no state and is cached on disk after its first compilation.
"""
