"""What a run is judged by: every published figure is one small function of plain numbers and arrays."""
