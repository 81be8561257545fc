"""How fast the similar-case index is, beside other tools on the same terms."""
