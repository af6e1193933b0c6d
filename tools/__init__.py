"""Scripts for the people who make ArtClass; nothing here is part of the program."""
