# Containers for code without the GIL: what Cython+ offers under this name.
