# distutils: language = c++
# cython: language_level=3, cdivision=True
# The measures of actors.pyx, and fannkuch, for Cython+ 0.3.0 with the threads and mailboxes of threads.pxi.
include "threads.pxi"
include "fannkuch_part.pxi"


cdef cypclass Player activable:
    active Player other
    lock Tally tally
    long left

    __init__(self, lock Pool pool, lock Tally tally, long left):
        self._active_queue_class = consume Box(pool)
        self.tally = tally
        self.left = left

    void meet(self, active Player other):
        self.other = other

    void part(self):
        self.other = NULL

    void hit(self):
        if self.left > 0:
            self.left -= 1
            self.other.hit(NULL)
        else:
            with wlocked self.tally:
                self.tally.add(1)


cdef cypclass Sink activable:
    lock Tally tally
    long sum

    __init__(self, lock Pool pool, lock Tally tally):
        self._active_queue_class = consume Box(pool)
        self.tally = tally
        self.sum = 0

    void add(self, long by):
        self.sum += by

    void total(self):
        with wlocked self.tally:
            self.tally.add(self.sum)


cdef cypclass Source activable:
    vector[active Sink] sinks

    __init__(self, lock Pool pool):
        self._active_queue_class = consume Box(pool)

    void know(self, active Sink sink):
        self.sinks.push_back(sink)

    # And then asks for the sums.
    void send(self, long messages):
        cdef long i
        for i in range(messages):
            self.sinks[i % 1000].add(NULL, 1)
        for i in range(1000):
            self.sinks[i].total(NULL)


cdef cypclass Link activable:
    active Link next
    lock Tally tally
    int number

    __init__(self, lock Pool pool, lock Tally tally, int number):
        self._active_queue_class = consume Box(pool)
        self.tally = tally
        self.number = number

    void follow(self, active Link next):
        self.next = next

    void part(self):
        self.next = NULL

    void token(self, long left):
        if left == 0:
            with wlocked self.tally:
                self.tally.add(self.number)
        else:
            self.next.token(NULL, left - 1)


cdef cypclass Chameneo activable


cdef cypclass Broker activable:
    long meetings
    active Chameneo waiting
    int colour
    bint occupied

    __init__(self, lock Pool pool, long meetings):
        self._active_queue_class = consume Box(pool)
        self.meetings = meetings
        self.occupied = False

    void meet(self, active Chameneo who, int colour):
        if self.meetings == 0:
            who.stop(NULL)
        elif not self.occupied:
            self.waiting = who
            self.colour = colour
            self.occupied = True
        else:
            self.meetings -= 1
            self.waiting.met(NULL, colour)
            who.met(NULL, self.colour)
            self.occupied = False
            self.waiting = NULL


cdef cypclass Chameneo activable:
    active Broker broker
    active Chameneo own
    lock Tally tally
    int colour
    long count

    __init__(self, lock Pool pool, lock Tally tally, active Broker broker, int colour):
        self._active_queue_class = consume Box(pool)
        self.tally = tally
        self.broker = broker
        self.colour = colour
        self.count = 0

    void start(self, active Chameneo own):
        self.own = own
        self.broker.meet(NULL, own, self.colour)

    void met(self, int other):
        self.count += 1
        if self.colour != other:
            self.colour = 3 - self.colour - other
        self.broker.meet(NULL, self.own, self.colour)

    void stop(self):
        self.own = NULL
        with wlocked self.tally:
            self.tally.add(self.count)


cdef cypclass Counter activable:
    lock Tally tally

    __init__(self, lock Pool pool, lock Tally tally):
        self._active_queue_class = consume Box(pool)
        self.tally = tally

    void count(self, int size, int number):
        cdef long result = part(size, number)
        with wlocked self.tally:
            self.tally.add(result)


def pingpong(int workers, long messages):
    cdef lock Pool pool = Pool(workers)
    cdef lock Tally tally = Tally(1)
    cdef long ended
    with nogil:
        a = activate(consume Player(pool, tally, messages // 2))
        b = activate(consume Player(pool, tally, messages // 2))
        a.meet(NULL, b)
        b.meet(NULL, a)
        a.hit(NULL)
        ended = wait_for(tally)
        a.part(NULL)
        pool.finish()
    return ended


def fanout(int workers, long messages):
    cdef lock Pool pool = Pool(workers)
    cdef lock Tally tally = Tally(1000)
    cdef int i
    cdef long total
    with nogil:
        source = activate(consume Source(pool))
        for i in range(1000):
            sink = activate(consume Sink(pool, tally))
            source.know(NULL, sink)
        source.send(NULL, messages)
        total = wait_for(tally)
        pool.finish()
    assert total == messages
    return total


def threadring(int workers, long messages):
    cdef lock Pool pool = Pool(workers)
    cdef lock Tally tally = Tally(1)
    cdef vector[active Link] links
    cdef int i
    cdef long number
    with nogil:
        for i in range(503):
            link = activate(consume Link(pool, tally, i + 1))
            links.push_back(link)
        for i in range(503):
            links[i].follow(NULL, links[(i + 1) % 503])
        links[0].token(NULL, messages)
        number = wait_for(tally)
        links[0].part(NULL)
        pool.finish()
    assert number == messages % 503 + 1
    return number


def chameneos(int workers, long messages):
    cdef lock Pool pool = Pool(workers)
    cdef lock Tally tally = Tally(10)
    cdef int i
    cdef long total
    with nogil:
        broker = activate(consume Broker(pool, messages // 4))
        for i in range(10):
            one = activate(consume Chameneo(pool, tally, broker, i % 3))
            one.start(NULL, one)
        total = wait_for(tally)
        pool.finish()
    assert total == messages // 4 * 2
    return total


def fannkuch(int size, int workers):
    cdef lock Pool pool = Pool(workers)
    cdef lock Tally tally = Tally(size * (size - 1))
    cdef vector[active Counter] counters
    cdef int i
    cdef long result
    with nogil:
        for i in range(size):
            counter = activate(consume Counter(pool, tally))
            counters.push_back(counter)
        for i in range(size * (size - 1)):
            counters[i % size].count(NULL, size, i)
        result = wait_for(tally)
        pool.finish()
    return result
