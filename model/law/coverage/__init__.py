"""Coverage 参保范围: who is a flexible worker, which branches bind whom, who pays on which base."""
