# The C standard library, one module per header.
