"""The translators' side of the program: extracts every text, keeps the catalogues in step with it, and judges them.

`start.py translate` and `start.py check` run it. Nothing else imports it: Babel and polib come with the tools for
tests and checks, and are loaded only here.
"""
