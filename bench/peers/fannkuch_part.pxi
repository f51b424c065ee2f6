# Fannkuch-redux: the permutations of one pair of last choices. Of ../fannkuch.pyx, and of Cython+ too, which knows no noexcept.

cdef long part(int size, int number) nogil:
    """64 times the checksum of the part, and its most flips."""
    cdef Py_ssize_t[16] order, flipped, turns
    cdef Py_ssize_t i, j, first, there, low, high
    cdef long flips, most = 0
    cdef long index, stop, turn, checksum = 0, left = 1
    for i in range(2, size - 1):
        left *= i
    index = number * left
    stop = index + left
    # The permutation of that number.
    turn = index
    left = left * (size - 1)
    for i in range(size):
        order[i] = i
    for i in range(size - 1, 0, -1):
        turns[i] = turn // left
        turn = turn % left
        left = left // i
        for j in range(turns[i]):
            first = order[0]
            for low in range(i):
                order[low] = order[low + 1]
            order[i] = first
    turns[0] = 0
    while True:
        first = order[0]
        if first:
            for i in range(1, size):
                flipped[i] = order[i]
            flips = 1
            while flipped[first]:
                there = flipped[first]
                flipped[first] = first
                low = 1
                high = first - 1
                while low < high:
                    i = flipped[low]
                    flipped[low] = flipped[high]
                    flipped[high] = i
                    low += 1
                    high -= 1
                first = there
                flips += 1
            most = max(most, flips)
            checksum += -flips if index & 1 else flips
        index += 1
        if index == stop:
            return 64 * checksum + most
        # The next one: turns the first ones further, more of them where they have been turned all round.
        first = order[1]
        order[1] = order[0]
        order[0] = first
        i = 1
        turns[1] += 1
        while turns[i] > i:
            turns[i] = 0
            i += 1
            there = order[1]
            order[0] = there
            for j in range(1, i):
                order[j] = order[j + 1]
            order[i] = first
            first = there
            turns[i] += 1
