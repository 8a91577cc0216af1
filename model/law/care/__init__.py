"""Long-term care insurance 长期护理保险: the pilots, and the national scheme of the 2026 opinions as a switch."""
