//! How much memory generating takes at most, where the system tells: Linux.

use std::env;
use std::fs;
use std::process::Command;

/// The argument that has a process measure itself.
pub(crate) const OPTION: &str = "--memory";

/// What a new process, which does that for the same size, needs in kB.
pub(crate) fn of_process(functions: u32, structs: u32, services: u32) -> Option<u64> {
    let numbers = [functions, structs, services].map(|number| number.to_string());
    let output = Command::new(env::current_exe().ok()?)
        .arg(OPTION)
        .args(numbers)
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// How many kB more than before this process has in use at once.
pub(crate) fn growth(run: impl FnOnce()) -> Option<u64> {
    let before = status("VmRSS")?;
    run();
    status("VmHWM")?.checked_sub(before)
}

fn status(key: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(key))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
