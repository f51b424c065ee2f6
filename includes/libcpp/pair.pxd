# Where `pair` was declared before it moved to libcpp.utility.

from libcpp.utility cimport pair
