# <sys/wait.h>: waiting for child processes.

from posix.types cimport pid_t, id_t
from posix.signal cimport siginfo_t
from posix.resource cimport rusage

cdef extern from "<sys/wait.h>" nogil:
    ctypedef int idtype_t

    enum:
        P_ALL
        P_PID
        P_PGID
        WNOHANG
        WUNTRACED
        WCONTINUED
        WEXITED
        WSTOPPED
        WNOWAIT

    int WEXITSTATUS(int status)
    int WIFCONTINUED(int status)
    int WIFEXITED(int status)
    int WIFSIGNALED(int status)
    int WIFSTOPPED(int status)
    int WSTOPSIG(int status)
    int WTERMSIG(int status)
    pid_t wait(int* stat_loc)
    pid_t waitpid(pid_t pid, int* status, int options)
    int waitid(idtype_t idtype, id_t id, siginfo_t* infop, int options)
    pid_t wait3(int* status, int options, rusage* rusage)
    pid_t wait4(pid_t pid, int* status, int options, rusage* rusage)
