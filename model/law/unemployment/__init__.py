"""Unemployment insurance 失业保险."""
