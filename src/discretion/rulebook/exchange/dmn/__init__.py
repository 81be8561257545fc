"""Decision tables of DMN (Decision Model and Notation), as items and as decisions of their own.

``markup`` reads XML safely, ``read`` makes a ``model`` of it, ``write`` writes one as DMN 1.5;
``tables`` turns a version of an item into a model (``scores`` does factor scores) and ``items``
takes an item there and back.
"""
