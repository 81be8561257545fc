"""Rulebooks (裁量基准库): their files, their checks, and their shape; it evaluates no case."""
