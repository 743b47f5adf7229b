//! The one home of newlines, indentation and line width.

use super::stmt::{Class, Function, Stmt};
use super::{Docstring, Expr};

/// The line width that the output keeps to wherever it can.
pub(crate) const WIDTH: usize = 88;

const STEP: usize = 4;

/// The text of statements at the top of a module.
pub(crate) fn lay_out(statements: &[Stmt]) -> String {
    let mut writer = Writer::default();
    writer.block(statements, 0);
    writer.out
}

/// Whether the text fits on one line at that indentation.
pub(crate) fn fits(indent: usize, text: &str) -> bool {
    indent + width(text) <= WIDTH
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[derive(Default)]
struct Writer {
    out: String,
}

impl Writer {
    fn line(&mut self, indent: usize, text: &str) {
        if !text.is_empty() {
            self.out.extend(std::iter::repeat_n(' ', indent));
            self.out.push_str(text);
        }
        self.out.push('\n');
    }

    fn block(&mut self, statements: &[Stmt], indent: usize) {
        let mut previous: Option<&Stmt> = None;
        let mut blank = false;
        for statement in statements {
            if matches!(statement, Stmt::Blank) {
                blank = true;
                continue;
            }
            if let Some(previous) = previous {
                let wanted = blank_lines(previous, statement, indent).max(usize::from(blank));
                (0..wanted).for_each(|_| self.out.push('\n'));
            }
            self.statement(statement, indent);
            previous = Some(statement);
            blank = false;
        }
    }

    fn statement(&mut self, statement: &Stmt, indent: usize) {
        match statement {
            Stmt::Docstring(doc) => self.docstring(doc, indent),
            Stmt::Assign {
                target,
                annotation,
                value,
            } => {
                let text = assignment(target, annotation.as_ref(), value.as_ref(), indent);
                self.line(indent, &text);
            }
            Stmt::Expr(expr) => self.line(indent, &standing(expr, indent, "", "")),
            Stmt::Return(expr) => self.line(indent, &standing(expr, indent, "return ", "")),
            Stmt::Raise(expr) => self.line(indent, &standing(expr, indent, "raise ", "")),
            Stmt::If { test, body, orelse } => {
                self.line(indent, &standing(test, indent, "if ", ":"));
                if matches!(body.first(), Some(Stmt::Function(_) | Stmt::Class(_))) {
                    self.out.push('\n');
                }
                self.block(body, indent + STEP);
                if let [inner @ Stmt::If { .. }] = orelse.as_slice() {
                    self.out.extend(std::iter::repeat_n(' ', indent));
                    self.out.push_str("el");
                    let start = self.out.len();
                    self.statement(inner, indent);
                    // It starts where the line has started already.
                    self.out.replace_range(start..start + indent, "");
                } else if !orelse.is_empty() {
                    if matches!(body.last(), Some(Stmt::Function(_))) {
                        self.out.push('\n');
                    }
                    self.line(indent, "else:");
                    self.block(orelse, indent + STEP);
                }
            }
            Stmt::Try {
                body,
                except,
                handler,
            } => {
                self.line(indent, "try:");
                self.block(body, indent + STEP);
                self.line(indent, &standing(except, indent, "except ", ":"));
                self.block(handler, indent + STEP);
            }
            Stmt::Finally { body, last } => {
                self.line(indent, "try:");
                self.block(body, indent + STEP);
                self.line(indent, "finally:");
                self.block(last, indent + STEP);
            }
            Stmt::With {
                context,
                target,
                body,
            } => {
                let end = target.map_or(":".to_owned(), |target| format!(" as {target}:"));
                self.line(indent, &standing(context, indent, "with ", &end));
                self.block(body, indent + STEP);
            }
            Stmt::Await(expr) => self.line(indent, &standing(expr, indent, "await ", "")),
            Stmt::Extend { target, value } => {
                self.line(
                    indent,
                    &standing(value, indent, &format!("{target} += "), ""),
                );
            }
            Stmt::Unpack { targets, value } => {
                let text = unpacking(targets, value, indent);
                self.line(indent, &text);
            }
            Stmt::For {
                target,
                items,
                body,
            } => {
                let prefix = format!("for {target} in ");
                self.line(indent, &standing(items, indent, &prefix, ":"));
                self.block(body, indent + STEP);
            }
            Stmt::Delete(expr) => self.line(indent, &standing(expr, indent, "del ", "")),
            Stmt::Function(function) => self.function(function, indent),
            Stmt::Class(class) => self.class(class, indent),
            Stmt::ImportFrom { module, names } => self.line(indent, &import(module, names, indent)),
            Stmt::Blank => {}
            Stmt::Section(title) => {
                let rule = "-".repeat(WIDTH - indent - title.len() - 3);
                self.line(indent, &format!("# {title} {rule}"));
            }
            Stmt::Verbatim(text) => {
                self.out.push_str(text);
                self.out.push('\n');
            }
        }
    }

    fn docstring(&mut self, doc: &Docstring, indent: usize) {
        self.line(indent, &doc.write(indent));
    }

    fn function(&mut self, function: &Function, indent: usize) {
        for decorator in &function.decorators {
            self.line(indent, &format!("@{}", decorator.flat()));
        }
        let end = if function.doc.is_none() && function.body.is_empty() {
            ": ..."
        } else {
            ":"
        };
        self.line(indent, &signature(function, indent, end));
        if let Some(doc) = &function.doc {
            self.docstring(doc, indent + STEP);
        }
        self.block(&function.body, indent + STEP);
    }

    fn class(&mut self, class: &Class, indent: usize) {
        let header = |bases: &str| format!("class {}{bases}:", class.name);
        let bases: Vec<_> = class.bases.iter().map(Expr::flat).collect();
        let flat = match bases.as_slice() {
            [] => header(""),
            bases => header(&format!("({})", bases.join(", "))),
        };
        if fits(indent, &flat) || bases.is_empty() {
            self.line(indent, &flat);
        } else {
            let pad = " ".repeat(indent + STEP);
            let lines: String = bases.iter().map(|base| format!("{pad}{base},\n")).collect();
            self.line(
                indent,
                &header(&format!("(\n{lines}{})", " ".repeat(indent))),
            );
        }
        if let Some(doc) = &class.doc {
            self.docstring(doc, indent + STEP);
            if !class.body.is_empty() {
                self.out.push('\n');
            }
        } else if class.body.is_empty() {
            self.line(indent + STEP, "pass");
        }
        self.block(&class.body, indent + STEP);
    }
}

/// How many blank lines stand between two statements, as `ruff format` wants them.
fn blank_lines(before: &Stmt, after: &Stmt, indent: usize) -> usize {
    let is_definition = |statement: &Stmt| match statement {
        Stmt::Function(_) | Stmt::Class(_) => true,
        Stmt::Verbatim(text) => !is_assignment(text),
        _ => false,
    };
    if is_definition(before) || is_definition(after) {
        if indent == 0 { 2 } else { 1 }
    } else if matches!(after, Stmt::Section(_)) || matches!(before, Stmt::Section(_)) {
        1
    } else {
        // A comment starts a group of its own.
        usize::from(matches!(after, Stmt::Verbatim(text) if text.starts_with('#')))
    }
}

/// Whether static text is an assignment, perhaps below a comment.
fn is_assignment(text: &str) -> bool {
    let first = text
        .lines()
        .find(|line| !line.starts_with('#'))
        .unwrap_or_default();
    !["def ", "class ", "if ", "@", "async "]
        .iter()
        .any(|word| first.starts_with(word))
}

fn import(module: &str, names: &[(String, Option<String>)], indent: usize) -> String {
    let names: Vec<_> = names
        .iter()
        .map(|(name, alias)| match alias {
            Some(alias) => format!("{name} as {alias}"),
            None => name.clone(),
        })
        .collect();
    let flat = format!("from {module} import {}", names.join(", "));
    if fits(indent, &flat) {
        return flat;
    }
    let pad = " ".repeat(indent);
    let lines: String = names
        .iter()
        .map(|name| format!("{pad}    {name},\n"))
        .collect();
    format!("from {module} import (\n{lines}{pad})")
}

fn signature(function: &Function, indent: usize, end: &str) -> String {
    let parameters: Vec<_> = function
        .parameters
        .iter()
        .map(super::stmt::Parameter::flat)
        .collect();
    let result = function.result.flat();
    let keyword = if function.is_async {
        "async def"
    } else {
        "def"
    };
    let flat = format!(
        "{keyword} {}({}) -> {result}{end}",
        function.name,
        parameters.join(", ")
    );
    if fits(indent, &flat) || parameters.is_empty() {
        return flat;
    }
    let pad = " ".repeat(indent + STEP);
    let lines: String = function
        .parameters
        .iter()
        .zip(parameters)
        .map(|(parameter, flat)| match &parameter.annotation {
            Some(annotation) if parameter.default.is_none() => {
                item(annotation, indent + STEP, &format!("{}: ", parameter.name))
            }
            _ => format!("{flat},"),
        })
        .map(|text| format!("{pad}{text}\n"))
        .collect();
    format!(
        "{keyword} {}(\n{lines}{}) -> {result}{end}",
        function.name,
        " ".repeat(indent)
    )
}

fn assignment(
    target: &str,
    annotation: Option<&Expr>,
    value: Option<&Expr>,
    indent: usize,
) -> String {
    let Some(annotation) = annotation else {
        let value = value.map(|value| standing(value, indent, &format!("{target} = "), ""));
        return value.unwrap_or_else(|| target.to_owned());
    };
    let head = format!("{target}: {}", annotation.flat());
    let Some(value) = value else {
        return standing(annotation, indent, &format!("{target}: "), "");
    };
    if fits(indent, &format!("{head} = (")) {
        return standing(value, indent, &format!("{head} = "), "");
    }
    let head = standing(annotation, indent, &format!("{target}: "), "");
    let last = head.lines().last().unwrap_or_default().trim_start();
    let head_start = &head[..head.len() - last.len()];
    format!(
        "{head_start}{}",
        standing(value, indent, &format!("{last} = "), "")
    )
}

/// An assignment to several targets, which stand one a line where they do not fit.
fn unpacking(targets: &[String], value: &Expr, indent: usize) -> String {
    let flat = format!("{} = {}", targets.join(", "), value.flat());
    if fits(indent, &flat) {
        return flat;
    }
    let pad = " ".repeat(indent + STEP);
    let lines: String = targets.iter().map(|it| format!("{pad}{it},\n")).collect();
    format!("(\n{lines}{}) = {}", " ".repeat(indent), value.flat())
}

/// An expression that stands in a statement, between `prefix` and `suffix`.
fn standing(expr: &Expr, indent: usize, prefix: &str, suffix: &str) -> String {
    let flat = format!("{prefix}{}{suffix}", expr.flat());
    if fits(indent, &flat) {
        return flat;
    }
    let inner = indent + STEP;
    let pad = " ".repeat(inner);
    let whole = expr.flat();
    let in_parentheses = |lines: &[String]| {
        let lines: String = lines.iter().map(|line| format!("{pad}{line}\n")).collect();
        format!("{prefix}(\n{lines}{}){suffix}", " ".repeat(indent))
    };
    match expr {
        Expr::Binary(..) if !fits(inner, &whole) => in_parentheses(&expr.operand_lines()),
        Expr::Binary(..) => in_parentheses(&[whole]),
        // What has no bracket to break goes into one of its own, if that helps.
        Expr::Name(_) | Expr::Literal(_) | Expr::Quoted(_)
            if fits(inner, &whole) && !prefix.is_empty() =>
        {
            in_parentheses(&[whole])
        }
        _ => {
            let text = broken(expr, indent);
            let first = text.lines().next().unwrap_or_default();
            if fits(indent, &format!("{prefix}{first}")) || prefix.is_empty() {
                return format!("{prefix}{text}{suffix}");
            }
            // Not even the part before the bracket fits beside the prefix.
            if fits(inner, &whole) {
                return in_parentheses(&[whole]);
            }
            in_parentheses(&[broken(expr, inner)])
        }
    }
}

/// An item inside a bracket, at `indent`, followed by a comma.
fn item(expr: &Expr, indent: usize, prefix: &str) -> String {
    let flat = format!("{prefix}{},", expr.flat());
    if fits(indent, &flat) {
        return flat;
    }
    if let Expr::Binary(..) = expr {
        let pad = " ".repeat(indent);
        return format!(
            "{prefix}{},",
            expr.operand_lines().join(&format!("\n{pad}"))
        );
    }
    format!("{prefix}{},", broken(expr, indent))
}

/// The expression with its outermost bracket spread over lines, one item a line.
fn broken(expr: &Expr, indent: usize) -> String {
    let inner = indent + STEP;
    let spread = |open: String, items: Vec<String>, close: &str| {
        if items.is_empty() {
            return format!("{open}{close}");
        }
        let pad = " ".repeat(inner);
        let lines: String = items.iter().map(|text| format!("{pad}{text}\n")).collect();
        format!("{open}\n{lines}{}{close}", " ".repeat(indent))
    };
    let plain = |items: &[Expr]| items.iter().map(|expr| item(expr, inner, "")).collect();
    match expr {
        Expr::Name(_) | Expr::Literal(_) | Expr::Quoted(_) | Expr::Binary(..) | Expr::Slice(..) => {
            expr.flat()
        }
        Expr::Call(function, arguments) => {
            let items = arguments
                .iter()
                .map(|(name, value)| {
                    let prefix = name
                        .as_ref()
                        .map(|name| format!("{name}="))
                        .unwrap_or_default();
                    item(value, inner, &prefix)
                })
                .collect();
            spread(format!("{}(", function.flat()), items, ")")
        }
        // With a comma, one item would be a tuple of one.
        Expr::Subscript(value, items) if items.len() == 1 => {
            let pad = " ".repeat(inner);
            let item = standing(&items[0], inner, "", "");
            format!("{}[\n{pad}{item}\n{}]", value.flat(), " ".repeat(indent))
        }
        Expr::Subscript(value, items) => spread(format!("{}[", value.flat()), plain(items), "]"),
        Expr::Attribute(value, name) => format!("{}.{name}", broken(value, indent)),
        Expr::Tuple(items) | Expr::Pair(items) => spread("(".to_owned(), plain(items), ")"),
        Expr::List(items) => spread("[".to_owned(), plain(items), "]"),
    }
}
