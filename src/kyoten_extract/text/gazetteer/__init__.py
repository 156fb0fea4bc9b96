"""Official names of municipalities, countries and cities, and near misses of them."""
