# POSIX, one module per header.
