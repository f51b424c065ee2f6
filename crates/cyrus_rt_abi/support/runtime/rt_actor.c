//! Active objects on the runtime's mailboxes: letters, what runs them, and the futures that their results come by.
//!
//! A letter is a message of the runtime's with room for a future and for the arguments. One function for each kind of letter, `call`,
//! takes the arguments out and calls the method; without an actor it only drops the arguments. The mailbox gives the memory back afterwards.
//! - An exception of a method goes to the future, if somebody has it; else it is reported as unraisable. The actor goes on.
//!   Before that `on_error` of the actor's class is called, if it has one.
//! - A letter whose future was cancelled in time is not run. One that is sent later waits in a task.
//! - A mailbox that was stopped drops its letters.
//! - What a method does to its object is noted as below a lock (cyp_below): the next message may run on another thread.
//! - A mailbox has a reference to its actor until its turn is over, which is a little after the last future is complete. From before
//!   that on the actor is marked as LEAVING, until the turn gives the reference back or handles the next letter; who consumes it waits
//!   for that. Nothing of the program's runs meanwhile. Only the turn itself takes the mark away: other references are given back without, and
//!   the next turn does not begin before. Turns that end without a result set no mark, and leave that of a later one alone; theirs may be the last reference
//!   that is given back, so who consumes the actor asks the runtime, too.
//! - A future has numbers and C structs as bytes, references as pointers with a count, C++ objects in parcels (`cpp_parcel`).
//@requires rt_api, cyp_lock, rt_status
//@init __cyrus_actor_init
//@fn __cyrus_actor_mailbox(void *, void *, unsigned, unsigned) -> void * nogil
//@fn __cyrus_actor_end(void *) -> void nogil
//@fn __cyrus_actor_rest(__cyrus_cyp *) -> void nogil
//@fn __cyrus_letter_new(void *, size_t, void *, void *, const char *) -> void * nogil
//@fn __cyrus_letter_send(void *, void *, const char *) -> int !neg nogil
//@fn __cyrus_letter_ask(void *, void *, const char *, void *) -> int !neg nogil
//@fn __cyrus_letter_send_later(void *, void *, const char *, void *, double) -> int !neg nogil
//@fn __cyrus_letter_ask_later(void *, void *, const char *, void *, void *, double) -> int !neg nogil
//@fn __cyrus_letter_run(void *, void *, void *, void *, int, void *) -> void nogil
//@fn __cyrus_letter_drop(void *, void *) -> void nogil
//@fn __cyrus_future_new(size_t, int) -> void * nogil
//@fn __cyrus_future_made(void *) -> void * nogil
//@fn __cyrus_future_free(void *) -> void nogil
//@fn __cyrus_future_get(void *, void *, size_t, int, double) -> int !neg nogil
//@fn __cyrus_future_set(void *, void *, int) -> int nogil
//@fn __cyrus_future_fail(void *, void *) -> void nogil
//@fn __cyrus_future_state(void *) -> int nogil
//@fn __cyrus_future_cancel(void *) -> int nogil
//@fn __cyrus_future_kept(void *) -> void * nogil
//@fn __cyrus_message_run(void *, void *, void *, void *, int, void *, void *, int) -> void nogil
//@fn __cyrus_message_gone(void *) -> void nogil
//@fn __cyrus_message_try(void *, void *, void *) -> int nogil
//@fn __cyrus_message_name(void *) -> void * nogil
//@fn __cyrus_exception_report(void *) -> void nogil
//@fn __cyrus_exception_drop(void *) -> void nogil
//@fn __cyrus_exception_raise(void *) -> int !neg nogil
//@proto
typedef struct {
    cyrus_rt_message head;
    // NULL: nobody wants the result.
    cyrus_rt_future *future;
} __cyrus_letter;
typedef int (*__cyrus_letter_call)(void *letter, void *actor, void *result);
static inline int __cyrus_letter_handle(void *call, void *letter, void *actor, void *result) __CYRUS_RT_NOEXCEPT {
    return ((__cyrus_letter_call)call)(letter, actor, result);
}
// What a value in a future is.
#define __CYRUS_FUTURE_BYTES 0
#define __CYRUS_FUTURE_SHARED 1
#define __CYRUS_FUTURE_ISOLATED 2
// In a parcel: everybody gets a copy, or one gets it.
#define __CYRUS_FUTURE_LENT 3
#define __CYRUS_FUTURE_MOVED 4
static __CYRUS_NOINLINE void __cyrus_letter_kind(cyrus_rt_message_ops *kind, size_t size, void *run, void *drop, const char *name);
static __CYRUS_NOINLINE int __cyrus_letter_unsent(void *mailbox, void *letter, int status, const char *name);
static __CYRUS_NOINLINE void __cyrus_future_settle(void *future, void *result, int kind, int failed, void *actor, void *on_error, int leaving);
static int __cyrus_letter_send_later(void *mailbox, void *letter, const char *name, void *actor, double seconds);
static int __cyrus_letter_ask_later(void *mailbox, void *letter, const char *name, void *future, void *actor, double seconds);
static void *__cyrus_actor_mailbox(void *actor, void *scheduler, unsigned batch, unsigned maxsize);
static void __cyrus_letter_drop(void *letter, void *call);
static void *__cyrus_future_new(size_t size, int kind);
// One for values of a `cyrus_rt_type`.
static inline void *__cyrus_future_made(void *type) { return cyrus_rt_future_new((const cyrus_rt_type *)type); }
static int __cyrus_future_get(void *future, void *to, size_t size, int kind, double timeout);
static int __cyrus_future_set(void *future, void *value, int kind);
// Of an active object, which no trial of a cycle looks at.
#define __CYRUS_ACTOR_LEAVING __CYRUS_CYP_GRAY
// Before an active object is consumed: waits for the end of a turn whose last result is there already.
static __CYRUS_NOINLINE void __cyrus_actor_rest_of(__cyrus_cyp *actor);
static inline void __cyrus_actor_rest(__cyrus_cyp *actor) {
    if (actor && __CYRUS_UNLIKELY(__cyrus_at_load_sync(&actor->refs) >= 2 * __CYRUS_CYP_ONE))
        __cyrus_actor_rest_of(actor);
}
static inline void __cyrus_actor_stays(void *actor) {
    __cyrus_cyp *o = (__cyrus_cyp *)actor;
    if (__CYRUS_UNLIKELY((uint64_t)__cyrus_at_load(&o->refs) & __CYRUS_ACTOR_LEAVING))
        (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_ACTOR_LEAVING);
}
static int __cyrus_actor_init(void);
static inline void __cyrus_actor_end(void *mailbox) { cyrus_rt_mailbox_free((cyrus_rt_mailbox *)mailbox); }
// Memory for a letter of a kind, which is described the first time; the same kind is always described alike.
static inline void *__cyrus_letter_new(void *kind, size_t size, void *run, void *drop, const char *name) {
    cyrus_rt_message_ops *ops = (cyrus_rt_message_ops *)kind;
    __cyrus_letter *letter;
    if (__CYRUS_UNLIKELY(!__atomic_load_n(&ops->run, __ATOMIC_ACQUIRE)))
        __cyrus_letter_kind(ops, size, run, drop, name);
    letter = (__cyrus_letter *)__cyrus_pool_take(size);
    if (__CYRUS_UNLIKELY(!letter))
        abort();
    letter->head.ops = ops;
    letter->future = NULL;
    return letter;
}
static inline int __cyrus_letter_send(void *mailbox, void *letter, const char *name) {
    int status = CYRUS_RT_REFUSED;
    if (__CYRUS_LIKELY(mailbox != NULL)) {
        status = cyrus_rt_mailbox_send((cyrus_rt_mailbox *)mailbox, (cyrus_rt_message *)letter, CYRUS_RT_UNLESS_ATTACHED);
        if (__CYRUS_LIKELY(status == CYRUS_RT_OK))
            return 0;
    }
    return __cyrus_letter_unsent(mailbox, letter, status, name);
}
// The same where the result is wanted: the letter gets a reference to the future. If it cannot be sent, both are gone.
static inline int __cyrus_letter_ask(void *mailbox, void *letter, const char *name, void *future) {
    cyrus_rt_future_retain((cyrus_rt_future *)future);
    ((__cyrus_letter *)letter)->future = (cyrus_rt_future *)future;
    if (__CYRUS_LIKELY(__cyrus_letter_send(mailbox, letter, name) == 0))
        return 0;
    cyrus_rt_future_release((cyrus_rt_future *)future);
    return -1;
}
// `result` is room for the result, of a kind; unused when there is none. A macro, so that the compiler sees whom it calls.
#define __cyrus_letter_run(letter, actor, call, result, kind, on_error)                                                                  \
    (__cyrus_letter_begins(letter, actor)                                                                                                \
         ? __cyrus_letter_ends(__CYRUS_LETTER_CALL(call, letter, actor, result), actor, on_error)                                        \
         : __cyrus_letter_run_asked(letter, actor, call, result, kind, on_error))
#ifdef __cplusplus
#define __CYRUS_LETTER_CALL(call, letter, actor, result) \
    ([&]() noexcept -> int { return ((__cyrus_letter_call)(call))(letter, actor, result); }())
#else
#define __CYRUS_LETTER_CALL(call, letter, actor, result) (((__cyrus_letter_call)(call))(letter, actor, result))
#endif
static __CYRUS_NOINLINE void __cyrus_letter_run_asked(void *letter, void *actor, void *call, void *result, int kind, void *on_error);
// Whether nobody wants its result.
static inline int __cyrus_letter_begins(void *letter, void *actor) {
    if (__CYRUS_UNLIKELY(((__cyrus_letter *)letter)->future != NULL))
        return 0;
    __cyrus_actor_stays(actor);
    __cyrus_cyp_hold(1);
    return 1;
}
static inline void __cyrus_letter_ends(int failed, void *actor, void *on_error) {
    __cyrus_cyp_hold(-1);
    __cyrus_cyp_below_ends();
    if (__CYRUS_UNLIKELY(failed))
        __cyrus_future_settle(NULL, NULL, 0, failed, actor, on_error, 0);
}
// The same for messages that are objects; the future's reference comes along. `posted`: it was in the actor's mailbox.
static inline void __cyrus_message_run(void *message, void *future, void *call, void *result, int kind, void *actor, void *on_error,
                                       int posted) {
    int failed;
    if (actor)
        __cyrus_actor_stays(actor);
    if (future && cyrus_rt_future_poll((cyrus_rt_future *)future) != CYRUS_RT_NOT_READY) {
        cyrus_rt_future_release((cyrus_rt_future *)future);
        return;
    }
    // Queues of the program's own may hand out messages to several threads.
    __cyrus_cyp_wlock((__cyrus_cyp *)actor);
    failed = __cyrus_letter_handle(call, message, NULL, result);
    __cyrus_cyp_unlock((__cyrus_cyp *)actor);
    if (future || failed)
        __cyrus_future_settle(future, result, kind, failed, actor, on_error, posted);
}
static inline void *__cyrus_future_kept(void *future) {
    cyrus_rt_future_retain((cyrus_rt_future *)future);
    return future;
}
// The message will not run any more, or has run.
static inline void __cyrus_message_gone(void *future) {
    if (future) {
        (void)cyrus_rt_future_cancel((cyrus_rt_future *)future);
        cyrus_rt_future_release((cyrus_rt_future *)future);
    }
}
// What `activated` gives for the message, or -1 with the exception that it has raised.
static int __cyrus_message_try(void *message, void *activated, void *exception);
// What traces call a message that is an object: the method, or the class of one that the program brings.
static void *__cyrus_message_name(void *message);
static void __cyrus_exception_drop(void *exception);
static void __cyrus_exception_report(void *exception);
static int __cyrus_exception_raise(void *exception);
static inline void __cyrus_future_free(void *future) { cyrus_rt_future_release((cyrus_rt_future *)future); }
// Completes it with an exception, whose reference goes along.
static void __cyrus_future_fail(void *future, void *exception);
static inline int __cyrus_future_state(void *future) { return cyrus_rt_future_poll((cyrus_rt_future *)future); }
static inline int __cyrus_future_cancel(void *future) {
    return cyrus_rt_future_cancel((cyrus_rt_future *)future) == CYRUS_RT_OK;
}
//@code
#if defined(_WIN32)
#define __cyrus_letter_pause() ((void)SwitchToThread())
#else
#include <sched.h>
#define __cyrus_letter_pause() ((void)sched_yield())
#endif
static __CYRUS_NOINLINE void __cyrus_letter_run_asked(void *letter, void *actor, void *call, void *result, int kind, void *on_error) {
    cyrus_rt_future *future = ((__cyrus_letter *)letter)->future;
    int failed;
    __cyrus_actor_stays(actor);
    if (cyrus_rt_future_poll(future) != CYRUS_RT_NOT_READY) {
        (void)((__cyrus_letter_call)call)(letter, NULL, NULL);
        cyrus_rt_future_release(future);
        return;
    }
    __cyrus_cyp_hold(1);
    failed = __cyrus_letter_handle(call, letter, actor, result);
    __cyrus_cyp_hold(-1);
    __cyrus_cyp_below_ends();
    __cyrus_future_settle(future, result, kind, failed, actor, on_error, 1);
}
static void __cyrus_letter_free(cyrus_rt_message *letter, size_t size) { __cyrus_pool_give(letter, size); }
static void __cyrus_letter_end(void *letter) {
    cyrus_rt_message *message = (cyrus_rt_message *)letter;
    message->ops->drop(message);
    message->ops->free(message, message->ops->size);
}
static __CYRUS_NOINLINE void __cyrus_letter_kind(cyrus_rt_message_ops *kind, size_t size, void *run, void *drop, const char *name) {
    void (*none)(cyrus_rt_message *) = NULL;
    // By one thread: others may read it already when a second one comes to write the same.
    if (__atomic_compare_exchange_n(&kind->drop, &none, (void (*)(cyrus_rt_message *))drop, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
        kind->name = name;
        kind->size = size;
        kind->free = __cyrus_letter_free;
        __atomic_store_n(&kind->run, (void (*)(cyrus_rt_message *, void *))run, __ATOMIC_RELEASE);
        return;
    }
    while (!__atomic_load_n(&kind->run, __ATOMIC_ACQUIRE))
        __cyrus_letter_pause();
}
static void __cyrus_actor_retain(void *actor) { (void)__cyrus_at_add(&((__cyrus_cyp *)actor)->refs, __CYRUS_CYP_ONE); }
static void __cyrus_actor_release(void *actor) { __cyrus_cyp_decref((__cyrus_cyp *)actor); }
// For the turn that is over.
// A turn that has not set the mark leaves it alone: it may be the next one's.
static void __cyrus_actor_leave(void *actor, bool answered) {
    __cyrus_cyp *o = (__cyrus_cyp *)actor;
    uint64_t clear = answered ? (uint64_t)__CYRUS_ACTOR_LEAVING : 0;
    uint64_t refs = __cyrus_at_load_sync(&o->refs);
    int last = 0;
    if (o->type->flags & __CYRUS_CYP_LINKED) {
        // The mailbox is idle already: who looks for cycles may have taken this reference for one from elsewhere. A suspect is found anyway.
        if (__CYRUS_UNLIKELY(refs < 2 * __CYRUS_CYP_ONE || !(refs & __CYRUS_CYP_SUSPECT)) ||
            __CYRUS_UNLIKELY(!__cyrus_at_cas(&o->refs, &refs, (refs - __CYRUS_CYP_ONE) & ~clear)))
            last = __cyrus_cyp_drop_suspect(o, clear);
    } else {
        while (!__cyrus_at_cas(&o->refs, &refs, (refs - __CYRUS_CYP_ONE) & ~clear)) {
        }
        last = refs < 2 * __CYRUS_CYP_ONE;
    }
    if (__CYRUS_UNLIKELY(last))
        __cyrus_cyp_destroy(o);
    __cyrus_cyp_detect();
}
// The turn of an actor that is leaving may still have its reference, and takes the mark away with it: before that no other turn begins.
static void __cyrus_actor_wait(void *actor) {
    // Without the runtime nobody has a turn that this module could have asked for.
    while (__cyrus_rt && __cyrus_at_load_sync(&((__cyrus_cyp *)actor)->refs) & __CYRUS_ACTOR_LEAVING)
        cyrus_rt_yield_now();
}
static void __cyrus_actor_see(void) { __cyrus_cyp_detect(); }
static __CYRUS_NOINLINE void __cyrus_actor_rest_of(__cyrus_cyp *actor) {
    __cyrus_actor_wait(actor);
    if (__cyrus_rt && __cyrus_at_load_sync(&actor->refs) >= 2 * __CYRUS_CYP_ONE)
        cyrus_rt_actor_left(actor);
}
// How turns count their reference: of those that may be part of a cycle only suspects plainly (see `leave`).
static cyrus_rt_counting __cyrus_actor_counting[] = {
    {__CYRUS_CYP_ONE, __CYRUS_ACTOR_LEAVING, 0, NULL, __cyrus_actor_retain, __cyrus_actor_release, __cyrus_actor_wait, __cyrus_actor_leave, __cyrus_actor_see},
    {__CYRUS_CYP_ONE, __CYRUS_ACTOR_LEAVING, __CYRUS_CYP_SUSPECT, NULL, __cyrus_actor_retain, __cyrus_actor_release, __cyrus_actor_wait, __cyrus_actor_leave,
     __cyrus_actor_see},
};
static int __cyrus_actor_init(void) {
    __cyrus_actor_counting[0].due = __cyrus_actor_counting[1].due = &__cyrus_cyp_registry_->detector_due;
    return 0;
}
static void *__cyrus_actor_mailbox(void *actor, void *scheduler, unsigned batch, unsigned maxsize) {
    cyrus_rt_owner owner;
    if (!__cyrus_rt)
        return NULL;
    owner.actor = actor;
    owner.count = &((__cyrus_cyp *)actor)->refs;
    owner.counting = &__cyrus_actor_counting[(((__cyrus_cyp *)actor)->type->flags & __CYRUS_CYP_LINKED) != 0];
    return cyrus_rt_mailbox_new((cyrus_rt_scheduler *)scheduler, owner, batch, maxsize);
}
// Whether asyncio runs in this thread, which has the GIL.
static int __cyrus_actor_in_loop(void) {
    PyObject *name = PyUnicode_FromString("asyncio"), *module = name ? PyImport_GetModule(name) : NULL, *loop = NULL;
    int in_loop;
    if (module)
        loop = PyObject_CallMethod(module, "_get_running_loop", NULL);
    in_loop = loop && loop != Py_None;
    PyErr_Clear();
    Py_XDECREF(loop);
    Py_XDECREF(module);
    Py_XDECREF(name);
    return in_loop;
}
static __CYRUS_NOINLINE int __cyrus_letter_unsent(void *mailbox, void *letter, int status, const char *name) {
    if (mailbox && status == CYRUS_RT_NOT_READY) {
        // There is no room. The loop of asyncio does not wait for it: who awaits the result does.
        if (__cyrus_actor_in_loop()) {
            cyrus_rt_mailbox_send_now((cyrus_rt_mailbox *)mailbox, (cyrus_rt_message *)letter);
            return 0;
        }
        status = cyrus_rt_mailbox_send((cyrus_rt_mailbox *)mailbox, (cyrus_rt_message *)letter, CYRUS_RT_FOREVER);
        if (status == CYRUS_RT_OK)
            return 0;
    }
    __cyrus_letter_end(letter);
    if (mailbox)
        return __cyrus_rt_status_raise(status);
    {
        PyGILState_STATE gil = PyGILState_Ensure();
        PyErr_Format(PyExc_RuntimeError, "'%s' is called on an object that has no mailbox: its queue was set outside of its class", name);
        PyGILState_Release(gil);
    }
    return -1;
}
// A letter that waits for its time; the actor is counted for it.
typedef struct {
    void *mailbox, *letter, *actor;
    int64_t nanoseconds;
} __cyrus_letter_timer;
static void __cyrus_letter_untimed(void *arguments) {
    __cyrus_letter_timer *timer = (__cyrus_letter_timer *)arguments;
    __cyrus_letter_end(timer->letter);
    cyrus_rt_mailbox_expected((cyrus_rt_mailbox *)timer->mailbox);
    __cyrus_actor_release(timer->actor);
}
static void __cyrus_letter_time(void *arguments, void *result, cyrus_rt_exception *exception) {
    __cyrus_letter_timer *timer = (__cyrus_letter_timer *)arguments;
    (void)result, (void)exception;
    if (cyrus_rt_mailbox_delay((cyrus_rt_mailbox *)timer->mailbox, timer->nanoseconds, ((__cyrus_letter *)timer->letter)->future) != CYRUS_RT_OK ||
        cyrus_rt_mailbox_send((cyrus_rt_mailbox *)timer->mailbox, (cyrus_rt_message *)timer->letter, CYRUS_RT_FOREVER) != CYRUS_RT_OK)
        __cyrus_letter_untimed(arguments);
    else {
        cyrus_rt_mailbox_expected((cyrus_rt_mailbox *)timer->mailbox);
        __cyrus_actor_release(timer->actor);
    }
}
static int __cyrus_letter_send_later(void *mailbox, void *letter, const char *name, void *actor, double seconds) {
    __cyrus_letter_timer timer;
    if (!mailbox)
        return __cyrus_letter_unsent(mailbox, letter, CYRUS_RT_REFUSED, name);
    timer.mailbox = mailbox;
    timer.letter = letter;
    timer.actor = actor;
    timer.nanoseconds = __cyrus_rt_timeout(seconds > 0 ? seconds : 0);
    __cyrus_actor_retain(actor);
    // Who waits for the end of all work waits for this.
    cyrus_rt_mailbox_expect((cyrus_rt_mailbox *)mailbox);
    cyrus_rt_go(NULL, __cyrus_letter_time, &timer, sizeof timer, __cyrus_letter_untimed);
    return 0;
}
static int __cyrus_letter_ask_later(void *mailbox, void *letter, const char *name, void *future, void *actor, double seconds) {
    cyrus_rt_future_retain((cyrus_rt_future *)future);
    ((__cyrus_letter *)letter)->future = (cyrus_rt_future *)future;
    if (__cyrus_letter_send_later(mailbox, letter, name, actor, seconds) == 0)
        return 0;
    cyrus_rt_future_release((cyrus_rt_future *)future);
    return -1;
}
// The letter will not run.
static void __cyrus_letter_drop(void *letter, void *call) {
    cyrus_rt_future *future = ((__cyrus_letter *)letter)->future;
    (void)((__cyrus_letter_call)call)(letter, NULL, NULL);
    if (future) {
        (void)cyrus_rt_future_cancel(future);
        cyrus_rt_future_release(future);
    }
}
static void __cyrus_future_drop(uint8_t *value) {
    __cyrus_cyp *o;
    memcpy((void *)&o, value, sizeof o);
    __cyrus_cyp_xdecref(o);
}
static const cyrus_rt_type __cyrus_future_reference = {sizeof(void *), __cyrus_future_drop};
// Types of values without parts that have to be dropped, by their size; those of large ones are in a list.
#define __CYRUS_FUTURE_SIZES(n) {n, NULL}, {n + 1, NULL}, {n + 2, NULL}, {n + 3, NULL}, {n + 4, NULL}, {n + 5, NULL}, {n + 6, NULL}, {n + 7, NULL}
static const cyrus_rt_type __cyrus_future_small[] = {
    __CYRUS_FUTURE_SIZES(0), __CYRUS_FUTURE_SIZES(8), __CYRUS_FUTURE_SIZES(16), __CYRUS_FUTURE_SIZES(24), __CYRUS_FUTURE_SIZES(32),
    __CYRUS_FUTURE_SIZES(40), __CYRUS_FUTURE_SIZES(48), __CYRUS_FUTURE_SIZES(56), {64, NULL}};
typedef struct __cyrus_future_large {
    cyrus_rt_type type;
    struct __cyrus_future_large *next;
} __cyrus_future_large;
static __cyrus_future_large *__cyrus_future_larges;
static const cyrus_rt_type *__cyrus_future_type(size_t size) {
    __cyrus_future_large *at, *seen, *made = NULL;
    if (size < sizeof __cyrus_future_small / sizeof *__cyrus_future_small)
        return &__cyrus_future_small[size];
    seen = __atomic_load_n(&__cyrus_future_larges, __ATOMIC_ACQUIRE);
    for (;;) {
        for (at = seen; at; at = at->next) {
            if (at->type.size == size) {
                free(made);
                return &at->type;
            }
        }
        if (!made) {
            made = (__cyrus_future_large *)calloc(1, sizeof *made);
            if (!made)
                Py_FatalError("no memory for a future");
            made->type.size = size;
        }
        made->next = seen;
        if (__atomic_compare_exchange_n(&__cyrus_future_larges, &seen, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            return &made->type;
    }
}
static void *__cyrus_future_new(size_t size, int kind) {
    return cyrus_rt_future_new(kind == __CYRUS_FUTURE_BYTES ? __cyrus_future_type(size) : &__cyrus_future_reference);
}
// Completes the future, unless it is: 1. The value is given away in any case; a parcel is empty after that, or stays as it is.
static int __cyrus_future_set(void *future, void *value, int kind) {
    if (cyrus_rt_future_complete((cyrus_rt_future *)future, value) == CYRUS_RT_OK) {
        if (kind >= __CYRUS_FUTURE_LENT)
            memset(value, 0, sizeof(void *));
        return 1;
    }
    if (kind == __CYRUS_FUTURE_SHARED || kind == __CYRUS_FUTURE_ISOLATED)
        __cyrus_future_drop((uint8_t *)value);
    return 0;
}
static int __cyrus_message_try(void *message, void *activated, void *exception) {
    int done = ((int (*)(void *))activated)(message);
    *(void **)exception = done < 0 ? __cyrus_rt_take_exception().object : NULL;
    return done;
}
static void *__cyrus_message_name(void *message) {
    // "module.__cyrus_message3_method", or "module.Class".
    static const char prefix[] = "__cyrus_message";
    const char *name = ((__cyrus_cyp *)message)->type->name, *dot = strrchr(name, '.'), *method;
    if (dot)
        name = dot + 1;
    if (strncmp(name, prefix, sizeof prefix - 1) == 0) {
        method = strchr(name + sizeof prefix - 1, '_');
        if (method)
            name = method + 1;
    }
    return (void *)name;
}
static void __cyrus_exception_drop(void *exception) {
    if (exception)
        __cyrus_rt_exception_drop(exception);
}
static void __cyrus_exception_report(void *exception) {
    if (exception)
        __cyrus_rt_unraisable(exception);
}
// Raises it, and keeps it.
static int __cyrus_exception_raise(void *exception) {
    __cyrus_rt_raise(__cyrus_rt_share_exception(exception));
    return -1;
}
static void __cyrus_future_fail(void *future, void *exception) {
    cyrus_rt_exception it = {exception, __cyrus_rt_exception_drop};
    (void)cyrus_rt_future_fail((cyrus_rt_future *)future, it);
}
// Tells the actor; whether it has seen to the exception.
static int __cyrus_letter_failed(void *actor, void *exception, void *on_error) {
    int seen;
    __cyrus_cyp_hold(1);
    seen = ((int (*)(void *, void *))on_error)(actor, exception);
    __cyrus_cyp_hold(-1);
    __cyrus_cyp_below_ends();
    if (seen < 0) {
        cyrus_rt_exception another = __cyrus_rt_take_exception();
        if (another.object)
            __cyrus_rt_unraisable(another.object);
    }
    return seen > 0;
}
// What has become of a message: its result, or the exception that is set, goes to the future, whose reference is given up.
static __CYRUS_NOINLINE void __cyrus_future_settle(void *future, void *result, int kind, int failed, void *actor, void *on_error, int leaving) {
    if (failed) {
        cyrus_rt_exception exception = __cyrus_rt_take_exception();
        int seen = on_error && exception.object ? __cyrus_letter_failed(actor, exception.object, on_error) : 0;
        if (leaving && future)
            (void)__cyrus_at_or(&((__cyrus_cyp *)actor)->refs, __CYRUS_ACTOR_LEAVING);
        if (future && exception.object)
            (void)cyrus_rt_future_fail((cyrus_rt_future *)future, exception);
        else if (future)
            (void)cyrus_rt_future_cancel((cyrus_rt_future *)future);
        else if (exception.object && seen)
            __cyrus_rt_exception_drop(exception.object);
        else if (exception.object)
            __cyrus_rt_unraisable(exception.object);
    } else {
        if (leaving)
            (void)__cyrus_at_or(&((__cyrus_cyp *)actor)->refs, __CYRUS_ACTOR_LEAVING);
        (void)__cyrus_future_set(future, result, kind);
    }
    if (future)
        cyrus_rt_future_release((cyrus_rt_future *)future);
}
static int __cyrus_future_get(void *future, void *to, size_t size, int kind, double timeout) {
    cyrus_rt_future *it = (cyrus_rt_future *)future;
    int status = cyrus_rt_future_wait(it, __cyrus_rt_timeout(timeout));
    void *exception;
    if (status == CYRUS_RT_OK) {
        if (kind == __CYRUS_FUTURE_ISOLATED || kind == __CYRUS_FUTURE_MOVED) {
            if (cyrus_rt_future_take(it, to) == CYRUS_RT_OK)
                return 0;
            status = CYRUS_RT_REFUSED;
        } else {
            memcpy(to, cyrus_rt_future_value(it), kind == __CYRUS_FUTURE_BYTES ? size : sizeof(void *));
            if (kind == __CYRUS_FUTURE_SHARED) {
                __cyrus_cyp *o;
                memcpy((void *)&o, to, sizeof o);
                __cyrus_cyp_xincref(o);
            }
            return 0;
        }
    }
    if (status == CYRUS_RT_EXCEPTION && (exception = cyrus_rt_future_exception(it)) != NULL) {
        __cyrus_rt_raise(__cyrus_rt_share_exception(exception));
        return -1;
    }
    return __cyrus_rt_status_raise(status);
}
