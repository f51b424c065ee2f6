# What an unsafe cast can break: `cargo xtask tsan` has to find this race, or it would find none.

import threading


cdef cypclass Leaf:
    int n
    void step(self, int i):
        self.n += i


cdef lock Leaf shared = consume Leaf()


start = threading.Barrier(2)


def work():
    cdef int i
    start.wait()
    with nogil:
        leaf = <Leaf> <void *> shared
        for i in range(50000000):
            leaf.step(i & 1)


def main():
    threads = [threading.Thread(target=work) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
