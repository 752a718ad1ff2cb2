"""Where the records are: the first question of a first start, and whenever it is asked again."""
