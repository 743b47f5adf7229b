"""The code that never varies: pasted into a generated module, as far as it is used.

Each file is ordinary Python, linted and typed as it stands. Everything private starts
with an underscore, imported modules too, so that a generated module can hold these
definitions beside a user's names.
"""
