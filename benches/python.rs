//! What generating, importing and calling cost: `cargo bench`.
//!
//! Generates large modules and times that; then runs `python_tests/bench`, which times the rest,
//! on the oldest and the newest Python found here and on 3.11. What a time should be stands beside
//! it, but no time is a failure: machines differ.
//!
//! `cargo bench --bench python -- [--python 3.11]... [--quick] [--markdown FILE] [WORD]...`, where
//! a word chooses a construct, such as `structs`, and the file gets all tables: `docs/benchmarks.md`
//! is such a file.
#![expect(clippy::print_stdout, reason = "a program to look at")]

#[path = "python/inventory.rs"]
mod inventory;
#[path = "python/memory.rs"]
mod memory;
#[path = "../tests/support/mod.rs"]
mod support;

use interoptopus::inventory::RustInventory;
use interoptopus_backend_cpython::{Config, Generator};
use inventory::inventory;
use reference_project::{asyncs, synchronized};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{env, fs};
use support::{Python, Tools, bindings, pythons, target_folder, venv};

/// Always among the Pythons, if it is here: the ratios to reach are those on this version.
const REFERENCE_MINOR: u32 = 11;

/// Milliseconds to reach, and not to exceed.
type Limits = Option<(u64, u64)>;

/// Numbers of functions, structs and services, and how long generating them should take at most, and
/// must not exceed.
const SIZES: &[(u32, u32, u32, Limits)] = &[
    (1_000, 200, 0, Some((25, 50))),
    (1_000, 0, 0, Some((25, 50))),
    (2_000, 500, 50, Some((150, 150))),
    (10_000, 200, 0, None),
];

struct Options {
    quick: bool,
    markdown: Option<PathBuf>,
    versions: Vec<String>,
    words: Vec<String>,
}

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let [option, numbers @ ..] = arguments.as_slice()
        && option == memory::OPTION
    {
        return measure_memory(numbers);
    }
    let options = match options(arguments.into_iter()) {
        Ok(options) => options,
        Err(message) => {
            println!("{message}");
            return ExitCode::FAILURE;
        }
    };
    let chosen = chosen(&options);
    let names: Vec<_> = chosen.iter().map(ToString::to_string).collect();
    println!("CPython {}\n", names.join(", "));

    let report = generation(options.quick);
    print!("{report}");
    let modules = write_modules();
    let results: Vec<_> = chosen
        .iter()
        .map(|python| run_python(python, &modules, &options))
        .collect();
    if let Some(page) = &options.markdown {
        let header = modules.join("header.md");
        let text = format!("{}{report}", header_text(&names));
        fs::write(&header, text).expect("the header can be written");
        document(chosen[0], page, &header, &results);
        println!("{} is written", page.display());
    }
    ExitCode::SUCCESS
}

fn options(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        quick: false,
        markdown: None,
        versions: Vec::new(),
        words: Vec::new(),
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            // Cargo adds it.
            "--bench" => {}
            "--quick" => options.quick = true,
            "--markdown" => options.markdown = Some(value()?.into()),
            "--python" => options.versions.push(value()?),
            option if option.starts_with('-') => return Err(format!("no such option: {option}")),
            _ => options.words.push(argument),
        }
    }
    Ok(options)
}

/// The Pythons asked for, or the oldest, the newest and the one with targets.
fn chosen(options: &Options) -> Vec<&'static Python> {
    let usable = &pythons().usable;
    let asked_for = |python: &Python| {
        let full = python.to_string();
        options
            .versions
            .iter()
            .any(|version| full == *version || full.starts_with(&format!("{version}.")))
    };
    let by_default = |index: usize, python: &Python| {
        index == 0 || index + 1 == usable.len() || python.minor == REFERENCE_MINOR
    };
    let chosen: Vec<_> = usable
        .iter()
        .enumerate()
        .filter(|(index, python)| {
            asked_for(python) || options.versions.is_empty() && by_default(*index, python)
        })
        .map(|(_, python)| python)
        .collect();
    assert!(!chosen.is_empty(), "no such CPython here");
    chosen
}

/// A table of what generating takes, in Markdown.
fn generation(quick: bool) -> String {
    let mut report = "### generating\n\n\
        | ms | first | minimum | median | size | memory | target |\n\
        |---|---:|---:|---:|---:|---:|---|\n"
        .to_owned();
    let runs = if quick { 5 } else { 50 };
    // The first of all runs is what an author waits for: nothing is warm yet.
    for (functions, structs, services, limits) in SIZES.iter().copied() {
        let runs = if functions > 1_000 { 5 } else { runs };
        let generator = generator(inventory(functions, structs, services));
        let mut times: Vec<_> = (0..runs)
            .map(|_| {
                let start = Instant::now();
                black_box(text(&generator));
                start.elapsed()
            })
            .collect();
        let first = times[0];
        times.sort_unstable();
        let verdict = limits.map(|limits| verdict(times[0], limits));
        let verdict = verdict.unwrap_or_default();
        let memory = memory::of_process(functions, structs, services);
        let memory = memory.map(|kilobytes| format!("{kilobytes} kB"));
        let services = match services {
            0 => String::new(),
            services => format!(", {services} services"),
        };
        report.push_str(&format!(
            "| {functions} functions, {structs} structs{services} | {} | {} | {} | {} kB | {} | {verdict} |\n",
            milliseconds(first),
            milliseconds(times[0]),
            milliseconds(times[times.len() / 2]),
            text(&generator).len() / 1_000,
            memory.unwrap_or_default(),
        ));
    }
    report.push('\n');
    report
}

/// Prints what generating so much needs.
fn measure_memory(numbers: &[String]) -> ExitCode {
    let numbers: Vec<u32> = numbers.iter().flat_map(|it| it.parse()).collect();
    let [functions, structs, services] = numbers[..] else {
        return ExitCode::FAILURE;
    };
    let generator = generator(inventory(functions, structs, services));
    if let Some(kilobytes) = memory::growth(|| drop(text(&generator))) {
        println!("{kilobytes}");
    }
    ExitCode::SUCCESS
}

fn verdict(time: Duration, (target, limit): (u64, u64)) -> String {
    if time <= Duration::from_millis(target) {
        format!("{target}: reached")
    } else if time <= Duration::from_millis(limit) {
        format!("{target}: missed, within the limit of {limit}")
    } else {
        format!("{target}: MISSED, over the limit of {limit}")
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

fn generator(inventory: RustInventory) -> Generator {
    Generator::new(Config::default(), inventory)
}

fn text(generator: &Generator) -> String {
    generator
        .file_text("large")
        .expect("the inventory is supported")
}

/// The modules that `python_tests/bench/startup.py` imports, and one for awaits with another
/// `Config`.
fn write_modules() -> PathBuf {
    let folder = target_folder().join("bench");
    for (name, functions, structs, services) in [
        ("no_functions", 0, 0, 0),
        ("functions_10", 10, 0, 0),
        ("functions_100", 100, 0, 0),
        ("functions_1000", 1_000, 0, 0),
        ("functions_10000", 10_000, 0, 0),
        ("functions_1000_structs_200", 1_000, 200, 0),
        ("functions_2000_structs_500_services_50", 2_000, 500, 50),
    ] {
        generator(inventory(functions, structs, services))
            .write_file(folder.join(name).with_extension("py"))
            .expect("the module can be written");
    }
    let config = Config::builder()
        .library("reference_project")
        .synchronized(synchronized::SERVICES)
        .nonblocking_spawn(asyncs::QUEUING);
    Generator::new(config.build(), reference_project::inventory())
        .write_file(folder.join("reference_project_nonblocking.py"))
        .expect("the module can be written");
    folder
}

/// Measures on one Python, and gives the file with what was found.
fn run_python(python: &Python, modules: &Path, options: &Options) -> PathBuf {
    let results = modules.join(format!("results_{python}.json"));
    // With numpy, for the rows that need it.
    let mut command = bench(python, modules, "bench");
    command.arg("--modules").arg(modules);
    command.arg("--results").arg(&results).args(&options.words);
    if options.quick {
        command.arg("--quick");
    }
    let status = command.status().expect("Python can be started");
    assert!(status.success(), "the benchmark on {python}: {status}");
    results
}

/// Writes the page with all results.
fn document(python: &Python, page: &Path, header: &Path, results: &[PathBuf]) {
    let mut command = bench(python, &target_folder().join("bench"), "bench.document");
    let status = command.arg(page).arg(header).args(results).status();
    let status = status.expect("Python can be started");
    assert!(status.success(), "the page was not written: {status}");
}

/// A Python that is about to run a module.
fn bench(python: &Python, modules: &Path, module: &str) -> Command {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("python_tests");
    let paths = env::join_paths([&package, bindings(), modules]).expect("paths without separators");
    let mut command = Command::new(venv(python, Tools::Tests).python());
    command
        .args(["-m", module])
        .env("PYTHONPATH", paths)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8");
    for variable in ["PYTHONHOME", "REFERENCE_PROJECT_LIBRARY"] {
        command.env_remove(variable);
    }
    command
}

/// What the page starts with.
fn header_text(pythons: &[String]) -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == "model name").then(|| value.trim().to_owned())
    });
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "# Benchmarks\n\n\
         The last run of `cargo bench --bench python -- --markdown docs/benchmarks.md`: {} with {cores} cores, {} {}, \
         {}, generator {}, CPython {}, release libraries.\n\n\
         Each row is one statement that does the same job in several ways: through the generated bindings; \
         *naive*, with ctypes as most would write it, `argtypes` and `restype` declared and nothing else checked; \
         *safe*, with ctypes by hand and the checks that the bindings make. The ways take turns in one process, in five \
         processes one after the other. Times are minima in ns; ratios are of the generated way to the others, the \
         median of five. **Bold** is what misses its target, on 3.11 and later, or takes more than 1.5 times as long as the safe \
         way; [why](performance.md#what-is-missed). Differences under 10 % mean nothing.\n\n",
        processor.unwrap_or_else(|| "a processor".to_owned()),
        env::consts::OS,
        env::consts::ARCH,
        rustc.unwrap_or_else(|_| "rustc".to_owned()),
        env!("CARGO_PKG_VERSION"),
        pythons.join(", "),
    )
}
