# What programs for Cython+ 0.3.0 bring along: threads of pthread that share a queue of mailboxes, and results that are counted until all are there.
# `finish` is called when the results are there, so that no thread ends while there is work.
from libcpp.deque cimport deque
from libcpp.vector cimport vector

cdef extern from "<pthread.h>" nogil:
    ctypedef unsigned long pthread_t
    ctypedef struct pthread_attr_t:
        pass
    int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *argument)
    int pthread_join(pthread_t thread, void **result)

cdef extern from "<semaphore.h>" nogil:
    ctypedef struct sem_t:
        pass
    int sem_init(sem_t *semaphore, int shared, unsigned value)
    int sem_wait(sem_t *semaphore)
    int sem_post(sem_t *semaphore)
    int sem_destroy(sem_t *semaphore)


cdef cypclass Pool
cdef cypclass Box(ActhonQueueInterface)


cdef inline void *serve(void *argument) nogil:
    pool = <lock Pool> argument
    pool.serve()
    return NULL


cdef cypclass Pool:
    """Threads, and the mailboxes that have messages."""
    deque[lock Box] ready
    vector[pthread_t] threads
    sem_t available
    bint ending

    lock Pool __new__(alloc, int workers):
        pool = <lock Pool> consume alloc()
        sem_init(&pool.available, 0, 0)
        pool.ending = False
        cdef pthread_t thread
        for i in range(workers):
            pthread_create(&thread, NULL, serve, <void *> pool)
            pool.threads.push_back(thread)
        return pool

    void post(self, lock Box box):
        self.ready.push_back(box)
        sem_post(&self.available)

    sem_t *semaphore(self):
        return &self.available

    # What waits with the pool in an expression would keep it locked.
    void serve(lock self):
        cdef lock Box box
        cdef sem_t *available
        with wlocked self:
            available = self.semaphore()
        while True:
            sem_wait(available)
            with wlocked self:
                if self.ready.empty():
                    if self.ending:
                        return
                    continue
                box = self.ready.front()
                self.ready.pop_front()
            if box.turn():
                with wlocked self:
                    self.post(box)

    void finish(lock self):
        cdef size_t count
        cdef pthread_t thread
        with wlocked self:
            self.ending = True
            count = self.threads.size()
            for i in range(count):
                sem_post(&self.available)
        for i in range(count):
            with rlocked self:
                thread = self.threads[i]
            pthread_join(thread, NULL)


cdef cypclass Box(ActhonQueueInterface):
    """The messages of an actor."""
    deque[ActhonMessageInterface] messages
    lock Pool pool
    bint scheduled

    __init__(self, lock Pool pool):
        self.pool = pool
        self.scheduled = False

    bint is_empty(const self):
        return self.messages.empty()

    void push(locked self, ActhonMessageInterface message):
        self.messages.push_back(message)
        if not self.scheduled:
            self.scheduled = True
            with wlocked self.pool:
                self.pool.post(self)

    bint activate(self):
        return False

    # Handles the messages that there are, while others may push; whether there are more.
    bint turn(lock self):
        cdef deque[ActhonMessageInterface] messages
        with wlocked self:
            messages.swap(self.messages)
        while not messages.empty():
            message = messages.front()
            messages.pop_front()
            message.activate()
        with wlocked self:
            self.scheduled = not self.messages.empty()
            return self.scheduled


cdef cypclass Tally:
    """A sum of results, which can be waited for."""
    long sum
    int missing
    sem_t there

    lock Tally __new__(alloc, int missing):
        tally = alloc()
        tally.sum = 0
        tally.missing = missing
        sem_init(&tally.there, 0, 0)
        return <lock Tally> consume tally

    __dealloc__(self):
        sem_destroy(&self.there)

    void add(self, long result):
        self.sum += result
        self.missing -= 1
        if self.missing == 0:
            sem_post(&self.there)

    sem_t *semaphore(self):
        return &self.there

    long total(self):
        return self.sum


cdef inline long wait_for(lock Tally tally) nogil:
    cdef sem_t *there
    cdef long result
    with wlocked tally:
        there = tally.semaphore()
    sem_wait(there)
    with wlocked tally:
        result = tally.total()
    return result
