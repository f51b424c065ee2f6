// Lock, increment, unlock with std::mutex, as src/bin/lock.rs.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <thread>
#include <vector>

int main(int argc, char **argv) {
    const long adds = 5000000;
    for (int round = argc > 1 ? atoi(argv[1]) : 5; round > 0; round--) {
        for (int threads = 1; threads <= 2; threads++) {
            std::mutex mutex;
            long count = 0;
            timespec used, since;
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &since);
            auto start = std::chrono::steady_clock::now();
            std::vector<std::thread> all;
            for (int i = 0; i < threads; i++)
                all.emplace_back([&] {
                    for (long j = 0; j < adds; j++) {
                        std::lock_guard<std::mutex> guard(mutex);
                        count++;
                    }
                });
            for (auto &thread : all)
                thread.join();
            std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
            double cpu = (used.tv_sec - since.tv_sec) * 1e9 + (used.tv_nsec - since.tv_nsec);
            printf("c++ std::mutex,%d,%.2f,%.2f\n", threads, took.count() / count, cpu / count);
        }
    }
}
