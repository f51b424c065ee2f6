//! The names of `cyrus_rt.h`. Made from that header by its test; do not edit.
//@include <stdbool.h>
//@include <stddef.h>
//@include <stdint.h>
//@proto
#define CYRUS_RT_UNBOUNDED SIZE_MAX
struct cyrus_rt_message;
#define CYRUS_RT_OK 0
#define CYRUS_RT_CLOSED 1
#define CYRUS_RT_NOT_READY 2
#define CYRUS_RT_TIMED_OUT 3
#define CYRUS_RT_CANCELLED 4
#define CYRUS_RT_EXCEPTION 5
#define CYRUS_RT_INTERRUPTED 6
#define CYRUS_RT_REFUSED 7
#define CYRUS_RT_SYSTEM 8
#define CYRUS_RT_STUCK 9
#define CYRUS_RT_LOCK_NEW 0
#define CYRUS_RT_LOCK_READ 1
#define CYRUS_RT_LOCK_WRITE 2
#define CYRUS_RT_LOCK_RELEASED 3
#define CYRUS_RT_LOCK_TRIED 4
#define CYRUS_RT_NO_WAIT 0
#define CYRUS_RT_FOREVER -1
#define CYRUS_RT_UNLESS_ATTACHED -2
#define CYRUS_RT_RESULT 16
#define CYRUS_RT_CORO_ABORT -1
#define CYRUS_RT_CORO_MAY_RESUME 0
#define CYRUS_RT_CORO_FINISHED 1
#define CYRUS_RT_TRACE_TURN_BEGINS 1
#define CYRUS_RT_TRACE_TURN_ENDS 2
#define CYRUS_RT_TRACE_MESSAGE_BEGINS 3
#define CYRUS_RT_TRACE_MESSAGE_ENDS 4
#define CYRUS_RT_TRACE_TASK_BEGINS 5
#define CYRUS_RT_TRACE_TASK_ENDS 6
#define CYRUS_RT_TRACE_PARKS 7
#define CYRUS_RT_TRACE_GOES_ON 8
#define CYRUS_RT_TRACE_INTERPRETER_AWAITED 9
#define CYRUS_RT_TRACE_INTERPRETER_ATTACHED 10
#define CYRUS_RT_TRACE_LOCK_AWAITED 11
#define CYRUS_RT_TRACE_LOCK_WAIT_ENDS 12
#define CYRUS_RT_TRACE_MESSAGE_SENT 13
#define CYRUS_RT_TRACE_MESSAGE_TAKEN 14
#define CYRUS_RT_TRACE_MESSAGE_REFUSED 15
#define CYRUS_RT_VERSION 6
typedef struct cyrus_rt_channel cyrus_rt_channel;
typedef struct cyrus_rt_coro cyrus_rt_coro;
typedef struct cyrus_rt_coroutine cyrus_rt_coroutine;
typedef struct cyrus_rt_future cyrus_rt_future;
typedef struct cyrus_rt_group cyrus_rt_group;
typedef struct cyrus_rt_mailbox cyrus_rt_mailbox;
typedef struct cyrus_rt_run_queue cyrus_rt_run_queue;
typedef struct cyrus_rt_scheduler cyrus_rt_scheduler;
typedef struct cyrus_rt_seeded cyrus_rt_seeded;
typedef struct cyrus_rt_source cyrus_rt_source;
typedef struct cyrus_rt_task cyrus_rt_task;
typedef struct cyrus_rt_type {
  size_t size;
  void (*drop)(uint8_t*);
} cyrus_rt_type;
typedef struct cyrus_rt_exception {
  void *object;
  void (*drop)(void*);
} cyrus_rt_exception;
typedef struct cyrus_rt_callback {
  struct cyrus_rt_callback *next;
  void (*run)(struct cyrus_rt_callback*);
} cyrus_rt_callback;
typedef struct cyrus_rt_case {
  struct cyrus_rt_channel *channel;
  void *data;
  bool receives;
} cyrus_rt_case;
typedef void (*cyrus_rt_run)(void*, void*, struct cyrus_rt_exception*);
typedef struct cyrus_rt_message_ops {
  void (*run)(struct cyrus_rt_message*, void*);
  void (*drop)(struct cyrus_rt_message*);
  bool (*activable)(struct cyrus_rt_message*);
  const char *name;
  void (*free)(struct cyrus_rt_message*, size_t);
  size_t size;
} cyrus_rt_message_ops;
typedef struct cyrus_rt_message {
  struct cyrus_rt_message *next;
  const struct cyrus_rt_message_ops *ops;
} cyrus_rt_message;
typedef struct cyrus_rt_counting {
  uint64_t one;
  uint64_t leaving;
  uint64_t plain;
  const uint64_t *due;
  void (*retain)(void*);
  void (*release)(void*);
  void (*wait)(void*);
  void (*leave)(void*, bool);
  void (*see)(void);
} cyrus_rt_counting;
typedef struct cyrus_rt_owner {
  void *actor;
  uint64_t *count;
  const struct cyrus_rt_counting *counting;
} cyrus_rt_owner;
typedef void *(*cyrus_rt_coroutine_run)(struct cyrus_rt_coroutine*,
                                        void*,
                                        struct cyrus_rt_exception*);
typedef int (*cyrus_rt_coro_run)(struct cyrus_rt_coro*, void*);
typedef struct cyrus_rt_python {
  size_t size;
  bool (*attached)(void);
  void *(*detach)(void);
  void (*attach)(void*);
  int (*check_signals)(void);
  void (*unraisable)(void*);
  void (*thread_starts)(void);
  void (*thread_ends)(void);
  bool (*handles_signals)(void);
} cyrus_rt_python;
typedef struct cyrus_rt_api {
  uint32_t version;
  uint32_t count;
  uint64_t (*holder)(void);
  int32_t (*lock)(uint64_t *word, uint64_t holder, bool write, uint64_t own_reads, bool refuse);
  bool (*try_lock)(uint64_t *word, uint64_t holder, bool write);
  void (*unlock)(uint64_t *word);
  void (*word_wait)(const uint64_t *word, uint64_t seen);
  void (*word_wake)(const uint64_t *word);
  struct cyrus_rt_future *(*future_new)(const struct cyrus_rt_type *of);
  void (*future_retain)(struct cyrus_rt_future *future);
  void (*future_release)(struct cyrus_rt_future *future);
  int32_t (*future_complete)(struct cyrus_rt_future *future, const void *value);
  int32_t (*future_fail)(struct cyrus_rt_future *future, struct cyrus_rt_exception exception);
  int32_t (*future_cancel)(struct cyrus_rt_future *future);
  int32_t (*future_poll)(struct cyrus_rt_future *future);
  int32_t (*future_wait)(struct cyrus_rt_future *future, int64_t timeout);
  const void *(*future_value)(struct cyrus_rt_future *future);
  int32_t (*future_take)(struct cyrus_rt_future *future, void *to);
  struct cyrus_rt_exception (*future_take_exception)(struct cyrus_rt_future *future);
  void *(*future_exception)(struct cyrus_rt_future *future);
  void (*future_on_done)(struct cyrus_rt_future *future, struct cyrus_rt_callback *callback);
  void (*future_notify_fd)(struct cyrus_rt_future *future, int32_t descriptor);
  struct cyrus_rt_channel *(*channel_new)(const struct cyrus_rt_type *of, size_t capacity);
  void (*channel_retain)(struct cyrus_rt_channel *channel);
  void (*channel_release)(struct cyrus_rt_channel *channel);
  int32_t (*channel_send)(struct cyrus_rt_channel *channel, const void *value, int64_t timeout);
  int32_t (*channel_receive)(struct cyrus_rt_channel *channel, void *to, int64_t timeout);
  int32_t (*channel_close)(struct cyrus_rt_channel *channel);
  bool (*channel_is_closed)(struct cyrus_rt_channel *channel);
  size_t (*channel_length)(struct cyrus_rt_channel *channel);
  int32_t (*select)(const struct cyrus_rt_case *cases, size_t count, int64_t timeout, size_t *chosen);
  struct cyrus_rt_scheduler *(*scheduler_new)(size_t workers);
  struct cyrus_rt_scheduler *(*scheduler_own)(void);
  void (*scheduler_retain)(struct cyrus_rt_scheduler *scheduler);
  void (*scheduler_release)(struct cyrus_rt_scheduler *scheduler);
  size_t (*scheduler_workers)(struct cyrus_rt_scheduler *scheduler);
  uint64_t (*scheduler_in_flight)(struct cyrus_rt_scheduler *scheduler);
  int32_t (*scheduler_finish)(struct cyrus_rt_scheduler *scheduler, int64_t timeout);
  int32_t (*scheduler_shutdown)(struct cyrus_rt_scheduler *scheduler, bool cancel, int64_t timeout);
  bool (*in_coroutine)(void);
  bool (*is_cancelled)(void);
  void (*yield_now)(void);
  int32_t (*sleep)(int64_t nanoseconds);
  int64_t (*now)(void);
  size_t (*stack_limit)(void);
  void (*blocking)(void (*run)(void*), void *argument);
  void (*on_thread_stack)(void (*run)(void*), void *argument);
  int32_t (*wait_readable)(int32_t file, int64_t timeout);
  int32_t (*wait_writable)(int32_t file, int64_t timeout);
  struct cyrus_rt_task *(*spawn)(struct cyrus_rt_scheduler *scheduler, cyrus_rt_run run, const void *arguments, size_t size, void (*drop)(void*));
  void (*go)(struct cyrus_rt_scheduler *scheduler, cyrus_rt_run run, const void *arguments, size_t size, void (*drop)(void*));
  int32_t (*task_join)(struct cyrus_rt_task *task, int64_t timeout, void *result, struct cyrus_rt_exception *exception);
  bool (*task_is_done)(struct cyrus_rt_task *task);
  void (*task_cancel)(struct cyrus_rt_task *task);
  void (*task_detach)(struct cyrus_rt_task *task);
  struct cyrus_rt_group *(*group_new)(struct cyrus_rt_scheduler *scheduler);
  void (*group_spawn)(struct cyrus_rt_group *group, cyrus_rt_run run, const void *arguments, size_t size, void (*drop)(void*));
  void (*group_cancel)(struct cyrus_rt_group *group);
  int32_t (*group_join)(struct cyrus_rt_group *group, struct cyrus_rt_exception *exception);
  struct cyrus_rt_message *(*message_new)(size_t size, const struct cyrus_rt_message_ops *ops);
  void (*message_free)(struct cyrus_rt_message *message, size_t size);
  struct cyrus_rt_mailbox *(*mailbox_new)(struct cyrus_rt_scheduler *scheduler, struct cyrus_rt_owner owner, uint32_t batch, uint32_t maxsize);
  void (*mailbox_free)(struct cyrus_rt_mailbox *mailbox);
  int32_t (*mailbox_send)(struct cyrus_rt_mailbox *mailbox, struct cyrus_rt_message *message, int64_t timeout);
  void (*mailbox_send_now)(struct cyrus_rt_mailbox *mailbox, struct cyrus_rt_message *message);
  void (*mailbox_activate)(struct cyrus_rt_mailbox *mailbox, void *object, bool (*activate)(void*), void (*drop)(void*));
  bool (*mailbox_is_idle)(struct cyrus_rt_mailbox *mailbox);
  void (*sync_changed)(void);
  size_t (*stuck_mailboxes)(void);
  struct cyrus_rt_coroutine *(*coroutine_new)(struct cyrus_rt_scheduler *scheduler, cyrus_rt_coroutine_run run);
  int32_t (*coroutine_resume)(struct cyrus_rt_coroutine *coroutine, void *value, void **to, struct cyrus_rt_exception *exception, int64_t timeout);
  int32_t (*coroutine_await)(struct cyrus_rt_coroutine *coroutine, void **to, struct cyrus_rt_exception *exception, int64_t timeout);
  int32_t (*coroutine_yield)(struct cyrus_rt_coroutine *coroutine, void *value, void **to);
  bool (*coroutine_is_done)(struct cyrus_rt_coroutine *coroutine);
  void (*coroutine_free)(struct cyrus_rt_coroutine *coroutine);
  struct cyrus_rt_run_queue *(*run_queue_new)(void);
  void (*run_queue_add)(struct cyrus_rt_run_queue *queue, cyrus_rt_coro_run run, void *argument);
  int32_t (*run_queue_run)(struct cyrus_rt_run_queue *queue, struct cyrus_rt_scheduler *scheduler);
  void (*run_queue_free)(struct cyrus_rt_run_queue *queue);
  int (*coro_yield)(struct cyrus_rt_coro *coroutine, int how);
  void (*coro_defer)(struct cyrus_rt_coro *coroutine, void (*run)(void*), void *argument);
  int (*python_install)(const struct cyrus_rt_python *hooks);
  void (*trace_listen)(void (*listener)(uint32_t, size_t, const char*));
  int32_t (*trace_start)(const char *path);
  void (*trace_stop)(void);
  int32_t (*scheduler_report)(struct cyrus_rt_scheduler *scheduler, bool stacks, int64_t timeout, void (*write)(void*, const char*, size_t), void *to);
  int32_t (*run_seeded)(uint64_t seed, void (*run)(void*), void *argument, void (*write)(void*, const char*, size_t), void *to);
  size_t (*local_new)(void);
  void *(*local_get)(size_t key);
  int32_t (*local_set)(size_t key, void *value, void (*free)(void*));
  const size_t *(*stack_limit_slot)(void);
  struct cyrus_rt_source *(*source_new)(int32_t file);
  int32_t (*source_wait)(const struct cyrus_rt_source *source, bool write, int64_t timeout);
  void (*source_free)(struct cyrus_rt_source *source);
  struct cyrus_rt_seeded *(*seeded_start)(uint64_t seed, void (*run)(void*), void *argument);
  int32_t (*seeded_wait)(struct cyrus_rt_seeded *seeded, int64_t timeout, void (*write)(void*, const char*, size_t), void *to);
  void (*seeded_free)(struct cyrus_rt_seeded *seeded);
  int32_t (*cancel_all)(int64_t timeout);
  void (*trace_interpreter)(bool attached);
  void (*lock_order)(const void *object, const char *name, int32_t what);
  void (*group_timeout)(struct cyrus_rt_group *group, int64_t timeout);
  void (*channel_put_back)(struct cyrus_rt_channel *channel, const void *value);
  void (*mailbox_stop)(struct cyrus_rt_mailbox *mailbox);
  bool (*mailbox_is_stopped)(struct cyrus_rt_mailbox *mailbox);
  void (*mailbox_activate_named)(struct cyrus_rt_mailbox *mailbox, void *object, bool (*activate)(void*), void (*drop)(void*), const char *name);
  bool (*mailbox_claim)(struct cyrus_rt_mailbox *mailbox);
  bool (*mailbox_has_arrived)(struct cyrus_rt_mailbox *mailbox);
  void (*mailbox_unclaim)(struct cyrus_rt_mailbox *mailbox);
  void (*actor_left)(void *actor);
  void (*on_large_stack)(void (*run)(void*), void *argument);
  void (*group_enter)(struct cyrus_rt_group *group);
  bool (*group_leave)(struct cyrus_rt_group *group);
  void (*mailbox_expect)(struct cyrus_rt_mailbox *mailbox);
  void (*mailbox_expected)(struct cyrus_rt_mailbox *mailbox);
  int32_t (*mailbox_delay)(struct cyrus_rt_mailbox *mailbox, int64_t nanoseconds, struct cyrus_rt_future *future);
} cyrus_rt_api;
#define cyrus_rt_holder (__cyrus_rt->holder)
#define cyrus_rt_lock (__cyrus_rt->lock)
#define cyrus_rt_try_lock (__cyrus_rt->try_lock)
#define cyrus_rt_unlock (__cyrus_rt->unlock)
#define cyrus_rt_word_wait (__cyrus_rt->word_wait)
#define cyrus_rt_word_wake (__cyrus_rt->word_wake)
#define cyrus_rt_future_new (__cyrus_rt->future_new)
#define cyrus_rt_future_retain (__cyrus_rt->future_retain)
#define cyrus_rt_future_release (__cyrus_rt->future_release)
#define cyrus_rt_future_complete (__cyrus_rt->future_complete)
#define cyrus_rt_future_fail (__cyrus_rt->future_fail)
#define cyrus_rt_future_cancel (__cyrus_rt->future_cancel)
#define cyrus_rt_future_poll (__cyrus_rt->future_poll)
#define cyrus_rt_future_wait (__cyrus_rt->future_wait)
#define cyrus_rt_future_value (__cyrus_rt->future_value)
#define cyrus_rt_future_take (__cyrus_rt->future_take)
#define cyrus_rt_future_take_exception (__cyrus_rt->future_take_exception)
#define cyrus_rt_future_exception (__cyrus_rt->future_exception)
#define cyrus_rt_future_on_done (__cyrus_rt->future_on_done)
#define cyrus_rt_future_notify_fd (__cyrus_rt->future_notify_fd)
#define cyrus_rt_channel_new (__cyrus_rt->channel_new)
#define cyrus_rt_channel_retain (__cyrus_rt->channel_retain)
#define cyrus_rt_channel_release (__cyrus_rt->channel_release)
#define cyrus_rt_channel_send (__cyrus_rt->channel_send)
#define cyrus_rt_channel_receive (__cyrus_rt->channel_receive)
#define cyrus_rt_channel_close (__cyrus_rt->channel_close)
#define cyrus_rt_channel_is_closed (__cyrus_rt->channel_is_closed)
#define cyrus_rt_channel_length (__cyrus_rt->channel_length)
#define cyrus_rt_select (__cyrus_rt->select)
#define cyrus_rt_scheduler_new (__cyrus_rt->scheduler_new)
#define cyrus_rt_scheduler_own (__cyrus_rt->scheduler_own)
#define cyrus_rt_scheduler_retain (__cyrus_rt->scheduler_retain)
#define cyrus_rt_scheduler_release (__cyrus_rt->scheduler_release)
#define cyrus_rt_scheduler_workers (__cyrus_rt->scheduler_workers)
#define cyrus_rt_scheduler_in_flight (__cyrus_rt->scheduler_in_flight)
#define cyrus_rt_scheduler_finish (__cyrus_rt->scheduler_finish)
#define cyrus_rt_scheduler_shutdown (__cyrus_rt->scheduler_shutdown)
#define cyrus_rt_in_coroutine (__cyrus_rt->in_coroutine)
#define cyrus_rt_is_cancelled (__cyrus_rt->is_cancelled)
#define cyrus_rt_yield_now (__cyrus_rt->yield_now)
#define cyrus_rt_sleep (__cyrus_rt->sleep)
#define cyrus_rt_now (__cyrus_rt->now)
#define cyrus_rt_stack_limit (__cyrus_rt->stack_limit)
#define cyrus_rt_blocking (__cyrus_rt->blocking)
#define cyrus_rt_on_thread_stack (__cyrus_rt->on_thread_stack)
#define cyrus_rt_wait_readable (__cyrus_rt->wait_readable)
#define cyrus_rt_wait_writable (__cyrus_rt->wait_writable)
#define cyrus_rt_spawn (__cyrus_rt->spawn)
#define cyrus_rt_go (__cyrus_rt->go)
#define cyrus_rt_task_join (__cyrus_rt->task_join)
#define cyrus_rt_task_is_done (__cyrus_rt->task_is_done)
#define cyrus_rt_task_cancel (__cyrus_rt->task_cancel)
#define cyrus_rt_task_detach (__cyrus_rt->task_detach)
#define cyrus_rt_group_new (__cyrus_rt->group_new)
#define cyrus_rt_group_spawn (__cyrus_rt->group_spawn)
#define cyrus_rt_group_cancel (__cyrus_rt->group_cancel)
#define cyrus_rt_group_join (__cyrus_rt->group_join)
#define cyrus_rt_message_new (__cyrus_rt->message_new)
#define cyrus_rt_message_free (__cyrus_rt->message_free)
#define cyrus_rt_mailbox_new (__cyrus_rt->mailbox_new)
#define cyrus_rt_mailbox_free (__cyrus_rt->mailbox_free)
#define cyrus_rt_mailbox_send (__cyrus_rt->mailbox_send)
#define cyrus_rt_mailbox_send_now (__cyrus_rt->mailbox_send_now)
#define cyrus_rt_mailbox_activate (__cyrus_rt->mailbox_activate)
#define cyrus_rt_mailbox_is_idle (__cyrus_rt->mailbox_is_idle)
#define cyrus_rt_sync_changed (__cyrus_rt->sync_changed)
#define cyrus_rt_stuck_mailboxes (__cyrus_rt->stuck_mailboxes)
#define cyrus_rt_coroutine_new (__cyrus_rt->coroutine_new)
#define cyrus_rt_coroutine_resume (__cyrus_rt->coroutine_resume)
#define cyrus_rt_coroutine_await (__cyrus_rt->coroutine_await)
#define cyrus_rt_coroutine_yield (__cyrus_rt->coroutine_yield)
#define cyrus_rt_coroutine_is_done (__cyrus_rt->coroutine_is_done)
#define cyrus_rt_coroutine_free (__cyrus_rt->coroutine_free)
#define cyrus_rt_run_queue_new (__cyrus_rt->run_queue_new)
#define cyrus_rt_run_queue_add (__cyrus_rt->run_queue_add)
#define cyrus_rt_run_queue_run (__cyrus_rt->run_queue_run)
#define cyrus_rt_run_queue_free (__cyrus_rt->run_queue_free)
#define cyrus_rt_coro_yield (__cyrus_rt->coro_yield)
#define cyrus_rt_coro_defer (__cyrus_rt->coro_defer)
#define cyrus_rt_python_install (__cyrus_rt->python_install)
#define cyrus_rt_trace_listen (__cyrus_rt->trace_listen)
#define cyrus_rt_trace_start (__cyrus_rt->trace_start)
#define cyrus_rt_trace_stop (__cyrus_rt->trace_stop)
#define cyrus_rt_scheduler_report (__cyrus_rt->scheduler_report)
#define cyrus_rt_run_seeded (__cyrus_rt->run_seeded)
#define cyrus_rt_local_new (__cyrus_rt->local_new)
#define cyrus_rt_local_get (__cyrus_rt->local_get)
#define cyrus_rt_local_set (__cyrus_rt->local_set)
#define cyrus_rt_stack_limit_slot (__cyrus_rt->stack_limit_slot)
#define cyrus_rt_source_new (__cyrus_rt->source_new)
#define cyrus_rt_source_wait (__cyrus_rt->source_wait)
#define cyrus_rt_source_free (__cyrus_rt->source_free)
#define cyrus_rt_seeded_start (__cyrus_rt->seeded_start)
#define cyrus_rt_seeded_wait (__cyrus_rt->seeded_wait)
#define cyrus_rt_seeded_free (__cyrus_rt->seeded_free)
#define cyrus_rt_cancel_all (__cyrus_rt->cancel_all)
#define cyrus_rt_trace_interpreter (__cyrus_rt->trace_interpreter)
#define cyrus_rt_lock_order (__cyrus_rt->lock_order)
#define cyrus_rt_group_timeout (__cyrus_rt->group_timeout)
#define cyrus_rt_channel_put_back (__cyrus_rt->channel_put_back)
#define cyrus_rt_mailbox_stop (__cyrus_rt->mailbox_stop)
#define cyrus_rt_mailbox_is_stopped (__cyrus_rt->mailbox_is_stopped)
#define cyrus_rt_mailbox_activate_named (__cyrus_rt->mailbox_activate_named)
#define cyrus_rt_mailbox_claim (__cyrus_rt->mailbox_claim)
#define cyrus_rt_mailbox_has_arrived (__cyrus_rt->mailbox_has_arrived)
#define cyrus_rt_mailbox_unclaim (__cyrus_rt->mailbox_unclaim)
#define cyrus_rt_actor_left (__cyrus_rt->actor_left)
#define cyrus_rt_on_large_stack (__cyrus_rt->on_large_stack)
#define cyrus_rt_group_enter (__cyrus_rt->group_enter)
#define cyrus_rt_group_leave (__cyrus_rt->group_leave)
#define cyrus_rt_mailbox_expect (__cyrus_rt->mailbox_expect)
#define cyrus_rt_mailbox_expected (__cyrus_rt->mailbox_expected)
#define cyrus_rt_mailbox_delay (__cyrus_rt->mailbox_delay)
