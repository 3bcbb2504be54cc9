"""Where texts are kept: SQL lives here and nowhere else."""
