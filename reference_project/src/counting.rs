//! Counts what the crate allocates and frees, so that tests can prove what Rust or Python leaks.
//!
//! Only with the feature `counting`, and no construct: a crate made from this template can do
//! without it. The functions are not in the inventory, so the bindings are the same either way;
//! tests read the numbers through ctypes.
//!
//! The allocator is that of everything in this library, the standard library and `interoptopus`
//! included. It does not see what C code or Python allocates.

use std::alloc::{GlobalAlloc, Layout, System};
use std::env;
use std::ffi::c_int;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Where this environment variable is set, the balance is told at the exit of the process.
const VARIABLE: &str = "REFERENCE_PROJECT_BALANCE";

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// Each is exact. Read one after another while other threads allocate, they may not fit together.
static LIVE: AtomicUsize = AtomicUsize::new(0);
static LIVE_BYTES: AtomicUsize = AtomicUsize::new(0);
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static FREES: AtomicUsize = AtomicUsize::new(0);

/// How many allocations are alive.
#[unsafe(no_mangle)]
pub extern "C" fn reference_project_live_allocations() -> usize {
    LIVE.load(Relaxed)
}

/// How many bytes they have, as they were asked for.
#[unsafe(no_mangle)]
pub extern "C" fn reference_project_live_bytes() -> usize {
    LIVE_BYTES.load(Relaxed)
}

/// How many allocations there ever were. One that grows or shrinks remains the same one.
#[unsafe(no_mangle)]
pub extern "C" fn reference_project_allocations() -> usize {
    ALLOCATIONS.load(Relaxed)
}

/// How many of them were freed.
#[unsafe(no_mangle)]
pub extern "C" fn reference_project_frees() -> usize {
    FREES.load(Relaxed)
}

/// The allocator of the system, and the counters.
struct Counting;

// SAFETY: the system's allocator does all the work; the counters neither allocate nor unwind.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that it asks for.
        let memory = unsafe { System.alloc(layout) };
        count_allocation(memory, layout.size());
        memory
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        let memory = unsafe { System.alloc_zeroed(layout) };
        count_allocation(memory, layout.size());
        memory
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: as above.
        let moved = unsafe { System.realloc(memory, layout, new_size) };
        if !moved.is_null() {
            // Modulo the word size, which comes to the same.
            LIVE_BYTES.fetch_add(new_size.wrapping_sub(layout.size()), Relaxed);
        }
        moved
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        FREES.fetch_add(1, Relaxed);
        LIVE.fetch_sub(1, Relaxed);
        LIVE_BYTES.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

fn count_allocation(memory: *mut u8, size: usize) {
    if memory.is_null() {
        return;
    }
    LIVE.fetch_add(1, Relaxed);
    LIVE_BYTES.fetch_add(size, Relaxed);
    if ALLOCATIONS.fetch_add(1, Relaxed) == 0 {
        // SAFETY: a C function for which any thread and any time is fine; the handler is code of
        // this library, and a library that goes is done with its handlers. If it fails, the
        // balance is not told.
        unsafe { atexit(tell_balance) };
    }
}

unsafe extern "C" {
    /// The C library's: has a function called when the process exits, the one given last first.
    fn atexit(handler: extern "C" fn()) -> c_int;
}

/// Prints the balance as one line. Python finalizes before it calls C's `exit`, so this runs when
/// the last Python object is gone, unless Python itself does not free it.
extern "C" fn tell_balance() {
    // Read before anything else, as what follows allocates.
    let (live, bytes) = (LIVE.load(Relaxed), LIVE_BYTES.load(Relaxed));
    if env::var_os(VARIABLE).is_none() {
        return;
    }
    // In one piece, because other processes may write to the same place.
    let text = format!("reference_project: {live} allocations alive, {bytes} bytes\n");
    // There is nobody left to tell of a failure.
    let _ = io::stderr().write_all(text.as_bytes());
}
