//! A partition of what a body's locals refer to: two locals are in one region when a path of plain references
//! may lead from one's object to the other's.
//!
//! Nodes: [`OUTSIDE`] (anything that somebody else may reach), one for each parameter (what its caller may
//! still hold), one for each local. A local that holds nothing is in no region.

/// The node of everything that is reachable from elsewhere.
pub(super) const OUTSIDE: u32 = 0;
const NONE: u32 = u32::MAX;

/// The partition at one point.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Regions {
    /// For each node the smallest node of its region, or `NONE`.
    region: Vec<u32>,
}

impl Regions {
    /// The outside and `params` parameters, each alone; `locals` that hold nothing.
    pub(super) fn new(params: usize, locals: usize) -> Regions {
        let mut region: Vec<u32> = (0..=params as u32).collect();
        region.resize(1 + params + locals, NONE);
        Regions { region }
    }

    /// The region of a node.
    pub(super) fn of(&self, node: u32) -> Option<u32> {
        Some(self.region[node as usize]).filter(|&r| r != NONE)
    }

    /// The nodes of a region.
    pub(super) fn members(&self, region: u32) -> impl Iterator<Item = u32> {
        self.region.iter().enumerate().filter(move |&(_, &r)| r == region).map(|(i, _)| i as u32)
    }

    fn relabel(&mut self, from: u32, to: u32) {
        for region in &mut self.region {
            if *region == from {
                *region = to;
            }
        }
    }

    /// One region of two.
    pub(super) fn merge(&mut self, a: u32, b: u32) {
        if a != b {
            self.relabel(a.max(b), a.min(b));
        }
    }

    /// The node holds nothing.
    pub(super) fn clear(&mut self, node: u32) {
        let old = self.region[node as usize];
        self.region[node as usize] = NONE;
        if old == node {
            let next = self.region.iter().position(|&r| r == old);
            if let Some(next) = next {
                self.relabel(old, next as u32);
            }
        }
    }

    /// The node holds an object that nothing else refers to.
    pub(super) fn fresh(&mut self, node: u32) {
        self.clear(node);
        self.region[node as usize] = node;
    }

    /// The node holds something of a region.
    pub(super) fn set(&mut self, node: u32, region: u32) {
        if self.region[node as usize] == region {
            return;
        }
        self.clear(node);
        if node < region {
            self.relabel(region, node);
            self.region[node as usize] = node;
        } else {
            self.region[node as usize] = region;
        }
    }

    /// The node may also hold something of a region.
    pub(super) fn add(&mut self, node: u32, region: u32) {
        match self.of(node) {
            Some(own) => self.merge(own, region),
            None => self.set(node, region),
        }
    }

    /// What holds on either of two paths; whether that changed this one.
    pub(super) fn join(&mut self, other: &Regions) -> bool {
        let before = self.clone();
        for node in 0..self.region.len() as u32 {
            let Some(region) = other.of(node) else { continue };
            for n in [node, region] {
                if self.of(n).is_none() {
                    self.region[n as usize] = n;
                }
            }
            let (a, b) = (self.region[node as usize], self.region[region as usize]);
            self.merge(a, b);
        }
        *self != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_merge_and_come_apart() {
        let mut r = Regions::new(1, 3);
        r.fresh(2);
        r.fresh(3);
        r.merge(2, 3);
        assert_eq!(r.of(3), Some(2));
        // What is left of a region gets another name.
        r.clear(2);
        assert_eq!((r.of(2), r.of(3)), (None, Some(3)));
        r.set(4, 3);
        r.set(2, 3);
        assert_eq!((r.of(2), r.of(3), r.of(4)), (Some(2), Some(2), Some(2)));
        r.add(4, OUTSIDE);
        assert_eq!(r.of(2), Some(OUTSIDE));
    }

    #[test]
    fn a_join_keeps_what_either_side_links() {
        let (mut a, mut b) = (Regions::new(0, 3), Regions::new(0, 3));
        a.fresh(1);
        b.fresh(2);
        b.set(3, 2);
        assert!(a.join(&b));
        assert_eq!((a.of(1), a.of(2), a.of(3)), (Some(1), Some(2), Some(2)));
        assert!(!a.join(&b));
    }
}
