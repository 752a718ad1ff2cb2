"""Newer versions of the program that lie ready in the firm's folder."""
