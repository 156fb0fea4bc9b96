"""Tables without rulings, or with some of them only."""
