# Messages that are objects: for queues as programs for Cython+ have them, and with a condition that has to be met first.

from libcythonplus.scheduler cimport BatchMailBox, Scheduler, WaitResult


cdef cypclass Door(ActhonSyncInterface):
    bint opened

    __init__(self):
        self.opened = False

    void insertActivity(self):
        pass

    void removeActivity(self):
        pass

    bint isCompleted(const self):
        return True

    bint isActivable(const self):
        return self.opened


cdef cypclass Room activable:
    int guests
    lock Door door

    __init__(self, lock Door door, lock Scheduler scheduler):
        self.guests = 0
        self.door = door
        self._active_queue_class = consume BatchMailBox(scheduler)
        self._active_result_class = WaitResult.construct

    void enter(self):
        self.guests += 1

    void unlock(self):
        with wlocked self.door:
            self.door.opened = True


def party(int guests):
    """So many enter, which they may when the door is open."""
    cdef lock Door door = consume Door()
    cdef lock Door none = NULL
    cdef lock Scheduler scheduler = Scheduler(1)
    room = activate(consume Room(door, scheduler))
    with nogil:
        for _ in range(guests):
            room.enter(door)
        room.unlock(none)
        scheduler.finish()
