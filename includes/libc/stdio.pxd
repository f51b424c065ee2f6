# <stdio.h>: streams and formatted input and output.

# Cython exports these names from here too.
from libc.string cimport const_char, const_void

cdef extern from "<stdio.h>" nogil:
    ctypedef struct FILE
    FILE* stdin
    FILE* stdout
    FILE* stderr

    # Opening and closing
    enum:
        FOPEN_MAX
        FILENAME_MAX

    FILE* fopen(const char* filename, const char* opentype)
    FILE* freopen(const char* filename, const char* opentype, FILE* stream)
    FILE* fdopen(int fdescriptor, const char* opentype)
    int fclose(FILE* stream)
    FILE* tmpfile()
    int remove(const char* filename)
    int rename(const char* oldname, const char* newname)

    # Buffering
    enum:
        _IOFBF
        _IOLBF
        _IONBF
        BUFSIZ

    void setbuf(FILE* stream, char* buf)
    int setvbuf(FILE* stream, char* buf, int mode, size_t size)
    int fflush(FILE* stream)

    # Blocks
    size_t fread(void* data, size_t size, size_t count, FILE* stream)
    size_t fwrite(const void* data, size_t size, size_t count, FILE* stream)

    # State of a stream
    enum:
        EOF

    void clearerr(FILE* stream)
    int feof(FILE* stream)
    int ferror(FILE* stream)

    # Position
    enum:
        SEEK_SET
        SEEK_CUR
        SEEK_END

    int fseek(FILE* stream, long offset, int whence)
    long ftell(FILE* stream)
    void rewind(FILE* stream)

    ctypedef struct fpos_t
    ctypedef const fpos_t const_fpos_t "const fpos_t"
    int fgetpos(FILE* stream, fpos_t* position)
    int fsetpos(FILE* stream, const fpos_t* position)

    # Formatted
    int printf(const char* template, ...)
    int fprintf(FILE* stream, const char* template, ...)
    int sprintf(char* s, const char* template, ...)
    int snprintf(char* s, size_t size, const char* template, ...)
    int scanf(const char* template, ...)
    int fscanf(FILE* stream, const char* template, ...)
    int sscanf(const char* s, const char* template, ...)

    # Characters and lines
    int getchar()
    int getc(FILE* stream)
    int fgetc(FILE* stream)
    int ungetc(int c, FILE* stream)
    char* gets(char* s)
    char* fgets(char* s, int count, FILE* stream)
    size_t getline(char** lineptr, size_t* n, FILE* stream)
    int putchar(int c)
    int putc(int c, FILE* stream)
    int fputc(int c, FILE* stream)
    int puts(const char* s)
    int fputs(const char* s, FILE* stream)
    void perror(const char* message)
