"""Makes of a checkout what is handed out: folders, a setup program for Windows, a package."""
