# Ending active objects. The page about them: docs/actors.md.

from libcyrus.acthon cimport ActhonActivableClass
from libcyrus.rt cimport cyrus_rt_mailbox, cyrus_rt_mailbox_is_stopped, cyrus_rt_mailbox_stop


cdef inline cyrus_rt_mailbox *_mailbox_of(void *actor) noexcept nogil:
    if actor is NULL:
        return NULL
    return <cyrus_rt_mailbox *> (<ActhonActivableClass> actor)._mailbox

# The object handles no more messages: those that wait for it and those to come are given up, their futures cancelled. The one that it is handling goes on.
cdef inline void stop(active ActhonActivableClass actor) noexcept nogil:
    mailbox = _mailbox_of(<void *> actor)
    if mailbox is not NULL:
        cyrus_rt_mailbox_stop(mailbox)

cdef inline bint is_stopped(active ActhonActivableClass actor) noexcept nogil:
    mailbox = _mailbox_of(<void *> actor)
    return mailbox is not NULL and cyrus_rt_mailbox_is_stopped(mailbox)

# For the methods of such an object: its own end.
cdef inline void stop_self(ActhonActivableClass actor) noexcept nogil:
    mailbox = _mailbox_of(<void *> actor)
    if mailbox is not NULL:
        cyrus_rt_mailbox_stop(mailbox)
