"""Ledgers to cases: tables read, columns mapped, amounts, dates, citations and items understood."""
