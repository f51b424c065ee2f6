# What the compiler writes messages to active objects with. Not for programs: docs/actors.md says what they can do.

from libcyrus.rt cimport cyrus_rt_mailbox_activate, cyrus_rt_mailbox, cyrus_rt_message, cyrus_rt_message_ops, c_bool


cdef cypclass __cyrus_actors:
    # Gives an object that is being activated its mailbox, unless it brings a queue of its own.
    @staticmethod
    ActhonActivableClass start(ActhonActivableClass actor, void *scheduler, unsigned batch, unsigned maxsize) noexcept:
        if actor is not NULL and actor._active_queue_class is NULL and actor._mailbox == NULL:
            actor._mailbox = __cyrus_actor_mailbox(<void *> actor, scheduler, batch, maxsize)
        return actor
