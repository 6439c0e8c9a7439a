"""A signed version as a document on paper: tagged PDF/UA-1 and PDF/A-2a.

`reading.paper_of` reads the rows, `press.pdf_of` sets them with typst. What editors
wrote is data throughout: it reaches the typesetter as JSON, never as markup.
"""
