"""Do projections and reactions agree with what others have published? Six checks, one file each."""
