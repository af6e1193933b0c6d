"""Jobs: commands of the trainer in child processes, each watched by a worker thread."""
