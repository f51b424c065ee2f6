/* The runtime of Cyrus: schedulers, coroutines, actors, futures, channels, locks.
 * Made from runtime/cyrus_rt/src; do not edit.
 *
 * Functions that may fail give a CYRUS_RT_... number, 0 for good. Times are nanoseconds; as a timeout 0 means
 * not to wait, a negative number to wait as long as it takes. What waits parks the coroutine, or where there is none, the thread. */

#ifndef CYRUS_RT_H
#define CYRUS_RT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The capacity of a channel without bound.
#define CYRUS_RT_UNBOUNDED SIZE_MAX

struct cyrus_rt_message;

// Done.
#define CYRUS_RT_OK 0

// The channel is closed.
#define CYRUS_RT_CLOSED 1

// It would have had to wait.
#define CYRUS_RT_NOT_READY 2

// The time is over.
#define CYRUS_RT_TIMED_OUT 3

// The coroutine that called is being cancelled; or, of a future or task, that it was.
#define CYRUS_RT_CANCELLED 4

// There is an exception instead of a value.
#define CYRUS_RT_EXCEPTION 5

// A Python signal handler has raised, in the thread that waited.
#define CYRUS_RT_INTERRUPTED 6

// It cannot be done; the object is complete, held by others, or of another kind.
#define CYRUS_RT_REFUSED 7

// The system said no; see errno.
#define CYRUS_RT_SYSTEM 8

// Some wait for what nobody will do.
#define CYRUS_RT_STUCK 9

// An object has been made here: what was before is forgotten.
#define CYRUS_RT_LOCK_NEW 0

// A lock is about to be taken, by a reader.
#define CYRUS_RT_LOCK_READ 1

// Likewise, by a writer.
#define CYRUS_RT_LOCK_WRITE 2

// One hold ends, or did not come about.
#define CYRUS_RT_LOCK_RELEASED 3

// A lock was taken without waiting.
#define CYRUS_RT_LOCK_TRIED 4



// Do not wait at all, as a timeout.
#define CYRUS_RT_NO_WAIT 0

// Wait as long as it takes, as a timeout.
#define CYRUS_RT_FOREVER -1

// As CYRUS_RT_FOREVER, but who is attached to the interpreter does not wait for room in a mailbox: CYRUS_RT_NOT_READY.
#define CYRUS_RT_UNLESS_ATTACHED -2

// The size of a task's result.
#define CYRUS_RT_RESULT 16

// As an argument of `cyrus_rt_coro_yield`: ends the coroutine, something went wrong.
#define CYRUS_RT_CORO_ABORT -1

// Goes on later.
#define CYRUS_RT_CORO_MAY_RESUME 0

// Ends the coroutine.
#define CYRUS_RT_CORO_FINISHED 1

// A turn of an actor begins.
#define CYRUS_RT_TRACE_TURN_BEGINS 1

// It ends.
#define CYRUS_RT_TRACE_TURN_ENDS 2

// A message begins to run.
#define CYRUS_RT_TRACE_MESSAGE_BEGINS 3

// It has run.
#define CYRUS_RT_TRACE_MESSAGE_ENDS 4

// A task begins.
#define CYRUS_RT_TRACE_TASK_BEGINS 5

// It has ended.
#define CYRUS_RT_TRACE_TASK_ENDS 6

// A coroutine parks or yields.
#define CYRUS_RT_TRACE_PARKS 7

// It goes on.
#define CYRUS_RT_TRACE_GOES_ON 8

// The interpreter is waited for.
#define CYRUS_RT_TRACE_INTERPRETER_AWAITED 9

// It is there.
#define CYRUS_RT_TRACE_INTERPRETER_ATTACHED 10

// A lock is waited for.
#define CYRUS_RT_TRACE_LOCK_AWAITED 11

// The wait is over.
#define CYRUS_RT_TRACE_LOCK_WAIT_ENDS 12

// A message, whose address is told, is sent.
#define CYRUS_RT_TRACE_MESSAGE_SENT 13

// That message is handled; told after the beginning.
#define CYRUS_RT_TRACE_MESSAGE_TAKEN 14

// A message that had begun may not run yet; told before its end.
#define CYRUS_RT_TRACE_MESSAGE_REFUSED 15

// Counted up when a table is not a longer version of its predecessor.
#define CYRUS_RT_VERSION 6

// A channel.
typedef struct cyrus_rt_channel cyrus_rt_channel;

// A coroutine, as its body sees it.
typedef struct cyrus_rt_coro cyrus_rt_coro;

// A coroutine.
typedef struct cyrus_rt_coroutine cyrus_rt_coroutine;

// A future.
typedef struct cyrus_rt_future cyrus_rt_future;

// Tasks that end before their group does; the first exception is the group's, and cancels the others.
typedef struct cyrus_rt_group cyrus_rt_group;

// The queue of an actor.
typedef struct cyrus_rt_mailbox cyrus_rt_mailbox;

// Coroutines that are to run.
typedef struct cyrus_rt_run_queue cyrus_rt_run_queue;

// A scheduler. Where NULL is passed for one, the one that runs the caller is meant, or else the process's own.
typedef struct cyrus_rt_scheduler cyrus_rt_scheduler;

// A deterministic run.
typedef struct cyrus_rt_seeded cyrus_rt_seeded;

// A file that is waited for often.
typedef struct cyrus_rt_source cyrus_rt_source;

// The right to the result of a task.
typedef struct cyrus_rt_task cyrus_rt_task;

// The type of a future's value, or of a channel's elements; static data.
typedef struct cyrus_rt_type {
  // The size in bytes; the alignment is at most 16.
  size_t size;
  // Destroys a value that nobody took; may be NULL.
  void (*drop)(uint8_t*);
} cyrus_rt_type;

// An exception, and how to give it up. `object` NULL: none.
typedef struct cyrus_rt_exception {
  // The exception.
  void *object;
  // Gives it up, on any thread; may be NULL.
  void (*drop)(void*);
} cyrus_rt_exception;

// Something to be called when a future is complete. The structure belongs to the future from `cyrus_rt_future_on_done` until it is called.
typedef struct cyrus_rt_callback {
  // For the future.
  struct cyrus_rt_callback *next;
  // Called on the thread that completes the future. It must not wait.
  void (*run)(struct cyrus_rt_callback*);
} cyrus_rt_callback;

// One operation of several.
typedef struct cyrus_rt_case {
  // The channel; NULL: a case that is never chosen.
  struct cyrus_rt_channel *channel;
  // The value to send, or where to put the one received. NULL: the case waits for the channel to be closed, and moves nothing.
  void *data;
  // Whether it is to be received.
  bool receives;
} cyrus_rt_case;

// A function that runs as a task: its arguments, room for its result, and for the exception it may raise. The arguments are its own.
// Without an exception, `drop` in its place is what destroys the result if nobody takes it.
typedef void (*cyrus_rt_run)(void*, void*, struct cyrus_rt_exception*);

// What messages of one kind do.
typedef struct cyrus_rt_message_ops {
  // Does what the message says, to the actor, with what is in the message. Exceptions are its own matter: they go to a future.
  void (*run)(struct cyrus_rt_message*, void*);
  // The message will not run: what is in it goes.
  void (*drop)(struct cyrus_rt_message*);
  // Whether it may run now; until then it keeps its place. NULL: always.
  bool (*activable)(struct cyrus_rt_message*);
  // What traces call it; may be NULL.
  const char *name;
  // Gives the memory of a message back that has run or was dropped; not before, as others may be linked to it. `cyrus_rt_message_free` will do.
  void (*free)(struct cyrus_rt_message*, size_t);
  // What `free` is told.
  size_t size;
} cyrus_rt_message_ops;

// The header of a message.
typedef struct cyrus_rt_message {
  // For the mailbox.
  struct cyrus_rt_message *next;
  // What it does; static data.
  const struct cyrus_rt_message_ops *ops;
} cyrus_rt_message;

// How references to actors of a kind are counted, in a word of theirs.
typedef struct cyrus_rt_counting {
  // What one reference adds to the word. Flags are below.
  uint64_t one;
  // The flag of actors whose last result is there, but whose turn is not over; 0 where there is none. The turn's end takes it away.
  uint64_t leaving;
  // The flags with which the end of a turn may give a reference back that is not the last one, by subtraction; otherwise `leave` does it.
  uint64_t plain;
  // Something is to be done between turns, by `see`, when this is not 0.
  const uint64_t *due;
  // Takes a reference.
  void (*retain)(void*);
  // Gives one back.
  void (*release)(void*);
  // After a reference was taken for messages of an actor that is leaving: waits until it has left.
  void (*wait)(void*);
  // Like `release`, when it has no more messages, and has perhaps got new ones since. Also says whether its last message has set the flag: then
  // that goes.
  void (*leave)(void*, bool);
  // See `due`.
  void (*see)(void);
} cyrus_rt_counting;

// The actor that a mailbox belongs to.
typedef struct cyrus_rt_owner {
  // What messages get.
  void *actor;
  // The word with its references: it gets some while it has messages.
  uint64_t *count;
  // How they are counted; it stays. NULL: the actor outlives its messages anyway.
  const struct cyrus_rt_counting *counting;
} cyrus_rt_owner;

// The body: gets the coroutine, the value of the first resume, and room for an exception; its result is the last value.
typedef void *(*cyrus_rt_coroutine_run)(struct cyrus_rt_coroutine*,
                                        void*,
                                        struct cyrus_rt_exception*);

// The body of a coroutine.
typedef int (*cyrus_rt_coro_run)(struct cyrus_rt_coro*, void*);

// What the interpreter can do. All may be called on any thread.
typedef struct cyrus_rt_python {
  // The size of this structure. Members are only ever added, at the end.
  size_t size;
  // Whether the thread is attached to the interpreter.
  bool (*attached)(void);
  // Detaches the thread from the interpreter, if it is attached, and puts a raised exception aside; the result is for `attach`. NULL: there
  // was neither.
  void *(*detach)(void);
  // As it was before.
  void (*attach)(void*);
  // Runs the handlers of signals that have come, attached; not 0: one has raised. On other threads than the main one it does nothing.
  int (*check_signals)(void);
  // Reports an exception that nobody will see, and gives it up. Called detached.
  void (*unraisable)(void*);
  // A thread of the runtime begins, which will run tasks.
  void (*thread_starts)(void);
  // It ends.
  void (*thread_ends)(void);
  // Whether this is the thread that handles signals; there `check_signals` may also be called detached.
  bool (*handles_signals)(void);
} cyrus_rt_python;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// A number for the coroutine or thread that runs here, as holder of locks: 44 bits, not 0. A thread's is another than that of any of
// its coroutines.
uint64_t cyrus_rt_holder(void);

// Takes the lock in `word`. `own_reads` of its holds are the holder's, as a reader; if it reads and wants to write
// it is refused, if `refuse`, or waits until it is the only one.
//
// Conditions:
// `word` is the lock's, and stays in place.
int32_t cyrus_rt_lock(uint64_t *word,
                      uint64_t holder,
                      bool write,
                      uint64_t own_reads,
                      bool refuse);

// Takes the lock if that is possible at once.
//
// Conditions:
// As `cyrus_rt_lock`.
bool cyrus_rt_try_lock(uint64_t *word, uint64_t holder, bool write);

// Ends one hold.
//
// Conditions:
// As `cyrus_rt_lock`; the caller has a hold.
void cyrus_rt_unlock(uint64_t *word);

// Waits until `cyrus_rt_word_wake` is called for the word, if it has the value `seen` still; for locks whose protocol is generated code's.
// May return without reason, and on the thread that handles signals does so soon enough for those.
//
// Conditions:
// All use the word by atomic operations.
void cyrus_rt_word_wait(const uint64_t *word,
                        uint64_t seen);

// Wakes all that wait for the word, after its value has changed.
void cyrus_rt_word_wake(const uint64_t *word);

// Tells of an object's lock, `what` being one of `CYRUS_RT_LOCK_…`; `name` is its class. Warns of locks that are taken in opposite orders.
//
// Conditions:
// `name` is a static string, or NULL.
void cyrus_rt_lock_order(const void *object,
                         const char *name,
                         int32_t what);

// A pending future, with one reference.
//
// Conditions:
// `of` stays as it is.
struct cyrus_rt_future *cyrus_rt_future_new(const struct cyrus_rt_type *of);

// One more reference.
//
// Conditions:
// The caller has one, here and in all functions below.
void cyrus_rt_future_retain(struct cyrus_rt_future *future);

// Gives a reference back. With the last the value goes; an exception that nobody has seen is reported.
//
// Conditions:
// See `cyrus_rt_future_retain`.
void cyrus_rt_future_release(struct cyrus_rt_future *future);

// Completes with a value, which is moved. CYRUS_RT_REFUSED when it was complete (or cancelled); then the value remains the caller's.
//
// Conditions:
// See `cyrus_rt_future_retain`; `value` is one of the future's type that may go to other threads.
int32_t cyrus_rt_future_complete(struct cyrus_rt_future *future,
                                 const void *value);

// Completes with an exception, which is given up; CYRUS_RT_REFUSED when it was complete, and then the exception is reported as seen by nobody.
//
// Conditions:
// See `cyrus_rt_future_retain`; the exception may go to other threads.
int32_t cyrus_rt_future_fail(struct cyrus_rt_future *future,
                             struct cyrus_rt_exception exception);

// Nobody wants the value any more, or none will come; CYRUS_RT_REFUSED when it was complete.
//
// Conditions:
// See `cyrus_rt_future_retain`.
int32_t cyrus_rt_future_cancel(struct cyrus_rt_future *future);

// What has become of it: CYRUS_RT_OK (a value), CYRUS_RT_EXCEPTION, CYRUS_RT_CANCELLED, or CYRUS_RT_NOT_READY.
//
// Conditions:
// See `cyrus_rt_future_retain`.
int32_t cyrus_rt_future_poll(struct cyrus_rt_future *future);

// Waits for it, in a coroutine or a thread; as `cyrus_rt_future_poll`, or CYRUS_RT_TIMED_OUT. When the caller is itself cancelled,
// CYRUS_RT_CANCELLED too: `cyrus_rt_future_poll` says which.
//
// Conditions:
// See `cyrus_rt_future_retain`.
int32_t cyrus_rt_future_wait(struct cyrus_rt_future *future,
                             int64_t timeout);

// Where the value is; NULL when there is none. It stays there while the caller has its reference and nobody takes it.
//
// Conditions:
// See `cyrus_rt_future_retain`.
const void *cyrus_rt_future_value(struct cyrus_rt_future *future);

// Moves the value to `to`; CYRUS_RT_REFUSED when there is none, or it was taken before.
//
// Conditions:
// See `cyrus_rt_future_retain`; `to` has room.
int32_t cyrus_rt_future_take(struct cyrus_rt_future *future, void *to);

// Moves the exception out; `object` is NULL when there is none, or it was taken before.
//
// Conditions:
// See `cyrus_rt_future_retain`.
struct cyrus_rt_exception cyrus_rt_future_take_exception(struct cyrus_rt_future *future);

// The exception, which stays where it is and counts as seen; NULL when there is none.
//
// Conditions:
// See `cyrus_rt_future_retain`; nobody takes the exception meanwhile.
void *cyrus_rt_future_exception(struct cyrus_rt_future *future);

// Has the callback called when the future is complete; at once if it is.
//
// Conditions:
// See `cyrus_rt_future_retain`; the callback stays in place until it is called.
void cyrus_rt_future_on_done(struct cyrus_rt_future *future, struct cyrus_rt_callback *callback);

// Has 1 added to an eventfd (or 8 bytes written to a pipe) when the future is complete, for those who wait in a loop of their own. The
// descriptor must be open then.
//
// Conditions:
// See `cyrus_rt_future_retain`.
void cyrus_rt_future_notify_fd(struct cyrus_rt_future *future,
                               int32_t descriptor);

// A channel with one reference, for values of a type. Capacity 0: who sends waits for who receives.
//
// Conditions:
// `of` is valid.
struct cyrus_rt_channel *cyrus_rt_channel_new(const struct cyrus_rt_type *of, size_t capacity);

// One more reference.
//
// Conditions:
// The caller has one, here and in all functions below.
void cyrus_rt_channel_retain(struct cyrus_rt_channel *channel);

// Gives a reference back; the last destroys what nobody has received.
//
// Conditions:
// See `cyrus_rt_channel_retain`.
void cyrus_rt_channel_release(struct cyrus_rt_channel *channel);

// Sends a value, which is moved if the result is CYRUS_RT_OK. Timeout 0: does not wait (CYRUS_RT_NOT_READY); negative: as long as it takes.
//
// Conditions:
// See `cyrus_rt_channel_retain`; `value` is one of the channel's type that may go to other threads.
int32_t cyrus_rt_channel_send(struct cyrus_rt_channel *channel,
                              const void *value,
                              int64_t timeout);

// Receives a value to `to`. CYRUS_RT_CLOSED once the channel is closed and empty.
//
// Conditions:
// See `cyrus_rt_channel_retain`; `to` has room.
int32_t cyrus_rt_channel_receive(struct cyrus_rt_channel *channel, void *to, int64_t timeout);

// Nothing more will be sent: wakes all that wait. CYRUS_RT_CLOSED when it was closed before.
//
// Conditions:
// See `cyrus_rt_channel_retain`.
int32_t cyrus_rt_channel_close(struct cyrus_rt_channel *channel);

// Whether it was closed.
//
// Conditions:
// See `cyrus_rt_channel_retain`.
bool cyrus_rt_channel_is_closed(struct cyrus_rt_channel *channel);

// Gives a value back that was received, as the next to be received, whatever the capacity.
//
// Conditions:
// As for `cyrus_rt_channel_send`; the value is moved.
void cyrus_rt_channel_put_back(struct cyrus_rt_channel *channel, const void *value);

// How many values wait to be received.
//
// Conditions:
// See `cyrus_rt_channel_retain`.
size_t cyrus_rt_channel_length(struct cyrus_rt_channel *channel);

// Does the first of the operations that is possible, and puts its index into `chosen`. CYRUS_RT_OK, or CYRUS_RT_CLOSED when the chosen one's channel
// is closed; or why none was chosen. Timeouts as for `cyrus_rt_channel_send`.
//
// Conditions:
// As for the single operations, for each case.
int32_t cyrus_rt_select(const struct cyrus_rt_case *cases,
                        size_t count,
                        int64_t timeout,
                        size_t *chosen);

// Starts a scheduler with so many workers (0: one for each processor), with one reference; NULL when the system gives no threads. Within a deterministic run
// it is that one once more, for other threads are none of its business.
struct cyrus_rt_scheduler *cyrus_rt_scheduler_new(size_t workers);

// The process's own scheduler, which is started when it is first asked for. Its reference is not the caller's.
struct cyrus_rt_scheduler *cyrus_rt_scheduler_own(void);

// One more reference.
//
// Conditions:
// The caller has one, here and in all functions below.
void cyrus_rt_scheduler_retain(struct cyrus_rt_scheduler *scheduler);

// Gives a reference back. With the last, what is unfinished is cancelled and the workers end.
//
// Conditions:
// See `cyrus_rt_scheduler_retain`.
void cyrus_rt_scheduler_release(struct cyrus_rt_scheduler *scheduler);

// How many workers it has.
//
// Conditions:
// See `cyrus_rt_scheduler_retain`; or NULL, here and in all functions below.
size_t cyrus_rt_scheduler_workers(struct cyrus_rt_scheduler *scheduler);

// How much is in flight: tasks that have not ended, actors that have messages. A guess while anything runs.
//
// Conditions:
// See `cyrus_rt_scheduler_workers`.
uint64_t cyrus_rt_scheduler_in_flight(struct cyrus_rt_scheduler *scheduler);

// Waits until nothing is in flight; returns at once when that is so. The scheduler can be used again after that.
//
// Conditions:
// See `cyrus_rt_scheduler_workers`.
int32_t cyrus_rt_scheduler_finish(struct cyrus_rt_scheduler *scheduler,
                                  int64_t timeout);

// Ends the scheduler: what is unfinished is finished first, or cancelled. CYRUS_RT_TIMED_OUT when something was left.
//
// Conditions:
// See `cyrus_rt_scheduler_workers`.
int32_t cyrus_rt_scheduler_shutdown(struct cyrus_rt_scheduler *scheduler,
                                    bool cancel,
                                    int64_t timeout);

// At the end of the program: cancels all tasks of all schedulers, none begins any more, and waits until they have ended; CYRUS_RT_TIMED_OUT when some are
// left, which then stop wherever the end of the process finds them.
int32_t cyrus_rt_cancel_all(int64_t timeout);

// Whether a coroutine runs here, so that waiting parks it and not the thread.
bool cyrus_rt_in_coroutine(void);

// Whether the coroutine that runs here is being cancelled.
bool cyrus_rt_is_cancelled(void);

// Lets others run first.
void cyrus_rt_yield_now(void);

// Waits so many nanoseconds, and lets others run in any case; CYRUS_RT_CANCELLED when the coroutine is cancelled meanwhile.
int32_t cyrus_rt_sleep(int64_t nanoseconds);

// Nanoseconds on a clock that never goes back.
int64_t cyrus_rt_now(void);

// The lowest address that the stack of the running coroutine may reach; 0 where none runs.
size_t cyrus_rt_stack_limit(void);

// Where this thread keeps what `cyrus_rt_stack_limit` gives, to be read without a call. While a coroutine runs here no other in the process has the same
// number, so it also tells coroutines apart. The place stays for as long as the thread does.
const size_t *cyrus_rt_stack_limit_slot(void);

// Calls a function that may block a thread: in a coroutine another one than this, if other coroutines wait to go on here. It must not be one that asks for the
// interpreter.
//
// Conditions:
// `run` may be called with `argument`.
void cyrus_rt_blocking(void (*run)(void*),
                       void *argument);

// Calls a function that needs a large stack, on that of the worker's thread. It must not wait.
//
// Conditions:
// `run` may be called with `argument`.
void cyrus_rt_on_thread_stack(void (*run)(void*), void *argument);

// Calls a function that needs as much stack as threads have, as Python does: in a coroutine on a large one, from which it may wait as before.
//
// Conditions:
// `run` may be called with `argument`.
void cyrus_rt_on_large_stack(void (*run)(void*),
                             void *argument);

// Waits until the file can be read from without blocking.
int32_t cyrus_rt_wait_readable(int32_t file, int64_t timeout);

// Waits until the file can be written to without blocking.
int32_t cyrus_rt_wait_writable(int32_t file, int64_t timeout);

// Makes a file that does not block known to the scheduler that runs the caller, or else to the process's own; NULL when the system refuses, see
// errno. It is waited for by `cyrus_rt_source_wait`, after reading or writing has said that it would block.
//
// Conditions:
// The file stays open until `cyrus_rt_source_free`.
struct cyrus_rt_source *cyrus_rt_source_new(int32_t file);

// Waits until the file may be ready to be read from, or to be written to.
//
// Conditions:
// The source is alive; one waits for each direction at a time.
int32_t cyrus_rt_source_wait(const struct cyrus_rt_source *source, bool write, int64_t timeout);

// The file will not be waited for any more; it is still open.
//
// Conditions:
// Nobody uses the source any more.
void cyrus_rt_source_free(struct cyrus_rt_source *source);

// Starts a task with a copy of `size` bytes of arguments. `drop` is called with them in place of `run` if the task is cancelled before it
// begins; may be NULL.
//
// Conditions:
// The scheduler is NULL or the caller has a reference. Arguments, result and exception may go to other threads.
struct cyrus_rt_task *cyrus_rt_spawn(struct cyrus_rt_scheduler *scheduler,
                                     cyrus_rt_run run,
                                     const void *arguments,
                                     size_t size,
                                     void (*drop)(void*));

// As `cyrus_rt_spawn`, for a task that nobody will join: an exception is reported.
//
// Conditions:
// As `cyrus_rt_spawn`.
void cyrus_rt_go(struct cyrus_rt_scheduler *scheduler,
                 cyrus_rt_run run,
                 const void *arguments,
                 size_t size,
                 void (*drop)(void*));

// Waits for a task, and gives its result: CYRUS_RT_OK, CYRUS_RT_EXCEPTION (into `exception`), or CYRUS_RT_CANCELLED if it never began. Then
// the task is gone. CYRUS_RT_TIMED_OUT or CYRUS_RT_INTERRUPTED: it is not, and may be waited for again. CYRUS_RT_CANCELLED may also mean that the
// caller is cancelled (`cyrus_rt_is_cancelled`); the task then goes on by itself.
//
// Conditions:
// The task is the caller's. `result` has room for CYRUS_RT_RESULT bytes or is NULL, `exception` may be NULL.
int32_t cyrus_rt_task_join(struct cyrus_rt_task *task,
                           int64_t timeout,
                           void *result,
                           struct cyrus_rt_exception *exception);

// Whether the task has ended.
//
// Conditions:
// The task is the caller's, here and below.
bool cyrus_rt_task_is_done(struct cyrus_rt_task *task);

// Asks the task to end: it is told so where it waits next. If it has not begun, it never does.
//
// Conditions:
// See `cyrus_rt_task_is_done`.
void cyrus_rt_task_cancel(struct cyrus_rt_task *task);

// Lets the task go on by itself.
//
// Conditions:
// See `cyrus_rt_task_is_done`.
void cyrus_rt_task_detach(struct cyrus_rt_task *task);

// An empty group.
//
// Conditions:
// The scheduler is NULL or the caller has a reference.
struct cyrus_rt_group *cyrus_rt_group_new(struct cyrus_rt_scheduler *scheduler);

// Starts a task in the group; its result is not used, an exception is the group's. In a cancelled group it does not begin.
//
// Conditions:
// The group is alive; else as `cyrus_rt_spawn`.
void cyrus_rt_group_spawn(struct cyrus_rt_group *group,
                          cyrus_rt_run run,
                          const void *arguments,
                          size_t size,
                          void (*drop)(void*));

// Asks all tasks of the group to end.
//
// Conditions:
// The group is alive.
void cyrus_rt_group_cancel(struct cyrus_rt_group *group);

// Gives the group so long (nanoseconds): tasks that have not ended then are cancelled, and joining says CYRUS_RT_TIMED_OUT.
//
// Conditions:
// The group is alive.
void cyrus_rt_group_timeout(struct cyrus_rt_group *group,
                            int64_t timeout);

// The caller is about to start tasks, and to wait for other things, too: when a task fails, or the time is over, its waits end by CYRUS_RT_CANCELLED, until it
// leaves the group. It leaves what it enters in the coroutine, or the thread, where it has entered it.
//
// Conditions:
// The group is alive.
void cyrus_rt_group_enter(struct cyrus_rt_group *group);

// Leaves the group, before joining it: whether a wait has ended, or the caller has been told by `cyrus_rt_is_cancelled`, because of the group alone. False where
// nobody has entered it.
//
// Conditions:
// The group is alive.
bool cyrus_rt_group_leave(struct cyrus_rt_group *group);

// Waits for all tasks of the group, and frees it: CYRUS_RT_OK, CYRUS_RT_EXCEPTION (the first, into `exception`), CYRUS_RT_TIMED_OUT (after
// `cyrus_rt_group_timeout`), or
// CYRUS_RT_CANCELLED (CYRUS_RT_INTERRUPTED) when the caller was cancelled (a signal handler has raised), and the tasks with it.
//
// Conditions:
// The group is the caller's; `exception` may be NULL.
int32_t cyrus_rt_group_join(struct cyrus_rt_group *group,
                            struct cyrus_rt_exception *exception);

// Memory for a message of `size` bytes, header included, whose header is filled in.
//
// Conditions:
// `ops` stays as it is.
struct cyrus_rt_message *cyrus_rt_message_new(size_t size, const struct cyrus_rt_message_ops *ops);

// Gives the memory of a message back.
//
// Conditions:
// It came from `cyrus_rt_message_new` with the same size, and nobody uses it any more.
void cyrus_rt_message_free(struct cyrus_rt_message *message, size_t size);

// A mailbox whose actor runs on a scheduler (NULL: that of the caller, or the process's own). `batch`: how many messages run before others
// get their turn, 0 for the usual number; `maxsize`: how many may wait before senders have to, 0 for any number.
//
// Conditions:
// The owner's functions may be called on any thread, and its actor is valid until `cyrus_rt_mailbox_free`.
struct cyrus_rt_mailbox *cyrus_rt_mailbox_new(struct cyrus_rt_scheduler *scheduler,
                                              struct cyrus_rt_owner owner,
                                              uint32_t batch,
                                              uint32_t maxsize);

// The end of a mailbox, with its actor. Messages that are left are dropped.
//
// Conditions:
// Nobody uses it any more: no references to the actor are left, those included that were retained.
void cyrus_rt_mailbox_free(struct cyrus_rt_mailbox *mailbox);

// Sends a message. One who sends a great many lets others run now and then. If the mailbox is full, waits for room: CYRUS_RT_TIMED_OUT or CYRUS_RT_CANCELLED when there was none; then the
// message remains the caller's. So it does with CYRUS_RT_NOT_READY (see CYRUS_RT_UNLESS_ATTACHED).
//
// Conditions:
// The mailbox is alive and the caller has a reference to its actor; the message is whole.
int32_t cyrus_rt_mailbox_send(struct cyrus_rt_mailbox *mailbox,
                              struct cyrus_rt_message *message,
                              int64_t timeout);

// Sends a message that may exceed the bound; never waits.
//
// Conditions:
// As `cyrus_rt_mailbox_send`.
void cyrus_rt_mailbox_send_now(struct cyrus_rt_mailbox *mailbox, struct cyrus_rt_message *message);

// Sends a message that is an object of the program's: `activate` runs it, or says false when it may not run yet, and is called again when
// that may have changed; then `drop` gives the object up. Does not wait.
//
// Conditions:
// As `cyrus_rt_mailbox_send`; the functions may be called with the object on any thread.
void cyrus_rt_mailbox_activate(struct cyrus_rt_mailbox *mailbox,
                               void *object,
                               bool (*activate)(void*),
                               void (*drop)(void*));

// Likewise, with what traces call the message, a string that stays.
//
// Conditions:
// As `cyrus_rt_mailbox_activate`.
void cyrus_rt_mailbox_activate_named(struct cyrus_rt_mailbox *mailbox,
                                     void *object,
                                     bool (*activate)(void*),
                                     void (*drop)(void*),
                                     const char *name);

// Whether no message waits and none is running.
//
// Conditions:
// The mailbox is alive.
bool cyrus_rt_mailbox_is_idle(struct cyrus_rt_mailbox *mailbox);

// Makes an idle mailbox busy, so that nobody uses its actor; false when it is not idle. What is sent meanwhile waits for
// `cyrus_rt_mailbox_unclaim`.
//
// Conditions:
// The mailbox is alive.
bool cyrus_rt_mailbox_claim(struct cyrus_rt_mailbox *mailbox);

// Whether something was sent to a mailbox since it was claimed.
//
// Conditions:
// The mailbox is alive.
bool cyrus_rt_mailbox_has_arrived(struct cyrus_rt_mailbox *mailbox);

// Ends a claim; what was sent meanwhile is handled now.
//
// Conditions:
// The caller has claimed the mailbox, and its actor is alive.
void cyrus_rt_mailbox_unclaim(struct cyrus_rt_mailbox *mailbox);

// Waits until the turns of an actor that are over have given back their references, which they may be late with. It does not wait for turns that
// are not over.
void cyrus_rt_actor_left(void *actor);

// The actor handles no more messages: those that wait, and those that come, are dropped. One that is being handled goes on.
//
// Conditions:
// The mailbox is alive.
void cyrus_rt_mailbox_stop(struct cyrus_rt_mailbox *mailbox);

// Whether it was stopped.
//
// Conditions:
// The mailbox is alive.
bool cyrus_rt_mailbox_is_stopped(struct cyrus_rt_mailbox *mailbox);

// What messages wait for may have changed, other than by a message that had a condition itself.
void cyrus_rt_sync_changed(void);

// How many mailboxes have only messages that may not run yet.
size_t cyrus_rt_stuck_mailboxes(void);

// A message will be sent to the mailbox: until `cyrus_rt_mailbox_expected` that counts as work to be done.
//
// Conditions:
// The mailbox is alive until then.
void cyrus_rt_mailbox_expect(struct cyrus_rt_mailbox *mailbox);

// It has been sent, or will not be.
//
// Conditions:
// The mailbox is alive; one `cyrus_rt_mailbox_expect` has no such end yet.
void cyrus_rt_mailbox_expected(struct cyrus_rt_mailbox *mailbox);

// Waits so many nanoseconds (negative: for ever) before a message is sent whose result goes to `future` (NULL: to nobody). CYRUS_RT_CANCELLED when it need not be sent any more: the
// future is complete, the actor stopped, or the caller cancelled.
//
// Conditions:
// The caller has a reference to the mailbox's actor, and to the future.
int32_t cyrus_rt_mailbox_delay(struct cyrus_rt_mailbox *mailbox,
                               int64_t nanoseconds,
                               struct cyrus_rt_future *future);

// A coroutine that has not begun, on a scheduler (NULL: that of the caller, or the process's own).
//
// Conditions:
// The scheduler is NULL or the caller has a reference.
struct cyrus_rt_coroutine *cyrus_rt_coroutine_new(struct cyrus_rt_scheduler *scheduler,
                                                  cyrus_rt_coroutine_run run);

// Starts the coroutine, or has it go on, with a value; waits until it yields one (CYRUS_RT_OK) or ends (CYRUS_RT_CLOSED, with its result; or
// CYRUS_RT_EXCEPTION), and puts that into `to`. CYRUS_RT_REFUSED when it is running or has ended. When the caller is cancelled or the time is over, the
// coroutine runs on; `cyrus_rt_coroutine_await` waits again.
//
// Conditions:
// The coroutine is the caller's, and resumed by one at a time. `to` and `exception` may be NULL.
int32_t cyrus_rt_coroutine_resume(struct cyrus_rt_coroutine *coroutine,
                                  void *value,
                                  void **to,
                                  struct cyrus_rt_exception *exception,
                                  int64_t timeout);

// Waits for the coroutine that was resumed; see `cyrus_rt_coroutine_resume`.
//
// Conditions:
// See `cyrus_rt_coroutine_resume`.
int32_t cyrus_rt_coroutine_await(struct cyrus_rt_coroutine *coroutine,
                                 void **to,
                                 struct cyrus_rt_exception *exception,
                                 int64_t timeout);

// In the coroutine: gives a value to who resumed it, and waits for the value of the next resume, which comes into `to`. CYRUS_RT_CANCELLED: there
// will be none, the function should return.
//
// Conditions:
// Called by the coroutine itself; `to` may be NULL.
int32_t cyrus_rt_coroutine_yield(struct cyrus_rt_coroutine *coroutine,
                                 void *value,
                                 void **to);

// Whether it has ended.
//
// Conditions:
// The coroutine is the caller's.
bool cyrus_rt_coroutine_is_done(struct cyrus_rt_coroutine *coroutine);

// Gives the coroutine up. If it has not ended it is told so where it yields.
//
// Conditions:
// The coroutine is the caller's, and nobody is resuming it.
void cyrus_rt_coroutine_free(struct cyrus_rt_coroutine *coroutine);

// An empty queue.
struct cyrus_rt_run_queue *cyrus_rt_run_queue_new(void);

// Adds a coroutine.
//
// Conditions:
// The queue is alive. The argument may go to other threads.
void cyrus_rt_run_queue_add(struct cyrus_rt_run_queue *queue,
                            cyrus_rt_coro_run run,
                            void *argument);

// Runs all that were added, on a scheduler (NULL: the usual one), until they have ended. CYRUS_RT_INTERRUPTED when a signal handler has raised
// meanwhile: then they were cancelled.
//
// Conditions:
// The queue is the caller's; the scheduler is NULL or the caller has a reference.
int32_t cyrus_rt_run_queue_run(struct cyrus_rt_run_queue *queue,
                               struct cyrus_rt_scheduler *scheduler);

// The end of a queue; what was added and not run is forgotten.
//
// Conditions:
// The queue is the caller's.
void cyrus_rt_run_queue_free(struct cyrus_rt_run_queue *queue);

// Lets others run; or ends the coroutine, and then it does not return. One that is being cancelled ends in any case.
//
// Conditions:
// Called by the coroutine itself.
int cyrus_rt_coro_yield(struct cyrus_rt_coro *coroutine,
                        int how);

// Has a function called when the coroutine has ended, the last one first.
//
// Conditions:
// Called by the coroutine itself.
void cyrus_rt_coro_defer(struct cyrus_rt_coro *coroutine, void (*run)(void*), void *argument);

// Makes the interpreter known; NULL makes it forgotten (at its end). -1, and nothing has changed: the structure is of an older version, which
// lacks something.
//
// Conditions:
// The structure stays as it is for as long as the process lives.
int cyrus_rt_python_install(const struct cyrus_rt_python *hooks);

// Has a function told what happens, on the thread where it does: `CYRUS_RT_TRACE_…`, of whom (an address, for telling apart only), and its name or
// NULL. It must not wait. NULL: nobody.
//
// Conditions:
// The function may be called on any thread, and a little longer after it was replaced.
void cyrus_rt_trace_listen(void (*listener)(uint32_t, size_t, const char*));

// Records what happens in a file, for trace viewers. CYRUS_RT_REFUSED when a recording is under way, CYRUS_RT_SYSTEM when there is no such file.
//
// Conditions:
// `path` is a string.
int32_t cyrus_rt_trace_start(const char *path);

// Ends the recording.
void cyrus_rt_trace_stop(void);

// Tells what generated code does itself: that it waits for the interpreter, and has it.
void cyrus_rt_trace_interpreter(bool attached);

// Writes what the workers do and which tasks are parked, with their stacks if `stacks`. CYRUS_RT_TIMED_OUT when a worker was too busy to
// tell of its tasks. `write` gets `to`, a text without a 0 at its end, and the length of that.
//
// Conditions:
// The scheduler is NULL or the caller has a reference; `write` may be called with `to`.
int32_t cyrus_rt_scheduler_report(struct cyrus_rt_scheduler *scheduler,
                                  bool stacks,
                                  int64_t timeout,
                                  void (*write)(void*, const char*, size_t),
                                  void *to);

// Runs a function, and all that it starts on its scheduler (NULL), on this thread; what runs next is chosen by the seed, time jumps while everybody waits. The
// same seed gives the same run. CYRUS_RT_STUCK when some wait for ever, who are told to `write`, as for `cyrus_rt_scheduler_report`; CYRUS_RT_REFUSED within a
// scheduler.
//
// Conditions:
// `run` may be called with `argument`, `write` with `to`.
int32_t cyrus_rt_run_seeded(uint64_t seed,
                            void (*run)(void*),
                            void *argument,
                            void (*write)(void*, const char*, size_t),
                            void *to);

// A name for a value that each task, and each message of an actor, has one of.
size_t cyrus_rt_local_new(void);

// The running task's value of that name; NULL when it has none, or no task runs here.
void *cyrus_rt_local_get(size_t key);

// Sets the running task's value, which `free` destroys when the task ends; the one before is destroyed now. CYRUS_RT_REFUSED when no task
// runs here.
//
// Conditions:
// `free` may be called once with `value`, on this thread.
int32_t cyrus_rt_local_set(size_t key,
                           void *value,
                           void (*free)(void*));

// Begins to run a function as `cyrus_rt_run_seeded` does, on a thread of its own; NULL when the system gives none. The handle is given back by
// `cyrus_rt_seeded_free`.
//
// Conditions:
// `run` may be called with `argument` on another thread, and both remain valid until `run` has returned. It never returns if it is stuck where cancelling does not
// reach it: at a lock.
struct cyrus_rt_seeded *cyrus_rt_seeded_start(uint64_t seed,
                                              void (*run)(void*),
                                              void *argument);

// Waits for the end of the run: CYRUS_RT_OK; CYRUS_RT_STUCK, with a report as by `cyrus_rt_run_seeded`; CYRUS_RT_EXCEPTION when the function
// has panicked; or CYRUS_RT_TIMED_OUT. May be called again.
//
// Conditions:
// The handle is the caller's; `write` may be called with `to`.
int32_t cyrus_rt_seeded_wait(struct cyrus_rt_seeded *seeded,
                             int64_t timeout,
                             void (*write)(void*, const char*, size_t),
                             void *to);

// Gives the handle back. A run that has not ended is cancelled, and goes on by itself until it notices.
//
// Conditions:
// The handle is the caller's.
void cyrus_rt_seeded_free(struct cyrus_rt_seeded *seeded);

// The table for those who know that version of it, or NULL. It starts with the version and the number of functions (32 bits each).
const void *cyrus_rt_api_get(uint32_t version);

// All of it as a structure, for modules that are not linked to the library; see `cyrus_rt_api_get`.
typedef struct cyrus_rt_api {
  uint32_t version;
  // How many functions follow: those of a newer header may be missing.
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

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CYRUS_RT_H */
