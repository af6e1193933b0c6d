"""Draws the sample pictures: five kinds of art, made by rules and seeds, nobody's property."""
