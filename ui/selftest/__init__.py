"""Proof that an installed program works: it is put to every use on a firm of its own."""
