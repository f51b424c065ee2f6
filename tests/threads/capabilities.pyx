# Programs with threads that the capability rules accept. `main` runs them and checks their results; `cargo xtask tsan`
# runs them under ThreadSanitizer, which must find no race.

import threading

cdef enum:
    ROUNDS = 10000


cdef cypclass Leaf:
    int n
    __init__(self, int n):
        self.n = n
    int get(const self):
        return self.n


cdef cypclass Node:
    int value
    Node next
    Leaf leaf
    __init__(self, int value):
        self.value = value
        self.leaf = Leaf(value)
    int total(const self):
        cdef int n = self.leaf.get()
        if self.next is not NULL:
            n += self.next.total()
        return n
    void push(self, iso Node node):
        cdef Node first = consume node
        first.next = self.next
        self.next = first
    void clear_leaves(const self):
        self.leaf.n = 0


cdef Node build(int n) nogil:
    cdef Node first = NULL
    cdef Node node
    for i in range(n):
        node = Node(i)
        node.next = first
        first = node
    return first


# All at the same moment, or one thread would be done before the next one begins.
def at_once(works):
    start = threading.Barrier(len(works))

    def run(work):
        start.wait()
        work()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# ---- one counter, single accesses and blocks

cdef lock Leaf counter = consume Leaf(0)


def count():
    cdef int i
    with nogil:
        for i in range(ROUNDS):
            counter.n += 1
            with wlocked counter:
                pass


def count_in_blocks():
    cdef int i
    with nogil:
        for i in range(ROUNDS):
            leaf = counter
            with wlocked leaf:
                leaf.n += 1
                leaf.n += 1
            with rlocked leaf:
                if leaf.get() < 0:
                    leaf = NULL
                    break


def counting():
    counter.n = 0
    at_once([count] * 3)
    at_once([count_in_blocks] * 3)
    assert counter.n == 9 * ROUNDS, counter.n


# ---- readers and writers of a graph

cdef lock Node graph = consume build(20)


def read_graph():
    cdef int i
    cdef int n = 0
    with nogil:
        for i in range(ROUNDS):
            node = graph
            with rlocked node:
                n += node.total()
                n += node.next.leaf.n
            n += graph.total()
    return n


def write_graph():
    cdef int i
    with nogil:
        for i in range(ROUNDS):
            node = graph
            with wlocked node:
                node.next.leaf.n += 1
                node.leaf = consume Leaf(i)
            node.push(consume Node(i))
            with wlocked node:
                first = consume node.next
                node.next = consume first.next
            if i % 50 == 0:
                graph.clear_leaves()


def reading_and_writing():
    at_once([read_graph, read_graph, write_graph, write_graph])
    assert graph.total() >= 0


# ---- two locks at once, in both orders

cdef lock Leaf left = consume Leaf(1000)
cdef lock Leaf right = consume Leaf(1000)


def there():
    cdef int i
    with nogil:
        a = left
        b = right
        for i in range(ROUNDS):
            with wlocked a, b:
                a.n -= 1
                b.n += 1


def back():
    cdef int i
    with nogil:
        a = left
        b = right
        for i in range(ROUNDS):
            with wlocked b, a:
                b.n -= 1
                a.n += 1


def moving():
    at_once([there, back, there, back])
    assert (left.n, right.n) == (1000, 1000), (left.n, right.n)


# ---- an immutable graph, read and counted by all

cdef immutable Node frozen = consume build(30)


def read_frozen():
    cdef int i
    cdef int n = 0
    with nogil:
        for i in range(ROUNDS):
            node = frozen
            while node is not NULL:
                leaf = node.leaf
                n += leaf.n
                node = node.next
            n += frozen.total()
    assert n == ROUNDS * 2 * 435, n


def reading_frozen():
    at_once([read_frozen] * 4)


# ---- isolated graphs handed from thread to thread through a locked box

cdef cypclass Box:
    iso Node content
    void put(self, iso Node node):
        self.content = consume node
    iso Node take(self):
        return consume self.content


cdef lock Box box = consume Box()


def produce():
    cdef int i
    with nogil:
        for i in range(ROUNDS):
            box.put(consume build(5))


def use_up():
    cdef int i
    cdef int n = 0
    with nogil:
        for i in range(ROUNDS):
            node = box.take()
            if node is not NULL:
                node.leaf.n += 1
                n += node.total()
    return n


def handing_over():
    at_once([produce, use_up, produce, use_up])


def main():
    counting()
    reading_and_writing()
    moving()
    reading_frozen()
    handing_over()
