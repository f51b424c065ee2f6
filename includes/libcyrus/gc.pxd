# Cycles of references between cypclass objects. They are found without being asked for; this is for programs that want
# it now. From Python, gc.collect() does it.

# Lets go of the cycles that this thread's objects form and nothing else refers to; with the GIL held, of those of objects that
# Python has seen, too. How many objects went.
cdef inline long collect() noexcept nogil:
    return Cy_COLLECT()
