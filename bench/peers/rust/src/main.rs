//! The measures of `../../../cypclass.py` in Rust.
//!
//! Usage: `objects MEASURE COUNT [MORE]`; prints nanoseconds per operation and a check value.

use std::hint::black_box;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}
unsafe extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
}

/// Processor time of this process (of Linux).
#[derive(Clone, Copy)]
struct Instant(f64);
impl Instant {
    fn now() -> Instant {
        let mut time = Timespec { seconds: 0, nanoseconds: 0 };
        unsafe { clock_gettime(2, &mut time) };
        Instant(time.seconds as f64 * 1e9 + time.nanoseconds as f64)
    }
}

struct Pair {
    a: i32,
    b: i32,
}

struct Tree {
    children: Option<(Box<Tree>, Box<Tree>)>,
}

fn build(depth: u32) -> Box<Tree> {
    Box::new(Tree { children: (depth > 0).then(|| (build(depth - 1), build(depth - 1))) })
}

fn walk(tree: &Tree) -> i64 {
    tree.children.as_ref().map_or(1, |(left, right)| 1 + walk(left) + walk(right))
}

macro_rules! counted {
    ($count:ident, $tree:ident, $link:ident, $build:ident, $walk:ident, $steps:ident) => {
        struct $tree {
            children: Option<($count<$tree>, $count<$tree>)>,
        }
        fn $build(depth: u32) -> $count<$tree> {
            $count::new($tree { children: (depth > 0).then(|| ($build(depth - 1), $build(depth - 1))) })
        }
        fn $walk(tree: $count<$tree>) -> i64 {
            tree.children.as_ref().map_or(1, |(left, right)| 1 + $walk(left.clone()) + $walk(right.clone()))
        }
        struct $link {
            next: Option<$count<$link>>,
            value: i64,
        }
        #[inline(never)]
        fn $steps(head: &$count<$link>) -> i64 {
            let (mut total, mut cur) = (0, Some(head.clone()));
            while let Some(link) = cur {
                total += link.value;
                cur = link.next.clone();
            }
            total
        }
    };
}
counted!(Rc, RcTree, RcLink, build_rc, walk_rc, steps_rc);
counted!(Arc, ArcTree, ArcLink, build_arc, walk_arc, steps_arc);

trait Shape {
    fn area(&self, x: i64) -> i64;
}
struct Square(i64);
struct Double(i64);
impl Shape for Square {
    fn area(&self, x: i64) -> i64 {
        self.0 + x
    }
}
impl Shape for Double {
    fn area(&self, x: i64) -> i64 {
        2 * self.0 + x
    }
}

#[inline(never)]
fn areas(shape: &dyn Shape, n: i64) -> i64 {
    (0..n).map(|i| black_box(shape).area(i)).sum()
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |i: usize| args.get(i).and_then(|a| a.parse::<i64>().ok()).unwrap_or(0);
    let (measure, n, more) = (args[1].as_str(), number(2), number(3));
    let print = |name: &str, time: f64, check: i64| println!("{name} {time:.6} {check}");
    let mut start = Instant::now();
    let since = |start: Instant| Instant::now().0 - start.0;
    match measure {
        "alloc" => {
            let mut total = 0;
            for i in 0..n {
                let p = black_box(Box::new(Pair { a: i as i32, b: (i + 1) as i32 }));
                total += i64::from(p.b - p.a);
            }
            print(measure, since(start) / n as f64, total);
        }
        "trees" | "rc_trees" | "arc_trees" => {
            let one = || match measure {
                "trees" => walk(&build(16)),
                "rc_trees" => walk_rc(build_rc(16)),
                _ => walk_arc(build_arc(16)),
            };
            let check: i64 = (0..n).map(|_| one()).sum();
            print(measure, since(start) / check as f64, check);
        }
        "rc_walk" => {
            let mut head = Rc::new(RcLink { next: None, value: 0 });
            for value in 1..more {
                head = Rc::new(RcLink { next: Some(head), value });
            }
            start = Instant::now();
            let check: i64 = (0..n).map(|_| steps_rc(&head)).sum();
            print(measure, since(start) / (n * more) as f64, check);
            std::mem::forget(head);
        }
        "arc_walk" => {
            let mut head = Arc::new(ArcLink { next: None, value: 0 });
            for value in 1..more {
                head = Arc::new(ArcLink { next: Some(head), value });
            }
            start = Instant::now();
            let check: i64 = (0..n).map(|_| steps_arc(&head)).sum();
            print(measure, since(start) / (n * more) as f64, check);
            std::mem::forget(head);
        }
        "virtual" => {
            let (square, twice): (Box<dyn Shape>, Box<dyn Shape>) =
                (Box::new(Square(3)), Box::new(Double(4)));
            let check = areas(&*square, n / 2) + areas(&*twice, n / 2);
            print(measure, since(start) / n as f64, check);
        }
        "locked" => {
            let counter = Mutex::new(0i64);
            for _ in 0..n {
                if let Ok(mut value) = black_box(&counter).lock() {
                    *value += 1;
                }
            }
            let check = counter.lock().map_or(0, |v| *v);
            print(measure, since(start) / n as f64, check);
        }
        "numbers" => {
            let next = |key: &i64| Some((key * 1103515245 + 12345) & 0x7FFFFFFF);
            let keys: Vec<i64> = std::iter::successors(next(&1), next).take(n as usize).collect();
            start = Instant::now();
            let mut table = hashbrown::HashMap::new();
            for (i, &key) in keys.iter().enumerate() {
                table.insert(key, i as i64);
            }
            let inserted = since(start) / n as f64;
            start = Instant::now();
            let mut check = 0;
            for _ in 0..more {
                for i in 0..n {
                    check += table[&keys[(i * 7919 % n) as usize]];
                }
            }
            print("numbers_insert", inserted, check);
            print("numbers_lookup", since(start) / (n * more) as f64, check);
        }
        "names" => {
            let keys: Vec<Vec<u8>> =
                (0..n).map(|i| format!("name-{}", i * 7919 % 1000003).into_bytes()).collect();
            start = Instant::now();
            let mut table: hashbrown::HashMap<Vec<u8>, i64> = hashbrown::HashMap::new();
            for (i, key) in keys.iter().enumerate() {
                table.insert(key.clone(), i as i64);
            }
            let inserted = since(start) / n as f64;
            start = Instant::now();
            let mut check = 0;
            for _ in 0..more {
                for i in 0..n {
                    check += table[&keys[(i * 7919 % n) as usize]];
                }
            }
            print("names_insert", inserted, check);
            print("names_lookup", since(start) / (n * more) as f64, check);
        }
        _ => std::process::exit(2),
    }
}
