"""Keywords in XMP: what a model says of pictures, written where photo managers read it, and read back from there."""
