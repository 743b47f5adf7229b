//! What valgrind reports: its XML, read as far as it matters here.
//!
//! An error is an element `<error>` with texts (`<what>`, `<text>`, `<auxwhat>`) and one or more
//! stacks: where it happened, and where the memory was allocated or freed. Each `<frame>` starts
//! with `<ip>`. No element within has attributes.

use std::fmt;
use std::path::Path;

/// One error or leak.
#[derive(Debug)]
pub(crate) struct Record {
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    Text(String),
    Frame(Frame),
}

#[derive(Debug, Default)]
struct Frame {
    object: String,
    function: String,
    file: String,
    line: String,
}

/// All records of a report.
pub(crate) fn records(xml: &str) -> Vec<Record> {
    assert!(
        xml.trim_end().ends_with("</valgrindoutput>"),
        "the report is not complete"
    );
    let errors = xml.split("<error>").skip(1);
    errors
        .map(|text| Record::parse(text.split("</error>").next().unwrap_or(text)))
        .collect()
}

impl Record {
    fn parse(xml: &str) -> Self {
        let mut lines = Vec::new();
        for (name, text) in leaves(xml) {
            match (name, lines.last_mut()) {
                ("what" | "text" | "auxwhat", _) => lines.push(Line::Text(text)),
                ("ip", _) => lines.push(Line::Frame(Frame::default())),
                ("obj", Some(Line::Frame(frame))) => frame.object = text,
                ("fn", Some(Line::Frame(frame))) => frame.function = text,
                ("file", Some(Line::Frame(frame))) => frame.file = text,
                ("line", Some(Line::Frame(frame))) => frame.line = text,
                _ => {}
            }
        }
        Self { lines }
    }

    /// Whether a frame of one of its stacks is in the native library with that file name.
    pub(crate) fn is_in(&self, library: &str) -> bool {
        self.lines.iter().any(|line| match line {
            Line::Frame(frame) => Path::new(&frame.object)
                .file_name()
                .is_some_and(|name| name == library),
            Line::Text(_) => false,
        })
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            match line {
                Line::Text(text) => writeln!(f, "{text}")?,
                Line::Frame(frame) => writeln!(f, "    {frame}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let function = match self.function.as_str() {
            "" => "???",
            name => name,
        };
        if self.file.is_empty() {
            write!(f, "{function} in {}", self.object)
        } else {
            write!(f, "{function} ({}:{})", self.file, self.line)
        }
    }
}

/// The elements that hold text alone, in order.
fn leaves(xml: &str) -> impl Iterator<Item = (&str, String)> {
    xml.split('<')
        .filter_map(|piece| piece.split_once('>'))
        .filter_map(|(name, text)| {
            let is_start = !name.starts_with('/') && !text.trim().is_empty();
            is_start.then(|| (name, unescaped(text)))
        })
}

fn unescaped(text: &str) -> String {
    // The ampersand last, or else `&amp;lt;` would become `<`.
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Records as valgrind 3.19 writes them, shortened.
const SAMPLE: &str = "<?xml version=\"1.0\"?>

<valgrindoutput>

<error>
  <unique>0x0</unique>
  <tid>1</tid>
  <kind>InvalidRead</kind>
  <what>Invalid read of size 8</what>
  <stack>
    <frame>
      <ip>0x8E530B0</ip>
      <obj>/somewhere/libreference_project.so</obj>
      <fn>ptr&lt;u32, alloc::alloc::Global&gt;</fn>
      <dir>/somewhere</dir>
      <file>library/alloc/src/raw_vec/mod.rs</file>
      <line>295</line>
    </frame>
    <frame>
      <ip>0xA18FF79</ip>
      <obj>/usr/lib/libffi.so.8.1.2</obj>
    </frame>
  </stack>
  <auxwhat>Address 0x7228900 is 8 bytes inside a block of size 24 free'd</auxwhat>
  <stack>
    <frame>
      <ip>0x48417B4</ip>
      <obj>/usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so</obj>
      <fn>free</fn>
    </frame>
  </stack>
</error>

<error>
  <unique>0x1</unique>
  <kind>Leak_DefinitelyLost</kind>
  <xwhat>
    <text>28 (24 direct, 4 indirect) bytes in 1 blocks are definitely lost</text>
    <leakedbytes>28</leakedbytes>
  </xwhat>
  <stack>
    <frame>
      <ip>0x4941F3B</ip>
      <obj>/usr/lib/libpython3.13.so.1.0</obj>
      <fn>not_libreference_project.so</fn>
    </frame>
  </stack>
</error>

<error>
  <unique>0x2</unique>
  <kind>InvalidWrite</kind>
  <what>Invalid write of size 4</what>
  <stack>
    <frame>
      <ip>0x1</ip>
      <obj>/usr/lib/_ctypes.so</obj>
    </frame>
  </stack>
  <auxwhat>Address 0x1 is 0 bytes inside a block of size 4 free'd</auxwhat>
  <stack>
    <frame>
      <ip>0x2</ip>
      <obj>/somewhere/libreference_project.so</obj>
      <fn>context_destroy</fn>
    </frame>
  </stack>
</error>

<errorcounts>
</errorcounts>

</valgrindoutput>
";

#[test]
fn the_records_of_a_report() {
    let all = records(SAMPLE);
    let found: Vec<_> = all
        .iter()
        .map(|it| it.is_in("libreference_project.so"))
        .collect();
    assert_eq!(found, [true, false, true]);
    assert_eq!(
        all[0].to_string(),
        "Invalid read of size 8
    ptr<u32, alloc::alloc::Global> (library/alloc/src/raw_vec/mod.rs:295)
    ??? in /usr/lib/libffi.so.8.1.2
Address 0x7228900 is 8 bytes inside a block of size 24 free'd
    free in /usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so
"
    );
    assert!(all[1].to_string().starts_with("28 (24 direct"));
}

#[test]
#[should_panic(expected = "the report is not complete")]
fn a_report_that_breaks_off() {
    records(&SAMPLE[..SAMPLE.len() / 2]);
}
