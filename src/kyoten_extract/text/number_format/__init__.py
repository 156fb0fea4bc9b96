"""Numbers and dates as a spreadsheet shows them, by the format codes of ECMA-376."""
