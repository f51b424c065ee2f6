// The measures of src/bin/sched.rs in Go: sched MEASURE; GOMAXPROCS is the number of workers.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const million = 1000000

func spawn() float64 {
	results := make([]uint64, million)
	var all sync.WaitGroup
	start := time.Now()
	all.Add(million)
	for i := 0; i < million; i++ {
		go func(i int) {
			results[i] = uint64(i)
			all.Done()
		}(i)
	}
	all.Wait()
	return float64(time.Since(start).Nanoseconds()) / million
}

func yield() float64 {
	var all sync.WaitGroup
	start := time.Now()
	all.Add(2)
	for i := 0; i < 2; i++ {
		go func() {
			for n := 0; n < million; n++ {
				runtime.Gosched()
			}
			all.Done()
		}()
	}
	all.Wait()
	return float64(time.Since(start).Nanoseconds()) / (2 * million)
}

func wake() float64 {
	const rounds = 500000
	there, back := make(chan int), make(chan int)
	start := time.Now()
	go func() {
		for n := range there {
			back <- n
		}
	}()
	for n := 0; n < rounds; n++ {
		there <- n
		<-back
	}
	return float64(time.Since(start).Nanoseconds()) / (2 * rounds)
}

func stream() float64 {
	values := make(chan int, 1000)
	start := time.Now()
	go func() {
		for n := 0; n < million; n++ {
			values <- n
		}
		close(values)
	}()
	total := 0
	for n := range values {
		total += n
	}
	if total != million*(million-1)/2 {
		panic("wrong sum")
	}
	return float64(time.Since(start).Nanoseconds()) / million
}

func selected() float64 {
	const rounds = 500000
	there, back, never := make(chan int), make(chan int), make(chan int)
	start := time.Now()
	go func() {
		for n := range there {
			back <- n
		}
	}()
	for n := 0; n < rounds; n++ {
		there <- n
		select {
		case <-back:
		case <-never:
		}
	}
	return float64(time.Since(start).Nanoseconds()) / (2 * rounds)
}

func resident() float64 {
	text, _ := os.ReadFile("/proc/self/statm")
	var pages float64
	fmt.Sscan(strings.Fields(string(text))[1], &pages)
	return pages * 4096
}

func memory() float64 {
	before := resident()
	var parked int64
	gate := make(chan int)
	for i := 0; i < million; i++ {
		go func() {
			atomic.AddInt64(&parked, 1)
			<-gate
		}()
	}
	for atomic.LoadInt64(&parked) < million {
		time.Sleep(10 * time.Millisecond)
	}
	return (resident() - before) / million
}

const side = 13

func queens(row, columns, left, right uint32) uint64 {
	if row == side {
		return 1
	}
	free := ^(columns | left | right) & (1<<side - 1)
	var found uint64
	for free != 0 {
		bit := free & -free
		free ^= bit
		found += queens(row+1, columns|bit, (left|bit)<<1, (right|bit)>>1)
	}
	return found
}

func allQueens() float64 {
	var all sync.WaitGroup
	var found uint64
	start := time.Now()
	for place := uint32(0); place < side*side; place++ {
		first, second := uint32(1)<<(place/side), uint32(1)<<(place%side)
		if (first|first<<1|first>>1)&second != 0 {
			continue
		}
		all.Add(1)
		go func(columns, left, right uint32) {
			atomic.AddUint64(&found, queens(2, columns, left, right))
			all.Done()
		}(first|second, (first<<1|second)<<1, (first>>1|second)>>1)
	}
	all.Wait()
	if found != 73712 {
		panic("wrong count")
	}
	return float64(time.Since(start).Nanoseconds())
}

func main() {
	measures := map[string]func() float64{
		"spawn": spawn, "yield": yield, "wake": wake, "stream": stream, "select": selected, "memory": memory, "queens": allQueens,
	}
	fmt.Printf("%.1f\n", measures[os.Args[1]]())
}
