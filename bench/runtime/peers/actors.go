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

// A token passed round 503 goroutines.
func threadRing() {
	done := make(chan int)
	first := make(chan int, 1)
	in := first
	for i := 1; i <= 503; i++ {
		out := make(chan int, 1)
		if i == 503 {
			out = first
		}
		go func(number int, in, out chan int) {
			for left := range in {
				if left == 0 {
					done <- number
					return
				}
				out <- left - 1
			}
		}(i, in, out)
		in = out
	}
	first <- messages
	<-done
}

type meeting struct {
	colour int
	answer chan int
}

// Ten meet in pairs at a broker: four messages for each meeting.
func chameneos() {
	var all sync.WaitGroup
	broker := make(chan meeting, 10)
	for i := 0; i < 10; i++ {
		all.Add(1)
		go func(colour int) {
			own := make(chan int, 1)
			broker <- meeting{colour, own}
			for other := range own {
				if other < 0 {
					break
				}
				if other != colour {
					colour = 3 - colour - other
				}
				broker <- meeting{colour, own}
			}
			all.Done()
		}(i % 3)
	}
	for i := 0; i < messages/4; i++ {
		one, two := <-broker, <-broker
		one.answer <- two.colour
		two.answer <- one.colour
	}
	for i := 0; i < 10; i++ {
		(<-broker).answer <- -1
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
			measure("threadring go", processors, messages, threadRing)
			measure("chameneos go", processors, messages, chameneos)
			measure("lock go", processors, adds*processors, func() { lock(processors) })
		}
	}
}
