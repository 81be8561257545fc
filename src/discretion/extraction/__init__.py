"""From the text of a case to the facts it seems to state; a person confirms each of them."""
