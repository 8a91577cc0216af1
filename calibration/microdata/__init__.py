"""Users' own microdata: persons of a survey in place of the synthetic population."""
