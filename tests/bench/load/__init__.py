"""Load: the questions that are asked, and the program that asks them."""
