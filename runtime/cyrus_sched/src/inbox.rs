//! Coroutines that others have woken, on their way to the worker they are pinned to.
//!
//! *Protocol.* A stack linked through the coroutines: anybody pushes one whose state it has moved from parked to ready (so each is in one
//! inbox at most); the owner takes all at once. SeqCst, because the owner, going to sleep, and who pushes, looking
//! whether it sleeps, each write one word and read the other's.

use cyrus_sync::sync::atomic::{AtomicPtr, Ordering};
use std::ptr::{self, NonNull};

/// Something with room for a link.
pub(crate) trait Linked {
    /// The next one; belongs to whoever holds the node.
    fn link(&self) -> &AtomicPtr<Self>
    where
        Self: Sized;
}

#[derive(Debug)]
pub(crate) struct Inbox<T>(AtomicPtr<T>);

#[allow(unsafe_code, reason = "follows links")]
impl<T: Linked> Inbox<T> {
    pub(crate) fn new() -> Self {
        Inbox(AtomicPtr::new(ptr::null_mut()))
    }

    /// # Safety
    ///
    /// The node stays in place until the owner has taken it, and is in no list.
    pub(crate) unsafe fn push(&self, node: NonNull<T>) {
        // SAFETY: the caller's promise.
        let link = unsafe { node.as_ref() }.link();
        let mut head = self.0.load(Ordering::Relaxed);
        loop {
            link.store(head, Ordering::Relaxed);
            match self.0.compare_exchange_weak(head, node.as_ptr(), Ordering::SeqCst, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => head = now,
            }
        }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.load(Ordering::SeqCst).is_null()
    }

    /// By the owner: calls `got` with each node, the oldest first.
    pub(crate) fn drain(&self, mut got: impl FnMut(NonNull<T>)) {
        let mut head = self.0.swap(ptr::null_mut(), Ordering::SeqCst);
        let mut oldest = ptr::null_mut();
        while let Some(node) = NonNull::new(head) {
            // SAFETY: taken from the inbox, so ours.
            head = unsafe { node.as_ref() }.link().load(Ordering::Relaxed);
            // SAFETY: likewise.
            unsafe { node.as_ref() }.link().store(oldest, Ordering::Relaxed);
            oldest = node.as_ptr();
        }
        while let Some(node) = NonNull::new(oldest) {
            // SAFETY: likewise; read before `got` may put the node elsewhere.
            oldest = unsafe { node.as_ref() }.link().load(Ordering::Relaxed);
            got(node);
        }
    }
}

#[cfg(all(test, loom))]
#[allow(unsafe_code, reason = "pushes nodes that are never freed")]
mod models {
    use super::*;
    use cyrus_sync::sync::Arc;

    struct Node(AtomicPtr<Node>);

    impl Linked for Node {
        fn link(&self) -> &AtomicPtr<Node> {
            &self.0
        }
    }

    fn node() -> NonNull<Node> {
        NonNull::from(Box::leak(Box::new(Node(AtomicPtr::new(ptr::null_mut())))))
    }

    #[test]
    fn each_node_arrives_once() {
        loom::model(|| {
            let inbox = Arc::new(Inbox::new());
            let other = inbox.clone();
            let thread = loom::thread::spawn(move || {
                // SAFETY: never freed, pushed once.
                unsafe { other.push(node()) };
            });
            // SAFETY: likewise.
            unsafe { inbox.push(node()) };
            let mut count = 0;
            inbox.drain(|_| count += 1);
            thread.join().unwrap();
            inbox.drain(|_| count += 1);
            assert_eq!(count, 2);
        });
    }
}
