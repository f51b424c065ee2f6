# What the compiler writes messages to active objects with. Not for programs: docs/actors.md says what these can do.

from libcyrus.rt cimport c_bool, cyrus_rt_mailbox, cyrus_rt_mailbox_activate_named


cdef cypclass __cyrus_actors:
    # Gives an object that is being activated its mailbox, unless it brings a queue of its own.
    @staticmethod
    ActhonActivableClass start(ActhonActivableClass actor, void *scheduler, unsigned batch, unsigned maxsize) noexcept:
        if actor is not NULL and actor._active_queue_class is NULL and actor._mailbox == NULL:
            actor._mailbox = __cyrus_actor_mailbox(<void *> actor, scheduler, batch, maxsize)
            actor._mailbox_end = __cyrus_actors.end
        return actor

    # The same with options: they are for that mailbox.
    @staticmethod
    ActhonActivableClass start_with(ActhonActivableClass actor, void *scheduler, unsigned batch, unsigned maxsize) except NULL:
        if actor is not NULL and actor._active_queue_class is not NULL and (scheduler != NULL or batch or maxsize):
            with gil:
                raise ValueError("the options of activate() are for the runtime's mailbox, and the object has a queue of its own")
        return __cyrus_actors.start(actor, scheduler, batch, maxsize)

    # The options as numbers; 0: as usual.
    @staticmethod
    unsigned batch(long long given) except? 0xFFFFFFFF:
        return __cyrus_actors.number(given, b"batch")

    @staticmethod
    unsigned maxsize(long long given) except? 0xFFFFFFFF:
        return __cyrus_actors.number(given, b"maxsize")

    @staticmethod
    unsigned number(long long given, const char *option) except? 0xFFFFFFFF:
        if given < 0:
            with gil:
                raise ValueError(f"'{option.decode()}' of activate() has to be 0 or more, and is {given}")
        if given > 0xFFFFFFFF:
            with gil:
                raise OverflowError(f"'{option.decode()}' of activate() is too large: {given}")
        return <unsigned> given

    @staticmethod
    void end(void *mailbox) noexcept:
        __cyrus_actor_end(mailbox)

    # Puts a message that is an object into the mailbox.
    @staticmethod
    void push(void *mailbox, ActhonMessageInterface message):
        sync = message._sync_method
        if sync is not NULL:
            with wlocked sync:
                sync.insertActivity()
        Cy_INCREF(message)
        cyrus_rt_mailbox_activate_named(
            <cyrus_rt_mailbox *> mailbox, <void *> message, __cyrus_actors.activate, __cyrus_actors.drop,
            <const char *> __cyrus_message_name(<void *> message))

    # Called by the runtime: whether the message could be handled.
    @staticmethod
    c_bool activate(void *object) noexcept:
        cdef void *exception = NULL
        if __cyrus_message_try(object, <void *> __cyrus_actors.activated, &exception) == 0:
            return False
        message = <ActhonMessageInterface> object
        if exception != NULL:
            result = message._result
            if result is NULL:
                __cyrus_exception_report(exception)
            else:
                with wlocked result:
                    if not result.pushException(exception):
                        __cyrus_exception_report(exception)
        sync = message._sync_method
        if sync is not NULL:
            with wlocked sync:
                sync.removeActivity()
        return True

    @staticmethod
    int activated(void *object) except -1:
        return (<ActhonMessageInterface> object).activate()

    @staticmethod
    void drop(void *object) noexcept:
        Cy_DECREF(<ActhonMessageInterface> object)
