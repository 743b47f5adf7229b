//! Async methods and constructors: tasks that another language starts, awaits and aborts.
//!
//! A task takes a share of its service, as [`Async`], and what it is given: all of it `Send`, and
//! nothing borrowed. What runs it is a field of the service, here [`Tokio`] or an [`AsyncRuntime`]
//! of its own.
//!
//! What such a service promises, and the compiler does not check:
//!
//! - no function takes it by `&mut`: tasks share it;
//! - a function that returns a pointer to it gives it away in an `Arc`;
//! - the runtime ends each task or drops it, so that the other side hears of it;
//! - it may be dropped on a thread of its own runtime, by a task that had the last share.

#![expect(
    clippy::items_after_statements,
    clippy::ptr_cast_constness,
    clippy::used_underscore_binding,
    reason = "the macro writes so"
)]
#![expect(
    clippy::missing_panics_doc,
    reason = "a task that panics is what it is for"
)]
#![expect(
    clippy::unused_async,
    reason = "what a task does on its way is of no interest"
)]

use crate::callbacks::primitives::MapU32;
use crate::data_enums::EnumPayload;
use crate::enums::Color;
use crate::records::Parcel;
use crate::results::MathError;
use crate::services::{Live, assert_shared};
use crate::structs::{Vec2, Wide};
use crate::wire::Address;
use crate::{strings, vecs, wire};
use interoptopus::inventory::RustInventory;
use interoptopus::pattern::asynk::{Async, AsyncRuntime, TaskHandle};
use interoptopus::pattern::cstr::CStrPtr;
use interoptopus::rt::Tokio;
use interoptopus::wire::Wire;
use interoptopus::{AsyncRuntime, ffi, function, service};
use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{AbortHandle, yield_now};

static TICKS: AtomicU32 = AtomicU32::new(0);
static TASKS: AtomicU32 = AtomicU32::new(0);

/// How often some clock has ticked.
#[ffi]
pub fn ticks() -> u32 {
    TICKS.load(SeqCst)
}

/// How many tasks that sleep or tick are there now.
#[ffi]
pub fn live_tasks() -> u32 {
    TASKS.load(SeqCst)
}

/// A part of such a task, which counts them.
struct Running;

impl Running {
    fn new() -> Self {
        TASKS.fetch_add(1, SeqCst);
        Self
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        TASKS.fetch_sub(1, SeqCst);
    }
}

async fn sleep(milliseconds: u32) {
    let _running = Running::new();
    tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
}

/// What `Config::nonblocking_spawn` may be called with: their runtimes put tasks in queues.
pub const QUEUING: [&str; 3] = ["Worker", "Session", "Logbook"];

/// Computes in the background.
#[ffi(service)]
#[derive(AsyncRuntime)]
pub struct Worker {
    runtime: Tokio,
    started: AtomicU32,
    _live: Live,
}

#[ffi]
impl Worker {
    /// With threads of its own.
    pub fn create() -> Self {
        Self {
            runtime: Tokio::new(),
            started: AtomicU32::new(0),
            _live: Live::new(),
        }
    }

    /// How often `step` was started.
    pub fn steps(&self) -> u32 {
        self.started.load(SeqCst)
    }

    /// Nothing but a step.
    pub async fn step(this: Async<Self>) {
        this.started.fetch_add(1, SeqCst);
    }

    /// The sum, wrapping.
    pub async fn plus(_: Async<Self>, a: u32, b: u32) -> u32 {
        a.wrapping_add(b)
    }

    /// The sum of five, wrapping, after giving way so often.
    pub async fn sum(_: Async<Self>, a: u8, b: i16, c: i64, d: u64, yields: u32) -> i64 {
        for _ in 0..yields {
            yield_now().await;
        }
        let sum = i64::from(a) + i64::from(b);
        sum.wrapping_add(c).wrapping_add_unsigned(d)
    }

    /// As much as was slept, in milliseconds.
    pub async fn sleep(_: Async<Self>, milliseconds: u32) -> u32 {
        sleep(milliseconds).await;
        milliseconds
    }

    /// Sleeps without giving way to others, and so cannot be aborted.
    pub async fn block(_: Async<Self>, milliseconds: u32) -> u32 {
        std::thread::sleep(Duration::from_millis(milliseconds.into()));
        milliseconds
    }

    /// Ticks for ever.
    pub async fn tick(_: Async<Self>) -> u32 {
        let _running = Running::new();
        loop {
            TICKS.fetch_add(1, SeqCst);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Panics, after a while.
    pub async fn panic(_: Async<Self>, milliseconds: u32) -> u32 {
        sleep(milliseconds).await;
        panic!("this task panics");
    }

    /// Half of it.
    pub async fn half(_: Async<Self>, x: f64) -> f64 {
        x / 2.0
    }

    pub async fn negate(_: Async<Self>, flag: bool) -> bool {
        !flag
    }

    /// The other way round.
    pub async fn swap(_: Async<Self>, point: Vec2) -> Vec2 {
        Vec2 {
            x: point.y,
            y: point.x,
        }
    }

    pub async fn same_wide(_: Async<Self>, wide: Wide) -> Wide {
        wide
    }

    pub async fn same_color(_: Async<Self>, color: Color) -> Color {
        color
    }

    pub async fn same_payload(_: Async<Self>, payload: EnumPayload) -> EnumPayload {
        payload
    }

    /// Nothing for zero.
    pub async fn non_zero(_: Async<Self>, x: u32) -> ffi::Option<u32> {
        if x == 0 { ffi::None } else { ffi::Some(x) }
    }

    /// The text so often, after a while.
    pub async fn repeat(
        _: Async<Self>,
        text: ffi::String,
        count: u32,
        milliseconds: u32,
    ) -> ffi::String {
        if milliseconds > 0 {
            sleep(milliseconds).await;
        }
        text.as_str().repeat(count as usize).into()
    }

    /// The streets of people, by their names in lower case; at least one is needed.
    pub async fn moved(
        _: Async<Self>,
        mut people: Wire<HashMap<String, Address>>,
        milliseconds: u32,
    ) -> ffi::Result<Wire<HashMap<String, String>>, MathError> {
        let people = people.unwire();
        sleep(milliseconds).await;
        if people.is_empty() {
            return ffi::Err(MathError::Negative);
        }
        let people = people.into_iter();
        let streets = people.map(|(name, address)| (name.to_lowercase(), address.street));
        ffi::Ok(Wire::from(streets.collect()))
    }

    /// The address with the next number.
    pub async fn next_door(_: Async<Self>, mut address: Wire<Address>) -> Wire<Address> {
        let Address { street, number } = address.unwire();
        let number = number.map(|number| number.wrapping_add(1));
        Wire::from(Address { street, number })
    }

    /// The parts of a text.
    pub async fn words(_: Async<Self>, text: ffi::String) -> ffi::Vec<ffi::String> {
        let words = text.as_str().split_whitespace();
        let words: Vec<ffi::String> = words.map(|word| word.to_owned().into()).collect();
        words.into()
    }

    /// The numbers backwards.
    pub async fn backwards(_: Async<Self>, numbers: ffi::Vec<u32>) -> ffi::Vec<u32> {
        let mut numbers = numbers.into_vec();
        numbers.reverse();
        numbers.into()
    }

    /// What the function makes of `x`, on a thread of Rust.
    pub async fn map(_: Async<Self>, function: MapU32, x: u32) -> u32 {
        function.call_if_some(x).unwrap_or_default()
    }

    pub async fn same_parcel(_: Async<Self>, parcel: Parcel) -> Parcel {
        parcel
    }

    /// A closure that counts on by so many, after a while.
    pub async fn adding(_: Async<Self>, more: u32, milliseconds: u32) -> MapU32 {
        if milliseconds > 0 {
            sleep(milliseconds).await;
        }
        MapU32::from_fn(move |x| x.wrapping_add(more))
    }

    /// A text that is always there.
    pub async fn motto(_: Async<Self>) -> CStrPtr<'static> {
        CStrPtr::from_cstr(c"festina lente")
    }

    /// Rounded down.
    pub async fn quotient(_: Async<Self>, a: u32, b: u32) -> ffi::Result<u32, MathError> {
        match a.checked_div(b) {
            Some(quotient) => ffi::Ok(quotient),
            None => ffi::Err(MathError::DivisionByZero),
        }
    }

    /// The error, unless it is none.
    pub async fn fail(_: Async<Self>, error: ffi::Option<MathError>) -> ffi::Result<(), MathError> {
        match error {
            ffi::Option::Some(error) => ffi::Err(error),
            ffi::Option::None => ffi::Ok(()),
        }
    }

    /// The text as a value or as an error, after a while.
    pub async fn outcome(
        _: Async<Self>,
        text: ffi::String,
        is_error: bool,
        milliseconds: u32,
    ) -> ffi::Result<ffi::String, ffi::String> {
        if milliseconds > 0 {
            sleep(milliseconds).await;
        }
        if is_error {
            ffi::Err(text)
        } else {
            ffi::Ok(text)
        }
    }

    /// The result that tells of a panic, or the one that is null.
    pub async fn odd(_: Async<Self>, is_panic: bool) -> ffi::Result<u32, MathError> {
        if is_panic {
            ffi::Result::Panic
        } else {
            ffi::Result::Null
        }
    }
}

const _: () = assert_shared::<Worker>();

/// Is opened by a worker, and works on its own then.
#[ffi(service)]
#[derive(AsyncRuntime)]
pub struct Session {
    runtime: Tokio,
    number: u32,
    _live: Live,
}

impl Session {
    async fn open_with(worker: &Worker, number: u32, milliseconds: u32) -> Self {
        if milliseconds > 0 {
            sleep(milliseconds).await;
        }
        Self {
            runtime: worker.runtime.clone(),
            number,
            _live: Live::new(),
        }
    }
}

#[ffi]
impl Session {
    /// After a while.
    pub async fn open(worker: Async<Worker>, number: u32, milliseconds: u32) -> Self {
        Self::open_with(&worker, number, milliseconds).await
    }

    /// None below zero.
    pub async fn open_checked(
        worker: Async<Worker>,
        number: i32,
        milliseconds: u32,
    ) -> ffi::Result<Self, MathError> {
        match u32::try_from(number) {
            Ok(number) => ffi::Ok(Self::open_with(&worker, number, milliseconds).await),
            Err(_) => ffi::Err(MathError::Negative),
        }
    }

    /// At once, and without a worker.
    pub fn open_now(number: u32) -> Self {
        Self {
            runtime: Tokio::new(),
            number,
            _live: Live::new(),
        }
    }

    pub fn number(&self) -> u32 {
        self.number
    }

    /// The number, and so many more.
    pub async fn ahead(this: Async<Self>, more: u32) -> u32 {
        this.number.wrapping_add(more)
    }
}

const _: () = assert_shared::<Session>();

/// Is made in the background, and used alone.
#[ffi(service)]
pub struct Logbook {
    entries: Vec<u32>,
    _live: Live,
}

#[ffi]
impl Logbook {
    /// With so many entries.
    pub async fn create(_: Async<Worker>, entries: ffi::Vec<u32>) -> Self {
        Self {
            entries: entries.into_vec(),
            _live: Live::new(),
        }
    }

    /// One more; returns the sum of all.
    pub fn enter(&mut self, entry: u32) -> u64 {
        self.entries.push(entry);
        self.entries.iter().copied().map(u64::from).sum()
    }
}

/// Runs a task once, on the thread that starts it: one that is not ready then is dropped.
pub struct Inline;

impl AsyncRuntime for Inline {
    type T = ();

    fn spawn<Start, Task>(&self, start: Start) -> TaskHandle
    where
        Start: FnOnce(()) -> Task + Send + 'static,
        Task: Future<Output = ()> + Send + 'static,
    {
        let task = pin!(start(()));
        let _: Poll<()> = task.poll(&mut Context::from_waker(Waker::noop()));
        TaskHandle::dummy()
    }
}

/// Is done with everything before it returns.
#[ffi(service)]
#[derive(AsyncRuntime)]
pub struct Hasty {
    runtime: Inline,
    _live: Live,
}

#[ffi]
impl Hasty {
    pub fn create() -> Self {
        Self {
            runtime: Inline,
            _live: Live::new(),
        }
    }

    pub async fn plus(_: Async<Self>, a: u32, b: u32) -> u32 {
        a.wrapping_add(b)
    }

    pub async fn repeat(_: Async<Self>, text: ffi::String, count: u32) -> ffi::String {
        text.as_str().repeat(count as usize).into()
    }

    /// What the function makes of `x`.
    pub async fn map(_: Async<Self>, function: MapU32, x: u32) -> u32 {
        function.call_if_some(x).unwrap_or_default()
    }

    /// Takes so long, in milliseconds, and tells so.
    pub async fn nap(_: Async<Self>, milliseconds: u32) -> ffi::String {
        std::thread::sleep(Duration::from_millis(milliseconds.into()));
        format!("{milliseconds} ms").into()
    }

    /// Never, as it is not ready at once.
    pub async fn later(_: Async<Self>) -> u32 {
        let mut is_ready = false;
        std::future::poll_fn(|_| {
            if std::mem::replace(&mut is_ready, true) {
                return Poll::Ready(1);
            }
            Poll::Pending
        })
        .await
    }
}

const _: () = assert_shared::<Hasty>();

/// Runs tasks until it is stopped.
pub struct Stoppable(Mutex<Option<Runtime>>);

impl Stoppable {
    fn stop(&self) {
        let runtime = {
            let mut runtime = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            runtime.take()
        };
        if let Some(runtime) = runtime {
            runtime.shutdown_background();
        }
    }
}

/// The last share of the service may be that of a task, and so be dropped by a thread of the
/// runtime, where Tokio would not wait for its threads to end.
impl Drop for Stoppable {
    fn drop(&mut self) {
        self.stop();
    }
}

impl AsyncRuntime for Stoppable {
    type T = ();

    fn spawn<Start, Task>(&self, start: Start) -> TaskHandle
    where
        Start: FnOnce(()) -> Task + Send + 'static,
        Task: Future<Output = ()> + Send + 'static,
    {
        let runtime = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match runtime.as_ref() {
            Some(runtime) => {
                let task = runtime.spawn(start(()));
                TaskHandle::from_handle(task.abort_handle(), AbortHandle::abort)
            }
            // What is never started is dropped, and that is told.
            None => TaskHandle::dummy(),
        }
    }
}

/// Works until it is stopped.
#[ffi(service)]
#[derive(AsyncRuntime)]
pub struct Temp {
    runtime: Stoppable,
    _live: Live,
}

#[ffi]
impl Temp {
    pub fn create() -> ffi::Result<Self, MathError> {
        match Builder::new_multi_thread()
            .worker_threads(1)
            .enable_time()
            .build()
        {
            Ok(runtime) => ffi::Ok(Self {
                runtime: Stoppable(Mutex::new(Some(runtime))),
                _live: Live::new(),
            }),
            Err(_) => ffi::Err(MathError::Overflow),
        }
    }

    /// Drops all tasks.
    pub fn stop(&self) {
        self.runtime.stop();
    }

    pub async fn sleep(_: Async<Self>, milliseconds: u32) -> u32 {
        sleep(milliseconds).await;
        milliseconds
    }
}

const _: () = assert_shared::<Temp>();

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(strings::builtins)
        .register(vecs::builtins)
        .register(wire::builtins)
        .register(service!(Worker))
        .register(service!(Session))
        .register(service!(Logbook))
        .register(service!(Hasty))
        .register(service!(Temp))
        .register(function!(ticks))
        .register(function!(live_tasks));
}
