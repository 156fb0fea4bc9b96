"""Workbooks (.xlsx, .xlsm) through openpyxl: every sheet on show is a page."""
