//! Snapshots under `tests/snapshots/`: kept by insta, and shown as a unified diff where they differ.
//!
//! To accept changes: `cargo insta review`, or `INSTA_UPDATE=always cargo test`.

use insta::internals::SnapshotContents;
use insta::{Comparator, Settings, Snapshot};
use similar::TextDiff;
use std::path::Path;

/// Fails with a unified diff unless `tests/snapshots/<name>.snap` holds `text`.
#[expect(
    clippy::print_stdout,
    reason = "the test harness captures it and shows it on failure"
)]
pub(crate) fn assert_snapshot(name: &str, text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join("snapshots");
    if !folder.join(format!("{name}.snap")).exists() {
        println!("There is no snapshot `{name}` yet.");
    }

    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_comparator(Box::new(Unified));
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// What changed from `old` to `new`, with a few lines around each change.
pub(crate) fn unified_diff(old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header("expected (committed)", "actual (this run)")
        .to_string()
}

/// Compares text as insta does, and prints what differs: this is where both texts are at hand.
#[derive(Clone)]
struct Unified;

impl Comparator for Unified {
    #[expect(
        clippy::print_stdout,
        reason = "the test harness captures it and shows it on failure"
    )]
    fn matches(&self, reference: &Snapshot, test: &Snapshot) -> bool {
        let same = reference.contents() == test.contents();
        if let (false, SnapshotContents::Text(old), SnapshotContents::Text(new)) =
            (same, reference.contents(), test.contents())
        {
            let name = test.snapshot_name().unwrap_or("(unnamed)");
            let diff = unified_diff(&format!("{old}\n"), &format!("{new}\n"));
            println!("The snapshot `{name}` differs:\n\n{diff}");
        }
        same
    }

    fn dyn_clone(&self) -> Box<dyn Comparator> {
        Box::new(self.clone())
    }
}
