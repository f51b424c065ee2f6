// The measures of ../cypclass.py in C++: what comes nearest to a cypclass in each of them.
// Usage: objects MEASURE COUNT [MORE]; prints nanoseconds of processor time per operation, and a check value.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <time.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>

static double now() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}
static long resident() {
    long pages = 0, skip;
    FILE *f = fopen("/proc/self/statm", "r");
    if (fscanf(f, "%ld %ld", &skip, &pages) != 2)
        pages = 0;
    fclose(f);
    return pages * sysconf(_SC_PAGESIZE);
}
// Keeps the compiler from looking through a pointer.
template <typename T> static inline void opaque(T &value) { asm volatile("" : "+r"(value) : : "memory"); }

struct Pair {
    int a, b;
    Pair(int a, int b) : a(a), b(b) {}
};
// The nearest C++ object with a count: what "32 bytes" of others means.
struct CountedPair {
    virtual ~CountedPair() {}
    long refs;
    int a, b;
    CountedPair(int a, int b) : refs(1), a(a), b(b) {}
};

static long alloc(long n) {
    long total = 0;
    for (long i = 0; i < n; i++) {
        Pair *p = new Pair((int)i, (int)(i + 1));
        opaque(p);
        total += p->b - p->a;
        delete p;
    }
    return total;
}

struct Tree {
    std::unique_ptr<Tree> left, right;
};
static std::unique_ptr<Tree> build(int depth) {
    auto tree = std::make_unique<Tree>();
    if (depth > 0) {
        tree->left = build(depth - 1);
        tree->right = build(depth - 1);
    }
    return tree;
}
static long walk(const Tree &tree) { return tree.left ? 1 + walk(*tree.left) + walk(*tree.right) : 1; }

struct SharedTree {
    std::shared_ptr<SharedTree> left, right;
};
static std::shared_ptr<SharedTree> build_shared(int depth) {
    auto tree = std::make_shared<SharedTree>();
    if (depth > 0) {
        tree->left = build_shared(depth - 1);
        tree->right = build_shared(depth - 1);
    }
    return tree;
}
static long walk_shared(std::shared_ptr<SharedTree> tree) {
    return tree->left ? 1 + walk_shared(tree->left) + walk_shared(tree->right) : 1;
}

struct Link {
    Link *next;
    long value;
};
static long __attribute__((noinline)) steps(Link *head) {
    long total = 0;
    for (Link *cur = head; cur; cur = cur->next)
        total += cur->value;
    return total;
}
struct SharedLink {
    std::shared_ptr<SharedLink> next;
    long value;
};
static long __attribute__((noinline)) steps_shared(const std::shared_ptr<SharedLink> &head) {
    long total = 0;
    for (std::shared_ptr<SharedLink> cur = head; cur; cur = cur->next)
        total += cur->value;
    return total;
}

struct Shape {
    long size;
    Shape(long size) : size(size) {}
    virtual ~Shape() {}
    virtual long area(long) { return 0; }
};
struct Square : Shape {
    using Shape::Shape;
    long area(long x) override { return size + x; }
};
struct Double : Shape {
    using Shape::Shape;
    long area(long x) override { return 2 * size + x; }
};
static long __attribute__((noinline)) areas(Shape *shape, long n) {
    long total = 0;
    for (long i = 0; i < n; i++) {
        opaque(shape);
        total += shape->area(i);
    }
    return total;
}

struct Counter {
    std::mutex mutex;
    long value = 0;
};
static long __attribute__((noinline)) locked(Counter *counter, long n) {
    for (long i = 0; i < n; i++) {
        std::lock_guard<std::mutex> guard(counter->mutex);
        counter->value += 1;
        opaque(counter);
    }
    return counter->value;
}

static void print(const char *name, double time, long check) { printf("%s %.6f %ld\n", name, time, check); }

int main(int argc, char **argv) {
    if (argc < 3)
        return 2;
    const char *measure = argv[1];
    long n = atol(argv[2]), more = argc > 3 ? atol(argv[3]) : 0;
    // The C library has cheaper locks and counts while a process has one thread only.
    std::thread([] { pause(); }).detach();
    double start = now();
    auto is = [&](const char *name) { return strcmp(measure, name) == 0; };
    if (is("alloc")) {
        long check = alloc(n);
        print(measure, (now() - start) / n, check);
    } else if (is("live")) {
        std::vector<CountedPair *> all;
        long before = resident();
        all.reserve(n);
        for (long i = 0; i < n; i++)
            all.push_back(new CountedPair((int)i, (int)i));
        print(measure, (double)(resident() - before) / n - sizeof(void *), n);
    } else if (is("trees")) {
        long check = 0;
        for (long i = 0; i < n; i++)
            check += walk(*build(16));
        print(measure, (now() - start) / check, check);
    } else if (is("shared_trees")) {
        long check = 0;
        for (long i = 0; i < n; i++)
            check += walk_shared(build_shared(16));
        print(measure, (now() - start) / check, check);
    } else if (is("walk")) {
        Link *head = nullptr;
        long check = 0;
        for (long i = 0; i < more; i++)
            head = new Link{head, i};
        start = now();
        for (long i = 0; i < n; i++)
            check += steps(head);
        print(measure, (now() - start) / (n * more), check);
    } else if (is("shared_walk")) {
        std::shared_ptr<SharedLink> head;
        long check = 0;
        for (long i = 0; i < more; i++)
            head = std::make_shared<SharedLink>(SharedLink{head, i});
        start = now();
        for (long i = 0; i < n; i++)
            check += steps_shared(head);
        print(measure, (now() - start) / (n * more), check);
        fflush(stdout);
        _exit(0);
    } else if (is("virtual")) {
        Shape *square = new Square(3), *twice = new Double(4);
        long check = areas(square, n / 2) + areas(twice, n / 2);
        print(measure, (now() - start) / n, check);
    } else if (is("locked")) {
        Counter *counter = new Counter();
        long check = locked(counter, n);
        print(measure, (now() - start) / n, check);
    } else if (is("numbers")) {
        std::vector<long> keys;
        for (long i = 0, key = 1; i < n; i++)
            keys.push_back(key = (key * 1103515245 + 12345) & 0x7FFFFFFF);
        start = now();
        std::unordered_map<long, long> table;
        for (long i = 0; i < n; i++)
            table[keys[i]] = i;
        double inserted = now();
        long check = 0;
        for (long r = 0; r < more; r++)
            for (long i = 0; i < n; i++)
                check += table.find(keys[i * 7919 % n])->second;
        double end = now();
        print("numbers_insert", (inserted - start) / n, check);
        print("numbers_lookup", (end - inserted) / (n * more), check);
    } else if (is("names")) {
        std::vector<std::string> keys;
        for (long i = 0; i < n; i++)
            keys.push_back("name-" + std::to_string(i * 7919 % 1000003));
        start = now();
        std::unordered_map<std::string, long> table;
        for (long i = 0; i < n; i++)
            table[keys[i]] = i;
        double inserted = now();
        long check = 0;
        for (long r = 0; r < more; r++)
            for (long i = 0; i < n; i++)
                check += table.find(keys[i * 7919 % n])->second;
        double end = now();
        print("names_insert", (inserted - start) / n, check);
        print("names_lookup", (end - inserted) / (n * more), check);
    } else {
        return 2;
    }
    return 0;
}
