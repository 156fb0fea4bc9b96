"""What was recognised held against what columns can hold and the document says."""
