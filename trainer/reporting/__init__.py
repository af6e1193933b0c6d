"""What a model says of a folder, as one file to look at, print, or send: a report by class, and contact sheets."""
