//! Inventories that nobody thought of: with names, docs and types that get in the way of each other,
//! of Python or of the generator. Each is refused with reasons and hints, or becomes a module that
//! every Python imports, where every name means what it should, and that no tool has to complain
//! about. What is refused for its names is tried again with others.
//!
//! `INVENTORIES_SEED` chooses other inventories than the usual ones, and `INVENTORIES` how many.

mod inventories {
    pub(crate) mod build;
    pub(crate) mod plan;
    #[path = "../property/random.rs"]
    pub(crate) mod random;
    pub(crate) mod texts;
    pub(crate) mod words;
}
mod support;

use interoptopus_backend_cpython::{Config, Error, Generator};
use inventories::build::build;
use inventories::plan::{Plan, Planner};
use inventories::words::Words;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use support::{Tools, generator, pythons, target_folder, venv};

const SEED: u64 = 7_000_000;

/// A way to write a module.
#[derive(Clone, Copy)]
struct Form {
    name: &'static str,
    /// Writes what is to be imported under that name into the folder.
    write: fn(&Generator, &Path, &str) -> Result<(), Error>,
}

const FORMS: [Form; 2] = [
    Form {
        name: "file",
        write: |generator, folder, name| {
            generator.write_file(folder.join(name).with_extension("py"))
        },
    },
    Form {
        name: "package",
        write: |generator, folder, name| generator.write_package(folder.join(name)),
    },
];

#[test]
fn two_hundred_inventories() {
    invent_and_check(200, 10);
}

#[test]
#[ignore = "takes minutes: two thousand inventories"]
fn two_thousand_inventories() {
    invent_and_check(2_000, 100);
}

fn number(variable: &str) -> Option<u64> {
    let value = env::var(variable).ok()?;
    Some(
        value
            .parse()
            .unwrap_or_else(|_| panic!("{variable} is a number")),
    )
}

/// Makes and checks so many inventories, in equal parts as modules and as packages, and some of them
/// with type checkers.
fn invent_and_check(count: u64, typed: usize) {
    let seed = number("INVENTORIES_SEED").unwrap_or(SEED);
    let count = number("INVENTORIES").unwrap_or(count);
    let text = generator()
        .file_text("reference_project")
        .expect("the reference project is supported");
    let forms = u64::try_from(FORMS.len()).expect("small");
    let (count, typed) = (count / forms, typed / FORMS.len());
    for (number, form) in (0..).zip(FORMS) {
        let seed = seed + number * count;
        let folder = target_folder()
            .join("inventories")
            .join(format!("{}-{count}", form.name));
        let _ = fs::remove_dir_all(&folder);
        let made = make(form, &folder, &text, seed..seed + count);
        made.tell(form.name);
        fs::copy(settings(), folder.join("pyproject.toml")).expect("it can be copied");
        let folder = Folders(folder);
        let share = |part: usize| part * 100 / usize::try_from(count).expect("small");
        assert!(share(made.at_once) >= 30, "names refuse too much");
        assert_eq!(made.accepted, usize::try_from(count).expect("small"));
        thread::scope(|scope| {
            let imports = scope.spawn(|| folder.import());
            let linted = folder.lint();
            let typed = folder.type_check(typed);
            let imported = imports.join().expect("it does not panic");
            let complaints = [imported, linted, typed].concat();
            assert!(complaints.is_empty(), "{}", complaints.join("\n"));
        });
    }
}

/// What became of the inventories.
#[derive(Default)]
struct Made {
    /// Accepted as they were invented.
    at_once: usize,
    /// Accepted, perhaps when names that were refused had been replaced.
    accepted: usize,
    renamed: usize,
}

impl Made {
    fn tell(&self, form: &str) {
        support::announce(&format!(
            "inventories, {form}: {} accepted, {} of them at once, {} items renamed",
            self.accepted, self.at_once, self.renamed
        ));
    }
}

fn make(form: Form, folder: &Path, text: &str, seeds: impl Iterator<Item = u64>) -> Made {
    let mut words = Words::new(text);
    let mut made = Made::default();
    for seed in seeds {
        let mut plan = Planner::new(seed, &mut words).plan();
        let name = format!("inventory_{seed}");
        let write = |plan: &Plan, part: &str| {
            let generator = Generator::new(Config::default(), build(plan));
            (form.write)(&generator, &folder.join(part), &name)
        };
        let mut is_first = true;
        loop {
            match write(&plan, "nasty") {
                Ok(()) => break,
                Err(error) => made.renamed += rename_refused(&mut plan, &error, seed),
            }
            is_first = false;
        }
        made.at_once += usize::from(is_first);
        made.accepted += 1;
        write(&plan.with_plain_parts(), "plain").expect("that of plain names is accepted too");
    }
    made
}

/// Gives the items that were refused for their names other names; returns how many.
fn rename_refused(plan: &mut Plan, error: &Error, seed: u64) -> usize {
    let Error::Refused { problems, .. } = error else {
        panic!("inventory {seed}: {error}");
    };
    assert!(
        !problems.is_empty(),
        "inventory {seed}: refused for nothing"
    );
    let mut renamed = 0;
    for problem in problems {
        let said = [problem.item(), problem.reason(), problem.hint()];
        assert!(
            said.iter().all(|it| it.trim().len() > 3),
            "inventory {seed}: {problem}"
        );
        let reasons = [
            "shares its Python name",
            "shares its file",
            "is a name of the ",
        ];
        let is_name = reasons
            .iter()
            .any(|reason| problem.reason().contains(reason));
        assert!(is_name, "inventory {seed}: {problem}");
        if problem.item().starts_with("module ") {
            renamed += rename_modules(plan, seed);
            continue;
        }
        // The name stands in quotes, as Rust or Python has it.
        let quoted = problem.item().split('`').nth(1).unwrap_or_default();
        let stem = |name: &str| {
            name.trim_start_matches("r#")
                .trim_end_matches('_')
                .to_owned()
        };
        for (at, item) in plan.items.iter_mut().enumerate() {
            if item.name == quoted || stem(&item.name) == stem(quoted) {
                item.name = format!("renamed_{seed}_{at}_{renamed}");
                renamed += 1;
            }
        }
    }
    assert!(
        renamed > 0,
        "inventory {seed}: no item is the one that was refused: {error}"
    );
    renamed
}

/// Gives all modules other names; returns how many have another one now.
fn rename_modules(plan: &mut Plan, seed: u64) -> usize {
    let mut modules: Vec<_> = plan
        .items
        .iter()
        .filter_map(|it| it.module.clone())
        .collect();
    modules.sort();
    modules.dedup();
    let mut renamed = 0;
    for item in &mut plan.items {
        if let Some(module) = &mut item.module {
            let number = modules.iter().position(|it| it == module);
            let name = format!("m{seed}_{}", number.unwrap_or_default());
            renamed += usize::from(!module.starts_with(&format!("m{seed}_")));
            if renamed > 0 {
                *module = name;
            }
        }
    }
    renamed
}

/// The folder of one run.
struct Folders(PathBuf);

impl Folders {
    fn nasty(&self) -> PathBuf {
        self.0.join("nasty")
    }

    /// On the oldest and the newest Python; what names mean is the same on any.
    fn import(&self) -> Vec<String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inventories/check.py");
        let usable = &pythons().usable;
        let (newest, others) = usable.split_last().expect("a Python to test with");
        let mut complaints = Vec::new();
        for python in others.first().into_iter().chain([newest]) {
            let mut command = Command::new(&python.executable);
            command.arg("-I").arg(&script).arg(self.nasty());
            if python.minor == newest.minor {
                command.arg(self.0.join("plain"));
            }
            let said = complaint(command, false);
            complaints.extend(said.map(|said| format!("CPython {python}:\n{said}")));
        }
        complaints
    }

    fn lint(&self) -> Vec<String> {
        let tool = |arguments: &[&str]| {
            let mut command = tools()?;
            command
                .args(["-m", "ruff"])
                .args(arguments)
                .arg("nasty")
                .current_dir(&self.0);
            complaint(command, true)
        };
        let check = ["check", "--no-cache", "--output-format=concise"];
        let format = ["format", "--no-cache", "--diff"];
        [tool(&check), tool(&format)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Looks at some of the modules as strictly as can be.
    fn type_check(&self, count: usize) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.nasty())
            .expect("there are modules")
            .map(|entry| entry.expect("it can be read").file_name())
            .map(|name| Path::new("nasty").join(name))
            .collect();
        names.sort();
        let step = (names.len() / count.max(1)).max(1);
        let chosen: Vec<_> = names.iter().step_by(step).collect();
        let tool = |arguments: &[&str]| {
            let mut command = tools()?;
            command
                .arg("-m")
                .args(arguments)
                .args(&chosen)
                .current_dir(&self.0);
            complaint(command, true)
        };
        let complaints = [
            tool(&[
                "mypy",
                "--cache-dir",
                if cfg!(windows) { "nul" } else { "/dev/null" },
            ]),
            tool(&["basedpyright", "--pythonversion", "3.13"]),
        ];
        complaints.into_iter().flatten().collect()
    }
}

/// The settings of the tools that check the reference project.
fn settings() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python_tests/pyproject.toml")
}

/// The Python with ruff, mypy and basedpyright, where one is new enough to run them.
fn tools() -> Option<Command> {
    let newest = pythons().usable.last().expect("at least one");
    let is_able = newest.minor >= 10;
    is_able.then(|| Command::new(venv(newest, Tools::Quality).python()))
}

/// What a tool has to say, if that is a complaint: always, or unless it fails.
fn complaint(mut command: Command, is_chatty: bool) -> Option<String> {
    let output = command
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8")
        .output()
        .expect("Python starts");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let is_fine = output.status.success() && (is_chatty || said.trim().is_empty());
    (!is_fine).then(|| format!("{command:?}\n{said}"))
}
