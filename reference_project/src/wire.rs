//! `Wire`: values without a layout that C knows, such as `String`, `Vec` and `HashMap`, at any depth.
//!
//! [`builtins_wire!`] exports what other languages make and free the memory of a `Wire` with. What
//! is in it is written on one side and read on the other. The author's duties:
//!
//! - `unwire` ends the process if the other side wrote a 0 where a `NonZero` stands, which the
//!   inventory does not tell from a plain integer;
//! - no field is skipped, and no variant with a value has a number of its own: the inventory
//!   tells neither.

#![expect(
    clippy::cast_possible_wrap,
    reason = "the macro casts every number of a variant to `isize`"
)]
#![expect(
    clippy::implicit_hasher,
    reason = "an exported function is of one type only"
)]
#![expect(
    clippy::similar_names,
    reason = "the macro binds fields by their names"
)]

use crate::arrays::Digest;
use crate::enums::{Color, EnumI16};
use crate::results::MathError;
use crate::structs::{AllPrimitives, Vec2, Vec3};
use interoptopus::inventory::RustInventory;
use interoptopus::wire::Wire;
use interoptopus::{builtins_vec, builtins_wire, callback, extra_type, ffi, function, service};
use std::collections::HashMap;
use std::sync::Mutex;

/// A sensor of a [`Station`], without anything of variable length.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    pub gain: f32,
    pub bias: f32,
    /// Only `Wire` can pass it: C has no such option.
    pub verified: Option<bool>,
}

/// Where somebody lives.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    pub street: String,
    pub number: Option<u16>,
}

/// What somebody is allowed to do.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Guest = 0,
    /// Does the work.
    Member = 1,
    Owner = 300,
}

/// Somebody who has an account.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// Unique.
    pub id: u64,
    pub name: String,
    pub role: Role,
    pub active: bool,
    pub score: f32,
    pub address: Address,
    pub position: Vec2,
    pub emails: Vec<String>,
    pub nickname: Option<String>,
    pub avatar: Vec<u8>,
    pub history: Vec<f64>,
    pub attributes: HashMap<String, String>,
}

/// 21 leaves.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    pub id: u64,
    pub name: String,
    pub company: String,
    pub country: String,
    pub latitude: f64,
    pub longitude: f64,
    pub altitude: f32,
    pub online: bool,
    pub visible: bool,
    pub color: Color,
    pub sensors: u16,
    pub errors: u32,
    pub offset: i32,
    pub started: i64,
    pub battery: Option<f32>,
    pub remark: Option<String>,
    pub firmware: Release,
    pub tags: Vec<String>,
    pub readings: Vec<f64>,
}

/// A version of something.
#[ffi]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Release {
    pub major: u16,
    pub minor: u16,
    pub beta: Option<u8>,
}

/// Everything that may happen.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Nothing to tell.
    Started,
    Renamed(String),
    Counted(u32),
    Listed(Vec<String>),
    Mapped(HashMap<u32, String>),
    Joined(User),
    Moved(Vec3),
    Painted(Color),
    Maybe(Option<String>),
}

/// Of every number one, and of every kind of sequence.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    pub a_bool: bool,
    pub a_u8: u8,
    pub a_u16: u16,
    pub a_u32: u32,
    pub a_u64: u64,
    pub a_usize: usize,
    pub an_i8: i8,
    pub an_i16: i16,
    pub an_i32: i32,
    pub an_i64: i64,
    pub an_isize: isize,
    pub an_f32: f32,
    pub an_f64: f64,
    pub bools: Vec<bool>,
    pub shorts: Vec<i16>,
    pub floats: Vec<f32>,
    pub digest: [u8; 4],
    pub triple: [i32; 3],
    pub colors: [Color; 2],
    pub levels: Vec<EnumI16>,
}

/// Options of the standard library and of this one, at every level.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    pub number: Option<u32>,
    pub text: Option<String>,
    pub place: Option<Vec2>,
    pub other: ffi::Option<u32>,
    pub other_place: ffi::Option<Vec2>,
    pub items: Vec<Option<u32>>,
    pub list: Option<Vec<Option<String>>>,
    pub twice: Option<Option<u32>>,
    pub both: Option<ffi::Option<String>>,
    pub map: HashMap<String, Option<Color>>,
    pub user: Option<Address>,
    pub calibration: Option<Calibration>,
}

/// Keys of every kind.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Keys {
    pub numbers: HashMap<i64, u8>,
    pub roles: HashMap<Role, u32>,
    pub flags: HashMap<bool, String>,
    pub bytes: HashMap<Vec<u8>, u16>,
    pub digests: HashMap<[u8; 2], bool>,
    pub options: HashMap<Option<u8>, f32>,
}

/// Something with a name, whatever it is.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Named<T: interoptopus::lang::types::TypeInfo> {
    pub name: String,
    pub item: T,
}

/// Four levels of maps, vectors and structs.
#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    pub trees: HashMap<String, Vec<Branch>>,
}

#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    pub leaves: HashMap<u32, Vec<Leaf>>,
}

#[ffi]
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    pub label: String,
    pub veins: HashMap<String, HashMap<u8, Vec<u32>>>,
}

/// A `Wire` beside plain fields: passed by value, with the memory it owns.
#[ffi]
pub struct Delivery {
    pub id: u32,
    pub user: Wire<User>,
}

/// Returns a text.
#[ffi]
pub fn wire_text(mut x: Wire<String>) -> Wire<String> {
    Wire::from(x.unwire())
}

/// The number of bytes in a text.
#[ffi]
pub fn wire_text_size(mut x: Wire<String>) -> usize {
    x.unwire().len()
}

/// Returns a number.
#[ffi]
pub fn wire_number(mut x: Wire<u32>) -> Wire<u32> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_role(mut x: Wire<Role>) -> Wire<Role> {
    Wire::from(x.unwire())
}

/// The digest as it came.
#[ffi]
pub fn wire_digest(mut x: Wire<[u8; 32]>) -> Wire<[u8; 32]> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_bytes(mut x: Wire<Vec<u8>>) -> Wire<Vec<u8>> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_ints(mut x: Wire<Vec<u32>>) -> Wire<Vec<u32>> {
    Wire::from(x.unwire())
}

/// The sum of all.
#[ffi]
pub fn wire_sum(mut x: Wire<Vec<u32>>) -> u64 {
    x.unwire().into_iter().map(u64::from).sum()
}

/// So many numbers, counted up from 0.
#[ffi]
pub fn wire_count_up(count: u32) -> Wire<Vec<u32>> {
    Wire::from((0..count).collect())
}

#[ffi]
pub fn wire_texts(mut x: Wire<Vec<String>>) -> Wire<Vec<String>> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_map(mut x: Wire<HashMap<String, Vec<Address>>>) -> Wire<HashMap<String, Vec<Address>>> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_optional(mut x: Wire<Option<Vec<String>>>) -> Wire<Option<Vec<String>>> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_calibration(mut x: Wire<Calibration>) -> Wire<Calibration> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_user(mut x: Wire<User>) -> Wire<User> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_users(mut x: Wire<Vec<User>>) -> Wire<Vec<User>> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_station(mut x: Wire<Station>) -> Wire<Station> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_event(mut x: Wire<Event>) -> Wire<Event> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_events(mut x: Wire<Vec<Event>>) -> Wire<Vec<Event>> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_numbers(mut x: Wire<Numbers>) -> Wire<Numbers> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_options(mut x: Wire<Options>) -> Wire<Options> {
    Wire::from(x.unwire())
}

/// How many options hold a value, not counting those inside of others.
#[ffi]
pub fn wire_options_count(mut x: Wire<Options>) -> u32 {
    let x = x.unwire();
    let own = [
        x.number.is_some(),
        x.text.is_some(),
        x.place.is_some(),
        x.other.is_some(),
        x.other_place.is_some(),
        x.list.is_some(),
        x.twice.is_some(),
        x.both.is_some(),
        x.user.is_some(),
        x.calibration.is_some(),
    ];
    let items = x.items.iter().filter(|it| it.is_some());
    let values = x.map.values().filter(|it| it.is_some());
    let count = own.iter().filter(|it| **it).count() + items.count() + values.count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[ffi]
pub fn wire_keys(mut x: Wire<Keys>) -> Wire<Keys> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_forest(mut x: Wire<Forest>) -> Wire<Forest> {
    Wire::from(x.unwire())
}

/// The sum of all numbers in a forest.
#[ffi]
pub fn wire_forest_sum(mut x: Wire<Forest>) -> u64 {
    let forest = x.unwire();
    let branches = forest.trees.values().flatten();
    let leaves = branches.flat_map(|branch| branch.leaves.values().flatten());
    let veins = leaves.flat_map(|leaf| leaf.veins.values().flat_map(HashMap::values));
    veins.flatten().map(|it| u64::from(*it)).sum()
}

#[ffi]
pub fn wire_named(mut x: Wire<Named<Vec<Vec3>>>) -> Wire<Named<Vec<Vec3>>> {
    Wire::from(x.unwire())
}

/// Structs that C knows as well.
#[ffi]
pub fn wire_vec3(mut x: Wire<Vec3>) -> Vec3 {
    x.unwire()
}

#[ffi]
pub fn wire_primitives(mut x: Wire<AllPrimitives>) -> Wire<AllPrimitives> {
    Wire::from(x.unwire())
}

#[ffi]
pub fn wire_array(mut x: Wire<Digest>) -> Wire<Digest> {
    Wire::from(x.unwire())
}

/// Refuses an empty name.
#[ffi]
pub fn wire_checked(mut x: Wire<Address>) -> ffi::Result<Wire<Address>, MathError> {
    let address = x.unwire();
    if address.street.is_empty() {
        return ffi::Result::Err(MathError::Negative);
    }
    ffi::Result::Ok(Wire::from(address))
}

/// Returns the same memory, without a look at it.
#[ffi]
pub fn wire_untouched(x: Wire<User>) -> Wire<User> {
    x
}

#[ffi]
pub fn wire_in_option(x: ffi::Option<Wire<Vec<String>>>) -> ffi::Option<Wire<Vec<String>>> {
    x
}

#[ffi]
pub fn wire_delivery(x: Delivery) -> Delivery {
    x
}

/// The number of bytes in a text that is only lent.
#[ffi]
pub fn wire_lent_size(x: &Wire<String>) -> usize {
    x.clone().unwire().len()
}

/// Replaces a text by itself twice.
#[ffi]
pub fn wire_double(x: &mut Wire<String>) {
    let text = x.unwire();
    *x = Wire::from(text.repeat(2));
}

/// The number of bytes in all texts of a slice.
#[ffi]
pub fn wire_slice_size(x: ffi::Slice<Wire<String>>) -> usize {
    let texts = x.as_slice().iter();
    texts.map(|it| it.clone().unwire().len()).sum()
}

#[ffi]
pub fn wire_maps(x: ffi::Vec<Wire<HashMap<u8, String>>>) -> ffi::Vec<Wire<HashMap<u8, String>>> {
    x
}

/// Calls a function with a text of 5 letters.
#[ffi]
pub fn wire_call_pointer(f: extern "C" fn(Wire<String>) -> u32) -> u32 {
    f(Wire::from("hello".to_owned()))
}

static KEPT: Mutex<Option<Wire<Address>>> = Mutex::new(None);

/// Keeps an address beyond the call; returns the one before.
#[ffi]
pub fn wire_keep(x: ffi::Option<Wire<Address>>) -> ffi::Option<Wire<Address>> {
    let Ok(mut kept) = KEPT.lock() else {
        return ffi::Option::None;
    };
    std::mem::replace(&mut *kept, x.into_option()).into()
}

/// Panics on purpose, and tells so.
#[ffi]
pub fn wire_fail(mut x: Wire<String>) -> ffi::Result<Wire<String>, MathError> {
    drop(x.unwire());
    ffi::Result::Null
}

callback!(WireToWire(x: Wire<User>) -> Wire<User>);
callback!(WireToNumber(x: Wire<Vec<String>>) -> u32);
callback!(WireToResult(x: Wire<Event>) -> ffi::Result<Wire<Event>, MathError>);
callback!(WireBorrow(x: &Wire<String>) -> usize);

/// What a callback makes of somebody.
#[ffi]
pub fn wire_call(mut x: Wire<User>, f: WireToWire) -> Wire<User> {
    let mut made = f.call(Wire::from(x.unwire()));
    Wire::from(made.unwire())
}

#[ffi]
pub fn wire_call_number(count: u32, f: WireToNumber) -> u32 {
    f.call(Wire::from((0..count).map(|it| it.to_string()).collect()))
}

#[ffi]
pub fn wire_call_result(x: Wire<Event>, f: WireToResult) -> ffi::Result<Wire<Event>, MathError> {
    f.call(x)
}

#[ffi]
pub fn wire_call_lent(f: WireBorrow) -> usize {
    let text = Wire::from("lent".to_owned());
    f.call(&text)
}

/// Returns what it gets.
#[ffi]
pub fn wire_closure() -> WireToWire {
    WireToWire::from_fn(|x| x)
}

/// Keeps users.
#[ffi(service)]
pub struct Registry {
    users: Vec<User>,
}

#[ffi]
impl Registry {
    /// With these users.
    pub fn with_users(mut users: Wire<Vec<User>>) -> ffi::Result<Self, MathError> {
        ffi::Result::Ok(Self {
            users: users.unwire(),
        })
    }

    /// Another user; returns how many there are.
    pub fn register(&mut self, mut user: Wire<User>) -> usize {
        self.users.push(user.unwire());
        self.users.len()
    }

    /// The user of that number.
    pub fn user(&self, number: usize) -> ffi::Result<Wire<User>, MathError> {
        match self.users.get(number) {
            Some(user) => ffi::Result::Ok(Wire::from(user.clone())),
            None => ffi::Result::Err(MathError::Overflow),
        }
    }

    /// All users by name.
    pub fn by_name(&self) -> Wire<HashMap<String, User>> {
        let named = self.users.iter().map(|it| (it.name.clone(), it.clone()));
        Wire::from(named.collect())
    }
}

/// Registers what other languages make and free the memory of a `Wire` with.
pub fn builtins(inventory: &mut RustInventory) {
    let _ = inventory
        .register(builtins_wire!())
        .register(builtins_vec!(Wire<HashMap<u8, String>>));
}

/// Registers what this module exports.
pub fn register(inventory: &mut RustInventory) {
    let _ = inventory
        .register(builtins)
        .register(extra_type!(Role))
        .register(function!(wire_text))
        .register(function!(wire_text_size))
        .register(function!(wire_number))
        .register(function!(wire_role))
        .register(function!(wire_digest))
        .register(function!(wire_bytes))
        .register(function!(wire_ints))
        .register(function!(wire_sum))
        .register(function!(wire_count_up))
        .register(function!(wire_texts))
        .register(function!(wire_map))
        .register(function!(wire_optional))
        .register(function!(wire_calibration))
        .register(function!(wire_user))
        .register(function!(wire_users))
        .register(function!(wire_station))
        .register(function!(wire_event))
        .register(function!(wire_events))
        .register(function!(wire_numbers))
        .register(function!(wire_options))
        .register(function!(wire_options_count))
        .register(function!(wire_keys))
        .register(function!(wire_forest))
        .register(function!(wire_forest_sum))
        .register(function!(wire_named))
        .register(function!(wire_vec3))
        .register(function!(wire_primitives))
        .register(function!(wire_array))
        .register(function!(wire_checked))
        .register(function!(wire_untouched))
        .register(function!(wire_in_option))
        .register(function!(wire_delivery))
        .register(function!(wire_lent_size))
        .register(function!(wire_double))
        .register(function!(wire_slice_size))
        .register(function!(wire_maps))
        .register(function!(wire_call_pointer))
        .register(function!(wire_keep))
        .register(function!(wire_fail))
        .register(function!(wire_call))
        .register(function!(wire_call_number))
        .register(function!(wire_call_result))
        .register(function!(wire_call_lent))
        .register(function!(wire_closure))
        .register(service!(Registry));
}
