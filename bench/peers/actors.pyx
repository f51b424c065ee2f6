# The measures of bench/actors.py: messages between active objects, as programs write them.
from libcythonplus.scheduler cimport Scheduler


cdef cypclass Player activable:
    active Player other
    long left

    __init__(self, long left):
        self.left = left

    void meet(self, active Player other):
        self.other = other

    void hit(self):
        if self.left > 0:
            self.left -= 1
            self.other.hit()


cdef cypclass Sink activable:
    long sum

    __init__(self):
        self.sum = 0

    void add(self, long by):
        self.sum += by

    long total(self):
        return self.sum


cdef cypclass Source activable:
    active Sink sinks[1000]

    __init__(self):
        pass

    void know(self, int i, active Sink sink):
        self.sinks[i] = sink

    void send(self, long messages):
        cdef long i
        for i in range(messages):
            self.sinks[i % 1000].add(1)


cdef cypclass Link activable:
    active Link next
    int number
    int last

    __init__(self, int number):
        self.number = number
        self.last = 0

    void follow(self, active Link next):
        self.next = next

    void token(self, long left):
        if left == 0:
            self.last = self.number
        else:
            self.next.token(left - 1)

    int holder(self):
        return self.last


cdef cypclass Broker activable:
    long meetings
    active Chameneo waiting
    int colour

    __init__(self, long meetings):
        self.meetings = meetings

    void meet(self, active Chameneo who, int colour):
        if self.meetings == 0:
            return
        if self.waiting is NULL:
            self.waiting = who
            self.colour = colour
            return
        self.meetings -= 1
        self.waiting.met(colour)
        who.met(self.colour)
        self.waiting = NULL


cdef cypclass Chameneo activable:
    active Broker broker
    active Chameneo own
    int colour
    long count

    __init__(self, active Broker broker, int colour):
        self.broker = broker
        self.colour = colour
        self.count = 0

    void start(self, active Chameneo own):
        self.own = own
        self.broker.meet(own, self.colour)

    void met(self, int other):
        self.count += 1
        if self.colour != other:
            self.colour = 3 - self.colour - other
        self.broker.meet(self.own, self.colour)

    long stop(self):
        self.own = NULL
        return self.count


cdef cypclass Asked activable:
    long n

    __init__(self):
        self.n = 0

    long ask(self):
        self.n += 1
        return self.n


def pingpong(int workers, long messages):
    scheduler = Scheduler(workers)
    a = activate(consume Player(messages // 2), scheduler=scheduler)
    b = activate(consume Player(messages // 2), scheduler=scheduler)
    with nogil:
        a.meet(b)
        b.meet(a)
        a.hit()
        scheduler.finish()
        a.meet(NULL)
        scheduler.finish()
    return messages


def fanout(int workers, long messages):
    cdef int i
    cdef long total = 0
    cdef future[long] totals[1000]
    scheduler = Scheduler(workers)
    source = activate(consume Source(), scheduler=scheduler)
    cdef active Sink sinks[1000]
    for i in range(1000):
        sinks[i] = activate(consume Sink(), scheduler=scheduler)
        source.know(i, sinks[i])
    with nogil:
        source.send(messages)
        scheduler.finish()
        for i in range(1000):
            totals[i] = sinks[i].total()
        for i in range(1000):
            total += totals[i].get()
    return total


def threadring(int workers, long messages):
    cdef int i
    cdef active Link links[503]
    scheduler = Scheduler(workers)
    for i in range(503):
        links[i] = activate(consume Link(i + 1), scheduler=scheduler)
    with nogil:
        for i in range(503):
            links[i].follow(links[(i + 1) % 503])
        links[0].token(messages)
        scheduler.finish()
        number = links[messages % 503].holder().get()
        links[0].follow(NULL)
    return number


def chameneos(int workers, long messages):
    cdef int i
    cdef long total = 0
    cdef active Chameneo all[10]
    scheduler = Scheduler(workers)
    broker = activate(consume Broker(messages // 4), scheduler=scheduler)
    for i in range(10):
        all[i] = activate(consume Chameneo(broker, i % 3), scheduler=scheduler)
    with nogil:
        for i in range(10):
            all[i].start(all[i])
        scheduler.finish()
        for i in range(10):
            total += all[i].stop().get()
    return total


def ask(int workers, long messages):
    cdef long i, last = 0
    scheduler = Scheduler(workers)
    asked = activate(consume Asked(), scheduler=scheduler)
    with nogil:
        for i in range(messages):
            last = asked.ask().get()
    return last
