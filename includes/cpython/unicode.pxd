# str objects; `unicode` is the same type by its old name.
# CPython 3.12 took away what works on Py_UNICODE.

from libc.stddef cimport wchar_t

cdef extern from *:
    ctypedef unsigned char Py_UCS1
    ctypedef unsigned short Py_UCS2

    bint PyUnicode_Check(object o)
    bint PyUnicode_CheckExact(object o)

    # Storage: one, two or four bytes a character
    int PyUnicode_WCHAR_KIND
    int PyUnicode_1BYTE_KIND
    int PyUnicode_2BYTE_KIND
    int PyUnicode_4BYTE_KIND
    unsigned int PyUnicode_KIND(object o)
    void* PyUnicode_DATA(object o)
    Py_UCS1* PyUnicode_1BYTE_DATA(object o)
    Py_UCS2* PyUnicode_2BYTE_DATA(object o)
    Py_UCS4* PyUnicode_4BYTE_DATA(object o)
    Py_ssize_t PyUnicode_GET_LENGTH(object o)
    Py_ssize_t PyUnicode_GetLength(object unicode) except -1
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t index)
    Py_UCS4 PyUnicode_READ_CHAR(object o, Py_ssize_t index)
    Py_UCS4 PyUnicode_ReadChar(object unicode, Py_ssize_t index) except -1
    void PyUnicode_WRITE(int kind, void* data, Py_ssize_t index, Py_UCS4 value)
    int PyUnicode_WriteChar(object unicode, Py_ssize_t index, Py_UCS4 character) except -1
    Py_ssize_t PyUnicode_CopyCharacters(
            object to, Py_ssize_t to_start, object from_, Py_ssize_t from_start,
            Py_ssize_t how_many) except -1
    Py_ssize_t PyUnicode_Fill(
            object unicode, Py_ssize_t start, Py_ssize_t length, Py_UCS4 fill_char) except -1

    # Making
    unicode PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar)
    unicode PyUnicode_FromKindAndData(int kind, const void* buffer, Py_ssize_t size)
    unicode PyUnicode_FromString(const char* u)
    unicode PyUnicode_FromStringAndSize(const char* u, Py_ssize_t size)
    unicode PyUnicode_FromFormat(const char* format, ...)
    unicode PyUnicode_FromOrdinal(int ordinal)
    object PyUnicode_FromObject(object obj)
    object PyUnicode_FromEncodedObject(object o, char* encoding, char* errors)
    unicode PyUnicode_InternFromString(const char* v)

    # Joining, splitting, searching
    unicode PyUnicode_Concat(object left, object right)
    unicode PyUnicode_Join(object separator, object seq)
    list PyUnicode_Split(object s, object sep, Py_ssize_t maxsplit)
    list PyUnicode_Splitlines(object s, bint keepend)
    unicode PyUnicode_Substring(object str, Py_ssize_t start, Py_ssize_t end)
    Py_ssize_t PyUnicode_Tailmatch(
            object str, object substr, Py_ssize_t start, Py_ssize_t end, int direction) except -1
    Py_ssize_t PyUnicode_Find(
            object str, object substr, Py_ssize_t start, Py_ssize_t end, int direction) except -2
    Py_ssize_t PyUnicode_FindChar(
            object str, Py_UCS4 ch, Py_ssize_t start, Py_ssize_t end, int direction) except -2
    Py_ssize_t PyUnicode_Count(
            object str, object substr, Py_ssize_t start, Py_ssize_t end) except -1
    int PyUnicode_Contains(object container, object element) except -1
    unicode PyUnicode_Replace(object str, object substr, object replstr, Py_ssize_t maxcount)
    unicode PyUnicode_Translate(object str, object table, const char* errors)
    unicode PyUnicode_Format(object format, object args)
    int PyUnicode_Compare(object left, object right) except? -1
    int PyUnicode_CompareWithASCIIString(object uni, const char* string)
    object PyUnicode_RichCompare(object left, object right, int op)
    bint PyUnicode_IsIdentifier(object o)

    # Wide characters and arrays of code points
    object PyUnicode_FromWideChar(wchar_t* w, Py_ssize_t size)
    Py_ssize_t PyUnicode_AsWideChar(object o, wchar_t* w, Py_ssize_t size) except -1
    wchar_t* PyUnicode_AsWideCharString(object o, Py_ssize_t* size) except NULL
    Py_UCS4* PyUnicode_AsUCS4(
            object u, Py_UCS4* buffer, Py_ssize_t buflen, int copy_null) except NULL
    Py_UCS4* PyUnicode_AsUCS4Copy(object u) except NULL
    size_t Py_UCS4_strlen(const Py_UCS4* u)
    Py_UCS4* Py_UCS4_strcpy(Py_UCS4* s1, const Py_UCS4* s2)
    Py_UCS4* Py_UCS4_strncpy(Py_UCS4* s1, const Py_UCS4* s2, size_t n)
    Py_UCS4* Py_UCS4_strcat(Py_UCS4* s1, const Py_UCS4* s2)
    int Py_UCS4_strcmp(const Py_UCS4* s1, const Py_UCS4* s2)
    int Py_UCS4_strncmp(const Py_UCS4* s1, const Py_UCS4* s2, size_t n)
    Py_UCS4* Py_UCS4_strchr(const Py_UCS4* s, Py_UCS4 c)
    Py_UCS4* Py_UCS4_strrchr(const Py_UCS4* s, Py_UCS4 c)

    # Any codec
    object PyUnicode_Decode(char* s, Py_ssize_t size, char* encoding, char* errors)
    object PyUnicode_AsEncodedString(object unicode, char* encoding, char* errors)

    # UTF-8; the pointers stay valid as long as the object lives
    const char* PyUnicode_AsUTF8(object unicode) except NULL
    const char* PyUnicode_AsUTF8AndSize(object unicode, Py_ssize_t* size) except NULL
    bytes PyUnicode_AsUTF8String(object unicode)
    unicode PyUnicode_DecodeUTF8(char* s, Py_ssize_t size, char* errors)
    unicode PyUnicode_DecodeUTF8Stateful(
            char* s, Py_ssize_t size, char* errors, Py_ssize_t* consumed)

    # UTF-16
    bytes PyUnicode_AsUTF16String(object unicode)
    unicode PyUnicode_DecodeUTF16(char* s, Py_ssize_t size, char* errors, int* byteorder)
    unicode PyUnicode_DecodeUTF16Stateful(
            char* s, Py_ssize_t size, char* errors, int* byteorder, Py_ssize_t* consumed)

    # Escapes
    object PyUnicode_AsUnicodeEscapeString(object unicode)
    object PyUnicode_DecodeUnicodeEscape(char* s, Py_ssize_t size, char* errors)
    object PyUnicode_AsRawUnicodeEscapeString(object unicode)
    object PyUnicode_DecodeRawUnicodeEscape(char* s, Py_ssize_t size, char* errors)

    # Latin-1 and ASCII
    bytes PyUnicode_AsLatin1String(object unicode)
    unicode PyUnicode_DecodeLatin1(char* s, Py_ssize_t size, char* errors)
    bytes PyUnicode_AsASCIIString(object o)
    unicode PyUnicode_DecodeASCII(char* s, Py_ssize_t size, char* errors)

    # Character maps
    object PyUnicode_AsCharmapString(object o, object mapping)
    object PyUnicode_DecodeCharmap(char* s, Py_ssize_t size, object mapping, char* errors)

    # Windows
    bytes PyUnicode_AsMBCSString(object o)
    unicode PyUnicode_DecodeMBCS(char* s, Py_ssize_t size, char* errors)
    unicode PyUnicode_DecodeMBCSStateful(
            char* s, Py_ssize_t size, char* errors, Py_ssize_t* consumed)
    bytes PyUnicode_EncodeCodePage(int code_page, object unicode, const char* errors)

    # Characters
    bint Py_UNICODE_ISSPACE(Py_UCS4 ch)
    bint Py_UNICODE_ISLOWER(Py_UCS4 ch)
    bint Py_UNICODE_ISUPPER(Py_UCS4 ch)
    bint Py_UNICODE_ISTITLE(Py_UCS4 ch)
    bint Py_UNICODE_ISLINEBREAK(Py_UCS4 ch)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 ch)
    bint Py_UNICODE_ISDIGIT(Py_UCS4 ch)
    bint Py_UNICODE_ISNUMERIC(Py_UCS4 ch)
    bint Py_UNICODE_ISALPHA(Py_UCS4 ch)
    bint Py_UNICODE_ISALNUM(Py_UCS4 ch)
    bint Py_UNICODE_ISPRINTABLE(Py_UCS4 ch)
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4 ch)
    Py_UCS4 Py_UNICODE_TOUPPER(Py_UCS4 ch)
    Py_UCS4 Py_UNICODE_TOTITLE(Py_UCS4 ch)
    int Py_UNICODE_TODECIMAL(Py_UCS4 ch)
    int Py_UNICODE_TODIGIT(Py_UCS4 ch)
    double Py_UNICODE_TONUMERIC(Py_UCS4 ch)

    # Of Py_UNICODE
    unicode PyUnicode_FromUnicode(Py_UNICODE* u, Py_ssize_t size)
    Py_UNICODE* PyUnicode_AsUnicode(object o) except NULL
    Py_UNICODE* PyUnicode_AS_UNICODE(object o)
    char* PyUnicode_AS_DATA(object o)
    Py_ssize_t PyUnicode_GetSize(object o) except -1
    Py_ssize_t PyUnicode_GET_SIZE(object o)
    Py_ssize_t PyUnicode_GET_DATA_SIZE(object o)
    object PyUnicode_Encode(Py_UNICODE* s, Py_ssize_t size, char* encoding, char* errors)
    bytes PyUnicode_EncodeUTF8(Py_UNICODE* s, Py_ssize_t size, char* errors)
    bytes PyUnicode_EncodeUTF16(Py_UNICODE* s, Py_ssize_t size, char* errors, int byteorder)
    object PyUnicode_EncodeUnicodeEscape(Py_UNICODE* s, Py_ssize_t size)
    object PyUnicode_EncodeRawUnicodeEscape(Py_UNICODE* s, Py_ssize_t size, char* errors)
    bytes PyUnicode_EncodeLatin1(Py_UNICODE* s, Py_ssize_t size, char* errors)
    bytes PyUnicode_EncodeASCII(Py_UNICODE* s, Py_ssize_t size, char* errors)
    object PyUnicode_EncodeCharmap(Py_UNICODE* s, Py_ssize_t size, object mapping, char* errors)
    bytes PyUnicode_EncodeMBCS(Py_UNICODE* s, Py_ssize_t size, char* errors)
    object PyUnicode_TranslateCharmap(Py_UNICODE* s, Py_ssize_t size, object table, char* errors)
