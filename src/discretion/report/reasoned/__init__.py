"""The reasoned document (说理式文书): an argument, an annex, and a Word file to be edited."""
