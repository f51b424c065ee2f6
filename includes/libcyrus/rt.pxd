# The C interface of the runtime: schedulers, tasks, actors, futures, channels, locks, waiting. `cyrus_rt.h` says what each
# function does. Modules that use it load the library when they are imported; nothing has to be linked.
#
# These are the raw parts that libcyrus is made of: references are counted by hand, statuses are numbers.

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

cdef extern from "cyrus_rt.h" nogil:
    ctypedef bint c_bool "bool"

    const size_t CYRUS_RT_UNBOUNDED
    const int CYRUS_RT_OK
    const int CYRUS_RT_CLOSED
    const int CYRUS_RT_NOT_READY
    const int CYRUS_RT_TIMED_OUT
    const int CYRUS_RT_CANCELLED
    const int CYRUS_RT_EXCEPTION
    const int CYRUS_RT_INTERRUPTED
    const int CYRUS_RT_REFUSED
    const int CYRUS_RT_SYSTEM
    const int CYRUS_RT_STUCK
    const int CYRUS_RT_NO_WAIT
    const int CYRUS_RT_FOREVER
    const int CYRUS_RT_UNLESS_ATTACHED
    const int CYRUS_RT_RESULT
    const int CYRUS_RT_CORO_ABORT
    const int CYRUS_RT_CORO_MAY_RESUME
    const int CYRUS_RT_CORO_FINISHED
    const int CYRUS_RT_TRACE_TURN_BEGINS
    const int CYRUS_RT_TRACE_TURN_ENDS
    const int CYRUS_RT_TRACE_MESSAGE_BEGINS
    const int CYRUS_RT_TRACE_MESSAGE_ENDS
    const int CYRUS_RT_TRACE_TASK_BEGINS
    const int CYRUS_RT_TRACE_TASK_ENDS
    const int CYRUS_RT_TRACE_PARKS
    const int CYRUS_RT_TRACE_GOES_ON
    const int CYRUS_RT_TRACE_INTERPRETER_AWAITED
    const int CYRUS_RT_TRACE_INTERPRETER_ATTACHED
    const int CYRUS_RT_TRACE_LOCK_AWAITED
    const int CYRUS_RT_TRACE_LOCK_WAIT_ENDS
    const int CYRUS_RT_TRACE_MESSAGE_SENT
    const int CYRUS_RT_TRACE_MESSAGE_TAKEN
    const int CYRUS_RT_TRACE_MESSAGE_REFUSED
    const int CYRUS_RT_VERSION

    ctypedef struct cyrus_rt_channel:
        pass
    ctypedef struct cyrus_rt_coro:
        pass
    ctypedef struct cyrus_rt_coroutine:
        pass
    ctypedef struct cyrus_rt_future:
        pass
    ctypedef struct cyrus_rt_group:
        pass
    ctypedef struct cyrus_rt_mailbox:
        pass
    ctypedef struct cyrus_rt_run_queue:
        pass
    ctypedef struct cyrus_rt_scheduler:
        pass
    ctypedef struct cyrus_rt_task:
        pass
    ctypedef struct cyrus_rt_source:
        pass
    ctypedef struct cyrus_rt_seeded:
        pass
    ctypedef struct cyrus_rt_type:
        size_t size
        void (*drop)(uint8_t*) noexcept nogil
    ctypedef struct cyrus_rt_exception:
        void *object
        void (*drop)(void*) noexcept nogil
    ctypedef struct cyrus_rt_callback:
        cyrus_rt_callback *next
        void (*run)(cyrus_rt_callback*) noexcept nogil
    ctypedef struct cyrus_rt_case:
        cyrus_rt_channel *channel
        void *data
        c_bool receives
    ctypedef struct cyrus_rt_message_ops:
        void (*run)(cyrus_rt_message*, void*) noexcept nogil
        void (*drop)(cyrus_rt_message*) noexcept nogil
        c_bool (*activable)(cyrus_rt_message*) noexcept nogil
        const char *name
        void (*free)(cyrus_rt_message*, size_t) noexcept nogil
        size_t size
    ctypedef struct cyrus_rt_message:
        cyrus_rt_message *next
        const cyrus_rt_message_ops *ops
    ctypedef struct cyrus_rt_counting:
        uint64_t one
        uint64_t leaving
        uint64_t plain
        const uint64_t *due
        void (*retain)(void*) noexcept nogil
        void (*release)(void*) noexcept nogil
        void (*wait)(void*) noexcept nogil
        void (*leave)(void*, c_bool) noexcept nogil
        void (*see)() noexcept nogil
    ctypedef struct cyrus_rt_owner:
        void *actor
        uint64_t *count
        const cyrus_rt_counting *counting
    ctypedef struct cyrus_rt_python:
        size_t size
        c_bool (*attached)() noexcept nogil
        void *(*detach)() noexcept nogil
        void (*attach)(void*) noexcept nogil
        int (*check_signals)() noexcept nogil
        void (*unraisable)(void*) noexcept nogil
        void (*thread_starts)() noexcept nogil
        void (*thread_ends)() noexcept nogil
    ctypedef void (*cyrus_rt_run)(void*, void*, cyrus_rt_exception*) noexcept nogil
    ctypedef void *(*cyrus_rt_coroutine_run)(cyrus_rt_coroutine*, void*, cyrus_rt_exception*) noexcept nogil
    ctypedef int (*cyrus_rt_coro_run)(cyrus_rt_coro*, void*) noexcept nogil

    uint64_t cyrus_rt_holder() noexcept
    int32_t cyrus_rt_lock(uint64_t *word, uint64_t holder, c_bool write, uint64_t own_reads, c_bool refuse) noexcept
    c_bool cyrus_rt_try_lock(uint64_t *word, uint64_t holder, c_bool write) noexcept
    void cyrus_rt_unlock(uint64_t *word) noexcept
    void cyrus_rt_word_wait(const uint64_t *word, uint64_t seen) noexcept
    void cyrus_rt_word_wake(const uint64_t *word) noexcept
    cyrus_rt_future *cyrus_rt_future_new(const cyrus_rt_type *of) noexcept
    void cyrus_rt_future_retain(cyrus_rt_future *future) noexcept
    void cyrus_rt_future_release(cyrus_rt_future *future) noexcept
    int32_t cyrus_rt_future_complete(cyrus_rt_future *future, const void *value) noexcept
    int32_t cyrus_rt_future_fail(cyrus_rt_future *future, cyrus_rt_exception exception) noexcept
    int32_t cyrus_rt_future_cancel(cyrus_rt_future *future) noexcept
    int32_t cyrus_rt_future_poll(cyrus_rt_future *future) noexcept
    int32_t cyrus_rt_future_wait(cyrus_rt_future *future, int64_t timeout) noexcept
    const void *cyrus_rt_future_value(cyrus_rt_future *future) noexcept
    int32_t cyrus_rt_future_take(cyrus_rt_future *future, void *to) noexcept
    cyrus_rt_exception cyrus_rt_future_take_exception(cyrus_rt_future *future) noexcept
    void *cyrus_rt_future_exception(cyrus_rt_future *future) noexcept
    void cyrus_rt_future_on_done(cyrus_rt_future *future, cyrus_rt_callback *callback) noexcept
    void cyrus_rt_future_notify_fd(cyrus_rt_future *future, int32_t descriptor) noexcept
    cyrus_rt_channel *cyrus_rt_channel_new(const cyrus_rt_type *of, size_t capacity) noexcept
    void cyrus_rt_channel_retain(cyrus_rt_channel *channel) noexcept
    void cyrus_rt_channel_release(cyrus_rt_channel *channel) noexcept
    int32_t cyrus_rt_channel_send(cyrus_rt_channel *channel, const void *value, int64_t timeout) noexcept
    int32_t cyrus_rt_channel_receive(cyrus_rt_channel *channel, void *to, int64_t timeout) noexcept
    int32_t cyrus_rt_channel_close(cyrus_rt_channel *channel) noexcept
    c_bool cyrus_rt_channel_is_closed(cyrus_rt_channel *channel) noexcept
    size_t cyrus_rt_channel_length(cyrus_rt_channel *channel) noexcept
    int32_t cyrus_rt_select(const cyrus_rt_case *cases, size_t count, int64_t timeout, size_t *chosen) noexcept
    cyrus_rt_scheduler *cyrus_rt_scheduler_new(size_t workers) noexcept
    cyrus_rt_scheduler *cyrus_rt_scheduler_own() noexcept
    void cyrus_rt_scheduler_retain(cyrus_rt_scheduler *scheduler) noexcept
    void cyrus_rt_scheduler_release(cyrus_rt_scheduler *scheduler) noexcept
    size_t cyrus_rt_scheduler_workers(cyrus_rt_scheduler *scheduler) noexcept
    uint64_t cyrus_rt_scheduler_in_flight(cyrus_rt_scheduler *scheduler) noexcept
    int32_t cyrus_rt_scheduler_finish(cyrus_rt_scheduler *scheduler, int64_t timeout) noexcept
    int32_t cyrus_rt_scheduler_shutdown(cyrus_rt_scheduler *scheduler, c_bool cancel, int64_t timeout) noexcept
    c_bool cyrus_rt_in_coroutine() noexcept
    c_bool cyrus_rt_is_cancelled() noexcept
    void cyrus_rt_yield_now() noexcept
    int32_t cyrus_rt_sleep(int64_t nanoseconds) noexcept
    int64_t cyrus_rt_now() noexcept
    size_t cyrus_rt_stack_limit() noexcept
    const size_t *cyrus_rt_stack_limit_slot() noexcept
    void cyrus_rt_blocking(void (*run)(void*) noexcept nogil, void *argument) noexcept
    void cyrus_rt_on_thread_stack(void (*run)(void*) noexcept nogil, void *argument) noexcept
    int32_t cyrus_rt_wait_readable(int32_t file, int64_t timeout) noexcept
    int32_t cyrus_rt_wait_writable(int32_t file, int64_t timeout) noexcept
    cyrus_rt_task *cyrus_rt_spawn(cyrus_rt_scheduler *scheduler, cyrus_rt_run run, const void *arguments, size_t size, void (*drop)(void*) noexcept nogil) noexcept
    void cyrus_rt_go(cyrus_rt_scheduler *scheduler, cyrus_rt_run run, const void *arguments, size_t size, void (*drop)(void*) noexcept nogil) noexcept
    int32_t cyrus_rt_task_join(cyrus_rt_task *task, int64_t timeout, void *result, cyrus_rt_exception *exception) noexcept
    c_bool cyrus_rt_task_is_done(cyrus_rt_task *task) noexcept
    void cyrus_rt_task_cancel(cyrus_rt_task *task) noexcept
    void cyrus_rt_task_detach(cyrus_rt_task *task) noexcept
    cyrus_rt_group *cyrus_rt_group_new(cyrus_rt_scheduler *scheduler) noexcept
    void cyrus_rt_group_spawn(cyrus_rt_group *group, cyrus_rt_run run, const void *arguments, size_t size, void (*drop)(void*) noexcept nogil) noexcept
    void cyrus_rt_group_cancel(cyrus_rt_group *group) noexcept
    int32_t cyrus_rt_group_join(cyrus_rt_group *group, cyrus_rt_exception *exception) noexcept
    cyrus_rt_message *cyrus_rt_message_new(size_t size, const cyrus_rt_message_ops *ops) noexcept
    void cyrus_rt_message_free(cyrus_rt_message *message, size_t size) noexcept
    cyrus_rt_mailbox *cyrus_rt_mailbox_new(cyrus_rt_scheduler *scheduler, cyrus_rt_owner owner, uint32_t batch, uint32_t maxsize) noexcept
    void cyrus_rt_mailbox_free(cyrus_rt_mailbox *mailbox) noexcept
    int32_t cyrus_rt_mailbox_send(cyrus_rt_mailbox *mailbox, cyrus_rt_message *message, int64_t timeout) noexcept
    void cyrus_rt_mailbox_send_now(cyrus_rt_mailbox *mailbox, cyrus_rt_message *message) noexcept
    void cyrus_rt_mailbox_activate(cyrus_rt_mailbox *mailbox, void *object, c_bool (*activate)(void*) noexcept nogil, void (*drop)(void*) noexcept nogil) noexcept
    c_bool cyrus_rt_mailbox_is_idle(cyrus_rt_mailbox *mailbox) noexcept
    void cyrus_rt_sync_changed() noexcept
    size_t cyrus_rt_stuck_mailboxes() noexcept
    cyrus_rt_coroutine *cyrus_rt_coroutine_new(cyrus_rt_scheduler *scheduler, cyrus_rt_coroutine_run run) noexcept
    int32_t cyrus_rt_coroutine_resume(cyrus_rt_coroutine *coroutine, void *value, void **to, cyrus_rt_exception *exception, int64_t timeout) noexcept
    int32_t cyrus_rt_coroutine_await(cyrus_rt_coroutine *coroutine, void **to, cyrus_rt_exception *exception, int64_t timeout) noexcept
    int32_t cyrus_rt_coroutine_yield(cyrus_rt_coroutine *coroutine, void *value, void **to) noexcept
    c_bool cyrus_rt_coroutine_is_done(cyrus_rt_coroutine *coroutine) noexcept
    void cyrus_rt_coroutine_free(cyrus_rt_coroutine *coroutine) noexcept
    cyrus_rt_run_queue *cyrus_rt_run_queue_new() noexcept
    void cyrus_rt_run_queue_add(cyrus_rt_run_queue *queue, cyrus_rt_coro_run run, void *argument) noexcept
    int32_t cyrus_rt_run_queue_run(cyrus_rt_run_queue *queue, cyrus_rt_scheduler *scheduler) noexcept
    void cyrus_rt_run_queue_free(cyrus_rt_run_queue *queue) noexcept
    int cyrus_rt_coro_yield(cyrus_rt_coro *coroutine, int how) noexcept
    void cyrus_rt_coro_defer(cyrus_rt_coro *coroutine, void (*run)(void*) noexcept nogil, void *argument) noexcept
    void cyrus_rt_python_install(const cyrus_rt_python *hooks) noexcept
    void cyrus_rt_trace_listen(void (*listener)(uint32_t, size_t, const char*) noexcept nogil) noexcept
    int32_t cyrus_rt_trace_start(const char *path) noexcept
    void cyrus_rt_trace_stop() noexcept
    cyrus_rt_source *cyrus_rt_source_new(int32_t file) noexcept
    int32_t cyrus_rt_source_wait(const cyrus_rt_source *source, c_bool write, int64_t timeout) noexcept
    void cyrus_rt_source_free(cyrus_rt_source *source) noexcept
    cyrus_rt_seeded *cyrus_rt_seeded_start(uint64_t seed, void (*run)(void*) noexcept nogil, void *argument) noexcept
    int32_t cyrus_rt_seeded_wait(cyrus_rt_seeded *seeded, int64_t timeout, void (*write)(void*, const char*, size_t) noexcept nogil, void *to) noexcept
    void cyrus_rt_seeded_free(cyrus_rt_seeded *seeded) noexcept
    # After CYRUS_RT_INTERRUPTED: raises what the signal handler has raised.
    int cyrus_rt_raised "__cyrus_rt_raised"() except -1
    void cyrus_rt_lock_order(const void *object, const char *name, int32_t what) noexcept
    int32_t cyrus_rt_cancel_all(int64_t timeout) noexcept
    void cyrus_rt_group_timeout(cyrus_rt_group *group, int64_t timeout) noexcept
    void cyrus_rt_channel_put_back(cyrus_rt_channel *channel, const void *value) noexcept
    c_bool cyrus_rt_mailbox_claim(cyrus_rt_mailbox *mailbox) noexcept
    c_bool cyrus_rt_mailbox_has_arrived(cyrus_rt_mailbox *mailbox) noexcept
    void cyrus_rt_mailbox_unclaim(cyrus_rt_mailbox *mailbox) noexcept
    void cyrus_rt_group_enter(cyrus_rt_group *group) noexcept
    bint cyrus_rt_group_leave(cyrus_rt_group *group) noexcept
    void cyrus_rt_mailbox_expect(cyrus_rt_mailbox *mailbox) noexcept
    void cyrus_rt_mailbox_expected(cyrus_rt_mailbox *mailbox) noexcept
    int32_t cyrus_rt_mailbox_delay(cyrus_rt_mailbox *mailbox, int64_t nanoseconds, cyrus_rt_future *future) noexcept
    void cyrus_rt_on_large_stack(void (*run)(void*) noexcept nogil, void *argument) noexcept
    void cyrus_rt_actor_left(void *actor) noexcept
    void cyrus_rt_mailbox_stop(cyrus_rt_mailbox *mailbox) noexcept
    c_bool cyrus_rt_mailbox_is_stopped(cyrus_rt_mailbox *mailbox) noexcept
    void cyrus_rt_mailbox_activate_named(cyrus_rt_mailbox *mailbox, void *object, c_bool (*activate)(void*) noexcept nogil, void (*drop)(void*) noexcept nogil, const char *name) noexcept
    void cyrus_rt_trace_interpreter(c_bool attached) noexcept
    int32_t cyrus_rt_scheduler_report(cyrus_rt_scheduler *scheduler, c_bool stacks, int64_t timeout, void (*write)(void*, const char*, size_t) noexcept nogil, void *to) noexcept
    int32_t cyrus_rt_run_seeded(uint64_t seed, void (*run)(void*) noexcept nogil, void *argument, void (*write)(void*, const char*, size_t) noexcept nogil, void *to) noexcept
    size_t cyrus_rt_local_new() noexcept
    void *cyrus_rt_local_get(size_t key) noexcept
    int32_t cyrus_rt_local_set(size_t key, void *value, void (*free)(void*) noexcept nogil) noexcept
