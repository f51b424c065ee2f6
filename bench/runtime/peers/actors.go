// Messages between goroutines over channels, and two on one lock; as src/bin/actors.rs and lock.rs. Prints name, processors, ns for each
// on the clock and of all processors together: `go run actors.go ROUNDS`.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const messages = 1000000
const actors = 1000
const adds = 5000000

func cpu() time.Duration {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func pingPong(capacity int) {
	a, b := make(chan uint64, capacity), make(chan uint64, capacity)
	go func() {
		for value := range b {
			a <- value + 1
		}
	}()
	value := uint64(0)
	for i := 0; i < messages/2; i++ {
		b <- value
		value = <-a
	}
	close(b)
	if value != messages/2 {
		panic(value)
	}
}

func fanOut() {
	var all sync.WaitGroup
	sums := make([]uint64, actors)
	channels := make([]chan uint64, actors)
	for i := range channels {
		channels[i] = make(chan uint64, 1024)
		all.Add(1)
		go func(i int) {
			for value := range channels[i] {
				sums[i] += value
			}
			all.Done()
		}(i)
	}
	for i := 0; i < messages; i++ {
		channels[i%actors] <- 1
	}
	for _, channel := range channels {
		close(channel)
	}
	all.Wait()
}

func lock(threads int) {
	var mutex sync.Mutex
	var all sync.WaitGroup
	count := 0
	for i := 0; i < threads; i++ {
		all.Add(1)
		go func() {
			for j := 0; j < adds; j++ {
				mutex.Lock()
				count++
				mutex.Unlock()
			}
			all.Done()
		}()
	}
	all.Wait()
}

func measure(name string, processors int, each int, run func()) {
	runtime.GOMAXPROCS(processors)
	wall, used := time.Now(), cpu()
	run()
	took, busy := time.Since(wall), cpu()-used
	fmt.Printf("%s,%d,%.1f,%.1f\n", name, processors, float64(took.Nanoseconds())/float64(each), float64(busy.Nanoseconds())/float64(each))
}

func main() {
	rounds := 5
	if len(os.Args) > 1 {
		rounds, _ = strconv.Atoi(os.Args[1])
	}
	for i := 0; i < rounds; i++ {
		for processors := 1; processors <= 2; processors++ {
			measure("ping-pong go unbuffered", processors, messages, func() { pingPong(0) })
			measure("ping-pong go buffered", processors, messages, func() { pingPong(1) })
			measure("fan-out go", processors, messages, fanOut)
			measure("lock go", processors, adds*processors, func() { lock(processors) })
		}
	}
}
