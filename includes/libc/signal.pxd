# <signal.h>: signals. The `posix.signal` module has the rest of that header.

ctypedef void (*sighandler_t)(int SIGNUM) noexcept nogil

cdef extern from "<signal.h>" nogil:
    ctypedef int sig_atomic_t

    sighandler_t SIG_DFL
    sighandler_t SIG_IGN
    sighandler_t SIG_ERR
    sighandler_t signal(int signum, sighandler_t action)
    int raise_ "raise"(int signum)

    enum:
        SIGFPE
        SIGILL
        SIGSEGV
        SIGBUS
        SIGABRT
        SIGIOT
        SIGTRAP
        SIGEMT
        SIGSYS
        SIGSTKFLT
        SIGTERM
        SIGINT
        SIGQUIT
        SIGKILL
        SIGHUP
        SIGALRM
        SIGVTALRM
        SIGPROF
        SIGIO
        SIGURG
        SIGPOLL
        SIGCHLD
        SIGCLD
        SIGCONT
        SIGSTOP
        SIGTSTP
        SIGTTIN
        SIGTTOU
        SIGPIPE
        SIGLOST
        SIGXCPU
        SIGXFSZ
        SIGPWR
        SIGUSR1
        SIGUSR2
        SIGWINCH
        SIGINFO
        SIGRTMIN
        SIGRTMAX
