# Modules of our own, which Cython does not have.
