// Work for all processors, as bench/cpu.pyx does it: go run cpu.go MEASURE SIZE WORKERS ROUNDS prints the result and the
// shortest time in ms. A goroutine for each pair of first queens, or for each row.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

func queensFrom(all, columns, left, right uint32) int64 {
	if columns == all {
		return 1
	}
	free := all &^ (columns | left | right)
	var found int64
	for free != 0 {
		place := free & -free
		free ^= place
		found += queensFrom(all, columns|place, (left|place)<<1, (right|place)>>1)
	}
	return found
}

func queens(side, pair int) int64 {
	first, second := uint32(1)<<(pair/side), uint32(1)<<(pair%side)
	if (first|first<<1|first>>1)&second != 0 {
		return 0
	}
	return queensFrom(1<<side-1, first|second, (first<<1|second)<<1, (first>>1|second)>>1)
}

func mandelbrot(rows, row int) int64 {
	y0 := 2*float64(row)/float64(rows) - 1
	var inside int64
	for column := 0; column < rows; column++ {
		x0 := 2*float64(column)/float64(rows) - 1.5
		var x, y, x2, y2 float64
		step := 0
		for ; step < 50 && x2+y2 <= 4; step++ {
			y = 2*x*y + y0
			x = x2 - y2 + x0
			x2 = x * x
			y2 = y * y
		}
		if step == 50 {
			inside++
		}
	}
	return inside
}

func triangle(_, row int) int64 {
	state := uint64(row) | 1
	for i := 0; i < row; i++ {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
	}
	return int64(state & 1)
}

// 64 times the checksum of the permutations of a part, and their most flips.
func fannkuch(size, number int) int64 {
	var order, flipped, turns [16]int
	left := 1
	for i := 2; i < size-1; i++ {
		left *= i
	}
	index := number * left
	stop := index + left
	turn := index
	left *= size - 1
	for i := range order {
		order[i] = i
	}
	for i := size - 1; i > 0; i-- {
		turns[i] = turn / left
		turn %= left
		left /= i
		for j := 0; j < turns[i]; j++ {
			first := order[0]
			copy(order[:i], order[1:i+1])
			order[i] = first
		}
	}
	most, checksum := 0, 0
	for {
		if first := order[0]; first != 0 {
			copy(flipped[1:size], order[1:size])
			flips := 1
			for flipped[first] != 0 {
				there := flipped[first]
				flipped[first] = first
				for low, high := 1, first-1; low < high; low, high = low+1, high-1 {
					flipped[low], flipped[high] = flipped[high], flipped[low]
				}
				first = there
				flips++
			}
			if flips > most {
				most = flips
			}
			if index&1 != 0 {
				flips = -flips
			}
			checksum += flips
		}
		index++
		if index == stop {
			return int64(64*checksum + most)
		}
		first := order[1]
		order[1] = order[0]
		order[0] = first
		i := 1
		turns[1]++
		for turns[i] > i {
			turns[i] = 0
			i++
			there := order[1]
			order[0] = there
			for j := 1; j < i; j++ {
				order[j] = order[j+1]
			}
			order[i] = first
			first = there
			turns[i]++
		}
	}
}

func main() {
	number := func(i int) int {
		n, _ := strconv.Atoi(os.Args[i])
		return n
	}
	size, rounds := number(2), number(4)
	runtime.GOMAXPROCS(number(3))
	part, parts := queens, size*size
	switch os.Args[1] {
	case "mandelbrot":
		part, parts = mandelbrot, size
	case "triangle":
		part, parts = triangle, size
	case "fannkuch":
		part, parts = fannkuch, size*(size-1)
	}
	best := time.Hour
	var result int64
	for ; rounds > 0; rounds-- {
		start := time.Now()
		var all sync.WaitGroup
		result = 0
		for i := 0; i < parts; i++ {
			all.Add(1)
			go func(i int) {
				atomic.AddInt64(&result, part(size, i))
				all.Done()
			}(i)
		}
		all.Wait()
		if took := time.Since(start); took < best {
			best = took
		}
	}
	fmt.Println(result, float64(best.Nanoseconds())/1e6)
}
