"""Scripts of users: a sandbox in a process of its own, and what it is asked and answers."""
