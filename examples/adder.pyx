"""Numbers that can be added to: a cypclass, a class derived from it, and operators."""


cdef cypclass Adder:
    int value

    __init__(self, int value):
        self.value = value

    int add(self, int amount):
        self.value += amount
        return self.value

    Adder __add__(self, Adder other):
        return Adder(self.value + other.value)

    bint __eq__(self, Adder other):
        return self.value == other.value


cdef cypclass DoublingAdder(Adder):
    int calls

    __init__(self, int value):
        self.value = value
        self.calls = 0

    int add(self, int amount):
        self.calls += 1
        return Adder.add(self, 2 * amount)


def sum_without_the_gil(int count):
    """Adds 1, 2, … count with a cypclass object, without holding the GIL."""
    cdef int total = 0
    cdef int number
    cdef Adder adder
    with nogil:
        adder = Adder(0)
        for number in range(1, count + 1):
            total = adder.add(number)
    return total
