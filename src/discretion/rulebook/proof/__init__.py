"""Exact proofs about a rulebook: no case is sampled, every combination of facts is covered."""
