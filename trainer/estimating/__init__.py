"""What a training will cost, before it begins: seconds, memory and disk, measured on this machine with these pictures."""
