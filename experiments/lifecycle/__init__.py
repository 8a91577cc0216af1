"""One hypothetical worker from now to death: what each design takes from the person and gives back."""
