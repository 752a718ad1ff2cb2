"""What runs in the process of a script: it knows the standard library and RestrictedPython alone.

The process loads this folder by its path, as a package of another name; therefore its modules
name each other relatively, and nothing else of the program.
"""
