"""The figures of a comparison, one message each, as PDF, PNG and SVG with their data beside them."""
