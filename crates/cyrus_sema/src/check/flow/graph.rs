//! Blocks of reads and assignments, and which assignments reach which reads.
//!
//! A classic forward analysis: the state is a set of bits, one per assignment and one per variable for
//! "no value yet"; blocks join their parents' states until nothing changes.

use cyrus_source::Span;
use std::collections::BTreeSet;

/// A variable of the function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct VarId(pub u32);

/// A block of the graph.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BlockId(u32);

/// What happens to a variable.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    Assign { var: VarId, span: Span, origin: Origin },
    Delete { var: VarId },
    Read { var: VarId, span: Span },
}

/// What assigns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    Argument,
    Statement,
    /// `&x` may assign: nobody is told when that value is never read.
    Silent,
}

#[derive(Debug, Default)]
struct Block {
    events: Vec<Event>,
    children: Vec<BlockId>,
}

/// The blocks of a function; the first is its entry.
#[derive(Debug)]
pub struct Graph {
    blocks: Vec<Block>,
}

/// A read and what reaches it.
#[derive(Debug)]
pub struct SolvedRead {
    pub var: VarId,
    pub span: Span,
    /// Control can come here without a value.
    pub unset: bool,
    /// Numbers of assignments that reach it.
    pub origins: Vec<usize>,
}

/// The answer for a function; reads and assignments of unreachable blocks are left out.
#[derive(Debug, Default)]
pub struct Solved {
    pub reads: Vec<SolvedRead>,
    /// Assignments, and whether any read sees them.
    pub assignments: Vec<(Event, bool)>,
}

impl Graph {
    pub const ENTRY: BlockId = BlockId(0);

    /// A graph with an entry block.
    pub fn with_entry() -> Graph {
        Graph { blocks: vec![Block::default()] }
    }

    /// A block that nothing leads to yet.
    pub fn block(&mut self) -> BlockId {
        self.blocks.push(Block::default());
        BlockId(self.blocks.len() as u32 - 1)
    }

    /// Control may go from one block to another.
    pub fn edge(&mut self, from: BlockId, to: BlockId) {
        let children = &mut self.blocks[from.0 as usize].children;
        if !children.contains(&to) {
            children.push(to);
        }
    }

    /// Whether some block leads to this one.
    pub fn has_parent(&self, block: BlockId) -> bool {
        self.blocks.iter().any(|b| b.children.contains(&block))
    }

    /// Adds what happens next in a block.
    pub fn event(&mut self, block: BlockId, event: Event) {
        self.blocks[block.0 as usize].events.push(event);
    }

    /// The reachable blocks, parents before children but for the edges of loops.
    fn order(&self) -> Vec<usize> {
        let mut seen = vec![false; self.blocks.len()];
        let mut order = Vec::with_capacity(self.blocks.len());
        let mut path = vec![(0, 0)];
        seen[0] = true;
        while let Some((block, next)) = path.last_mut() {
            let child = self.blocks[*block].children.get(*next).map(|c| c.0 as usize);
            *next += 1;
            match child {
                Some(child) if !seen[child] => {
                    seen[child] = true;
                    path.push((child, 0));
                }
                Some(_) => {}
                None => {
                    order.push(*block);
                    path.pop();
                }
            }
        }
        order.reverse();
        order
    }

    /// Runs the analysis for so many variables.
    pub fn solve(&self, vars: usize) -> Solved {
        let order = self.order();
        let mut place = vec![None; self.blocks.len()];
        order.iter().enumerate().for_each(|(i, &block)| place[block] = Some(i));
        // Bits: "no value" per variable first, then one per assignment.
        let mut bits_of_var: Vec<Vec<usize>> = (0..vars).map(|v| vec![v]).collect();
        let mut assignments: Vec<(Event, bool)> = Vec::new();
        let mut first_bit = Vec::with_capacity(self.blocks.len());
        for (block, live) in self.blocks.iter().zip(&place) {
            first_bit.push(vars + assignments.len());
            for event in block.events.iter().filter(|_| live.is_some()) {
                if let Event::Assign { var, .. } = event {
                    bits_of_var[var.0 as usize].push(vars + assignments.len());
                    assignments.push((*event, false));
                }
            }
        }
        let size = vars + assignments.len();

        let mut input = vec![Bits::new(size); self.blocks.len()];
        for v in 0..vars {
            input[0].set(v);
        }
        // In order, so that most blocks are looked at when all their parents have been.
        let mut dirty: BTreeSet<usize> = (0..order.len()).collect();
        while let Some(index) = dirty.pop_first().map(|i| order[i]) {
            let mut state = input[index].clone();
            let mut bit = first_bit[index];
            for event in &self.blocks[index].events {
                apply(event, &mut state, &bits_of_var, &mut bit);
            }
            for child in &self.blocks[index].children {
                let child = child.0 as usize;
                if input[child].join(&state) {
                    dirty.extend(place[child]);
                }
            }
        }

        let mut solved = Solved::default();
        for (index, block) in self.blocks.iter().enumerate().filter(|(i, _)| place[*i].is_some()) {
            let mut state = input[index].clone();
            let mut bit = first_bit[index];
            for event in &block.events {
                if let Event::Read { var, span } = *event {
                    let bits = &bits_of_var[var.0 as usize];
                    let origins: Vec<usize> =
                        bits[1..].iter().filter(|b| state.get(**b)).map(|b| b - vars).collect();
                    for &origin in &origins {
                        assignments[origin].1 = true;
                    }
                    let unset = state.get(bits[0]);
                    solved.reads.push(SolvedRead { var, span, unset, origins });
                }
                apply(event, &mut state, &bits_of_var, &mut bit);
            }
        }
        solved.assignments = assignments;
        solved
    }
}

fn apply(event: &Event, state: &mut Bits, bits_of_var: &[Vec<usize>], next: &mut usize) {
    match event {
        Event::Assign { var, .. } => {
            bits_of_var[var.0 as usize].iter().for_each(|b| state.clear(*b));
            state.set(*next);
            *next += 1;
        }
        Event::Delete { var } => {
            let bits = &bits_of_var[var.0 as usize];
            bits.iter().for_each(|b| state.clear(*b));
            state.set(bits[0]);
        }
        Event::Read { .. } => {}
    }
}

/// A set of small numbers.
#[derive(Clone, Debug)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(size: usize) -> Bits {
        Bits(vec![0; size.div_ceil(64)])
    }

    fn set(&mut self, bit: usize) {
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn clear(&mut self, bit: usize) {
        self.0[bit / 64] &= !(1 << (bit % 64));
    }

    fn get(&self, bit: usize) -> bool {
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// Adds the other's members; `true` when any is new.
    fn join(&mut self, other: &Bits) -> bool {
        let mut grown = false;
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            grown |= *theirs & !*mine != 0;
            *mine |= theirs;
        }
        grown
    }
}
