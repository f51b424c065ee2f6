//! Work for all processors, as `bench/cpu.pyx` does it, by rayon: `cpu MEASURE SIZE WORKERS ROUNDS` prints the result and the
//! shortest time in ms.

use rayon::prelude::*;
use std::time::Instant;

fn queens_from(all: u32, columns: u32, left: u32, right: u32) -> i64 {
    if columns == all {
        return 1;
    }
    let mut free = all & !(columns | left | right);
    let mut found = 0;
    while free != 0 {
        let place = free & free.wrapping_neg();
        free ^= place;
        found += queens_from(all, columns | place, (left | place) << 1, (right | place) >> 1);
    }
    found
}

fn queens(side: usize, pair: usize) -> i64 {
    let (first, second) = (1u32 << (pair / side), 1u32 << (pair % side));
    if (first | first << 1 | first >> 1) & second != 0 {
        return 0;
    }
    queens_from((1 << side) - 1, first | second, (first << 1 | second) << 1, (first >> 1 | second) >> 1)
}

fn mandelbrot(rows: usize, row: usize) -> i64 {
    let y0 = 2.0 * row as f64 / rows as f64 - 1.0;
    let mut inside = 0;
    for column in 0..rows {
        let x0 = 2.0 * column as f64 / rows as f64 - 1.5;
        let (mut x, mut y, mut x2, mut y2) = (0.0, 0.0, 0.0, 0.0);
        let mut step = 0;
        while step < 50 && x2 + y2 <= 4.0 {
            y = 2.0 * x * y + y0;
            x = x2 - y2 + x0;
            x2 = x * x;
            y2 = y * y;
            step += 1;
        }
        inside += i64::from(step == 50);
    }
    inside
}

fn triangle(_: usize, row: usize) -> i64 {
    let mut state = row as u64 | 1;
    for _ in 0..row {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    (state & 1) as i64
}

/// 64 times the checksum of the permutations of a part, and their most flips.
fn fannkuch(size: usize, number: usize) -> i64 {
    let mut order: [usize; 16] = std::array::from_fn(|i| i);
    let (mut flipped, mut turns) = ([0usize; 16], [0usize; 16]);
    let mut left: usize = (2..size - 1).product();
    let mut index = number * left;
    let stop = index + left;
    let mut turn = index;
    left *= size - 1;
    for i in (1..size).rev() {
        turns[i] = turn / left;
        turn %= left;
        left /= i;
        order[..=i].rotate_left(turns[i]);
    }
    let (mut most, mut checksum) = (0, 0);
    loop {
        let mut first = order[0];
        if first != 0 {
            flipped[1..size].copy_from_slice(&order[1..size]);
            let mut flips = 1;
            while flipped[first] != 0 {
                let there = flipped[first];
                flipped[first] = first;
                flipped[1..first].reverse();
                first = there;
                flips += 1;
            }
            most = most.max(flips);
            checksum += if index & 1 == 1 { -flips } else { flips };
        }
        index += 1;
        if index == stop {
            return 64 * checksum + most;
        }
        order.swap(0, 1);
        let mut first = order[0];
        let mut i = 1;
        turns[1] += 1;
        while turns[i] > i {
            turns[i] = 0;
            i += 1;
            let there = order[1];
            order[0] = there;
            order.copy_within(2..=i, 1);
            order[i] = first;
            first = there;
            turns[i] += 1;
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [measure, size, workers, rounds] = &arguments[..] else { panic!("cpu MEASURE SIZE WORKERS ROUNDS") };
    let [size, workers, rounds] = [size, workers, rounds].map(|n| n.parse::<usize>().expect("a number"));
    let (part, parts): (fn(usize, usize) -> i64, usize) = match measure.as_str() {
        "queens" => (queens, size * size),
        "mandelbrot" => (mandelbrot, size),
        "triangle" => (triangle, size),
        "fannkuch" => (fannkuch, size * (size - 1)),
        _ => panic!("no such measure"),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build().expect("threads");
    let (mut best, mut result) = (f64::INFINITY, 0);
    for _ in 0..rounds {
        let start = Instant::now();
        result = pool.install(|| (0..parts).into_par_iter().map(|i| part(size, i)).sum());
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
    }
    println!("{result} {best:.4}");
}
