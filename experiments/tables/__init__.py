"""The tables of a comparison: numbers for machines as CSV, and for papers and readers as LaTeX and text."""
