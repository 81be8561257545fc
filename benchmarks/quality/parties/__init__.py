"""How well parties and cases are recognised, on planted variants and hard negatives."""
