"""The page of one case: is this penalty right, and what would change the answer?"""
