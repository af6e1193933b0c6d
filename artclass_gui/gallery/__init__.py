"""The gallery: a lazy grid of pictures with class and confidence."""
