# <iterator>: kinds of iterator, iterators that insert.

cdef extern from "<iterator>" namespace "std" nogil:
    # Kinds
    cppclass iterator[Category, T, Distance, Pointer, Reference]:
        pass

    cppclass output_iterator_tag:
        pass

    cppclass input_iterator_tag:
        pass

    cppclass forward_iterator_tag(input_iterator_tag):
        pass

    cppclass bidirectional_iterator_tag(forward_iterator_tag):
        pass

    cppclass random_access_iterator_tag(bidirectional_iterator_tag):
        pass

    # Inserting
    cppclass back_insert_iterator[T](iterator[output_iterator_tag, void, void, void, void]):
        pass

    cppclass front_insert_iterator[T](iterator[output_iterator_tag, void, void, void, void]):
        pass

    cppclass insert_iterator[T](iterator[output_iterator_tag, void, void, void, void]):
        pass

    back_insert_iterator[CONTAINER] back_inserter[CONTAINER](CONTAINER&)
    front_insert_iterator[CONTAINER] front_inserter[CONTAINER](CONTAINER&)
    insert_iterator[CONTAINER] inserter[CONTAINER, ITERATOR](CONTAINER&, ITERATOR)

    ptrdiff_t distance[It](It first, It last)
