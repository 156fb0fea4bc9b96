"""Official names of municipalities, countries and cities, and misprints of them."""
