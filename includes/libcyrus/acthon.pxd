# What active objects are made of. These names are known wherever a cypclass is defined.

# Takes the result of a message; whoever sent it asks for it.
cdef cypclass ActhonResultInterface:
    void pushVoidStarResult(self, void* result):
        pass
    void* getVoidStarResult(const self):
        return NULL
    void pushIntResult(self, int result):
        pass
    # The method has raised. Who keeps the exception (a Python object; the reference goes along) gives True.
    bint pushException(self, void* exception):
        return False
    int getIntResult(const self):
        return 0
    int __int__(const self):
        return self.getIntResult()
    void* __void_ptr__(const self):
        return self.getVoidStarResult()

# Decides when messages may be handled.
cdef cypclass ActhonSyncInterface:
    bint isActivable(const self):
        return True
    bint isCompleted(const self):
        return True
    void insertActivity(self):
        pass
    void removeActivity(self):
        pass

# A call on its way to an active object. `activate` makes it, or gives False when it is too early.
cdef cypclass ActhonMessageInterface:
    lock ActhonSyncInterface _sync_method
    lock ActhonResultInterface _result
    bint activate(self):
        return True

# The messages of an active object. Messages are handed over: who overrides 'push' may consume what it gets.
cdef cypclass ActhonQueueInterface:
    void push(locked self, ActhonMessageInterface message):
        consume message
    bint activate(self):
        return False
    bint is_empty(const self):
        return True

# The base of activable classes.
cdef cypclass ActhonActivableClass:
    lock ActhonQueueInterface _active_queue_class
    ActhonResultInterface (*_active_result_class)() nogil
    # The queue of those that bring none, and what frees it.
    void *_mailbox
    void (*_mailbox_end)(void *) noexcept nogil

    __dealloc__(self):
        if self._mailbox != NULL:
            self._mailbox_end(self._mailbox)
            self._mailbox = NULL
