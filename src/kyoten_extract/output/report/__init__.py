"""The report for people: one self-contained HTML page, and lines of text.

``page`` puts the page together; ``entries`` says what stands together, ``rows`` which row a finding
is about, ``pictures`` cuts rows out of the document, ``places`` finds their cells, ``differences``
compares texts, ``phrases`` has the words of both languages; ``lines`` is the report as text,
``schema`` describes it as JSON. Nothing is imported here: lines need no PDF.
"""
