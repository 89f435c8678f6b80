"""What keeps the project in order: its environment, its steps, its checks."""
