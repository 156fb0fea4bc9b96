"""Reports: one self-contained HTML page, lines of text, and the JSON Schema of a report.

``html_report`` renders the page. ``entries`` groups findings and corrections by row,
``row_images`` crops rows out of the document,
``cell_boxes`` locates cells on the page, ``text_diff`` compares two texts, and ``i18n`` reads the
texts of both languages. ``text_report`` is the report as text, ``report_schema`` its JSON Schema.
Nothing is imported here, since the text report must not load PDF or image libraries.
"""
