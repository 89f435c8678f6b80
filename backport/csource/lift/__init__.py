"""C functions as Python functions, lifted by name when they are first called."""
