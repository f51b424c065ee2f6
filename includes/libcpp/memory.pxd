# <memory>: allocators and smart pointers.

from libcpp cimport bool, nullptr, nullptr_t

cdef extern from "<memory>" namespace "std" nogil:
    cppclass default_delete[T]:
        default_delete()

    cppclass allocator[T]:
        allocator()
        allocator(const allocator&)
        size_t max_size() const
        T* address(T&)
        const T* address(const T&) const
        T* allocate(size_t n)
        void deallocate(T*, size_t)
        void construct(T*, const T&)
        void destroy(T*)
        void destroy[U](U*)

    cppclass unique_ptr[T, DELETER=*]:
        unique_ptr()
        unique_ptr(nullptr_t)
        unique_ptr(T*)
        unique_ptr(unique_ptr[T]&)

        void swap(unique_ptr&)

        T* release()
        void reset()
        void reset(nullptr_t)
        void reset(T*)
        T* get()

        T& operator*()

        bool operator==(const unique_ptr&)
        bool operator==(nullptr_t)
        bool operator!=(const unique_ptr&)
        bool operator!=(nullptr_t)
        bool operator<(const unique_ptr&)
        bool operator>(const unique_ptr&)
        bool operator<=(const unique_ptr&)
        bool operator>=(const unique_ptr&)
        bool operator!()
        bool operator bool()

    cppclass shared_ptr[T]:
        shared_ptr()
        shared_ptr(nullptr_t)
        shared_ptr(T*)
        shared_ptr(shared_ptr[T]&)
        shared_ptr(shared_ptr[T]&, T*)
        shared_ptr(unique_ptr[T]&)

        shared_ptr[T]& operator=[Y](const shared_ptr[Y]& ptr)

        void swap(shared_ptr&)

        void reset()
        void reset(T*)
        T* get()
        long use_count()
        bool unique()
        bool owner_before[Y](const shared_ptr[Y]&)

        T& operator*()

        bool operator==(const shared_ptr&)
        bool operator==(nullptr_t)
        bool operator!=(const shared_ptr&)
        bool operator!=(nullptr_t)
        bool operator<(const shared_ptr&)
        bool operator>(const shared_ptr&)
        bool operator<=(const shared_ptr&)
        bool operator>=(const shared_ptr&)
        bool operator!()
        bool operator bool()

    cppclass weak_ptr[T]:
        weak_ptr()
        weak_ptr(weak_ptr[T]&)
        weak_ptr(shared_ptr[T]&)
        void swap(weak_ptr&)
        void reset()
        long use_count()
        bool expired()
        shared_ptr[T] lock()
        bool owner_before[Y](const weak_ptr[Y]&)
        bool owner_before[Y](const shared_ptr[Y]&)

    # Making
    shared_ptr[T] make_shared[T](...) except +
    unique_ptr[T] make_unique[T](...) except +

    # Casting
    shared_ptr[T] static_pointer_cast[T, U](const shared_ptr[U]&)
    shared_ptr[T] dynamic_pointer_cast[T, U](const shared_ptr[U]&)
    shared_ptr[T] const_pointer_cast[T, U](const shared_ptr[U]&)
    shared_ptr[T] reinterpret_pointer_cast[T, U](const shared_ptr[U]&)
