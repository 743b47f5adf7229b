//! The one home of newlines, indentation and line width.

use super::stmt::{Class, Function, Parameter, Stmt};
use super::{Docstring, Expr};
use unicode_width::UnicodeWidthChar;

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

/// How many columns the text takes; some letters take two, some none.
fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

/// The column behind a text that starts at that one, and brings its own indentation on later lines.
fn column_after(column: usize, text: &str) -> usize {
    match text.rsplit_once('\n') {
        Some((_, last)) => width(last),
        None => column + width(text),
    }
}

/// Whether all lines of a text fit that starts at that column.
fn fits_whole(column: usize, text: &str) -> bool {
    let mut lines = text.split('\n');
    fits(column, lines.next().unwrap_or_default()) && lines.all(|line| fits(0, line))
}

/// Whether the first line of a text fits that starts at that column.
fn starts_well(column: usize, text: &str) -> bool {
    fits(column, text.split('\n').next().unwrap_or_default())
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
            Stmt::If { test, body, orelse } => self.conditional("if", test, body, orelse, indent),
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

    fn conditional(
        &mut self,
        keyword: &str,
        test: &Expr,
        body: &[Stmt],
        orelse: &[Stmt],
        indent: usize,
    ) {
        self.line(indent, &standing(test, indent, &format!("{keyword} "), ":"));
        if matches!(body.first(), Some(Stmt::Function(_) | Stmt::Class(_))) {
            self.out.push('\n');
        }
        self.block(body, indent + STEP);
        if let [Stmt::If { test, body, orelse }] = orelse {
            self.conditional("elif", test, body, orelse, indent);
        } else if !orelse.is_empty() {
            if matches!(body.last(), Some(Stmt::Function(_))) {
                self.out.push('\n');
            }
            self.line(indent, "else:");
            self.block(orelse, indent + STEP);
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
            let inner = indent + STEP;
            let bases = class.bases.iter().map(|base| lay(base, inner, inner, 1));
            self.line(indent, &header(&spread("(", bases, ")", indent)));
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
    let parameters: Vec<_> = function.parameters.iter().map(Parameter::flat).collect();
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
    if fits(indent, &flat) {
        return flat;
    }
    let head = format!("{keyword} {}", function.name);
    let result = |prefix: &str| result_type(&function.result, indent, prefix, end);
    if parameters.is_empty() {
        return result(&format!("{head}() -> "));
    }
    let inner = indent + STEP;
    let lines = function
        .parameters
        .iter()
        .map(|parameter| in_signature(parameter, inner));
    let parameters = spread("(", lines, ") -> ", indent);
    format!("{head}{}", result(&parameters))
}

/// A parameter on a line of its own.
fn in_signature(parameter: &Parameter, indent: usize) -> String {
    let flat = parameter.flat();
    let Some(annotation) = &parameter.annotation else {
        return flat;
    };
    if fits(indent, &format!("{flat},")) {
        return flat;
    }
    let name = format!("{}: ", parameter.name);
    let Some(default) = &parameter.default else {
        return format!(
            "{name}{}",
            lay(annotation, indent, indent + width(&name), 1)
        );
    };
    let assigned = " = ";
    let rest = assigned.len() + until_break(default).unwrap_or_else(|whole| whole + 1);
    let mut out = format!(
        "{name}{}",
        lay(annotation, indent, indent + width(&name), rest)
    );
    out.push_str(assigned);
    let column = column_after(indent, &out);
    out + &lay(default, indent, column, 1)
}

/// The type that a function returns, behind `prefix`, which may take several lines.
fn result_type(result: &Expr, indent: usize, prefix: &str, end: &str) -> String {
    let last = prefix.rsplit('\n').next().unwrap_or_default().trim_start();
    let head = &prefix[..prefix.len() - last.len()];
    let flat = format!("{last}{}{end}", result.flat());
    if fits(indent, &flat) {
        return format!("{head}{flat}");
    }
    let inner = indent + STEP;
    let is_behind_parameters = !head.is_empty();
    let text = lay_brackets(result, indent, indent + width(last), width(end));
    let is_bare = match result {
        Expr::Binary(..) => false,
        _ if is_bracketed(result) => {
            is_behind_parameters || starts_well(indent + width(last), &text)
        }
        // Parentheses around a name have to help.
        _ => is_behind_parameters && !fits(inner, &result.flat()),
    };
    if is_bare {
        return format!("{prefix}{text}{end}");
    }
    let text = lay(result, inner, inner, 0);
    format!("{prefix}{}{end}", in_parentheses(&text, indent))
}

fn assignment(
    target: &str,
    annotation: Option<&Expr>,
    value: Option<&Expr>,
    indent: usize,
) -> String {
    let target = match annotation {
        Some(_) => format!("{target}: "),
        None => target.to_owned(),
    };
    match (annotation, value) {
        (None, None) => target,
        (None, Some(value)) => standing(value, indent, &format!("{target} = "), ""),
        (Some(annotation), None) => standing(annotation, indent, &target, ""),
        (Some(annotation), Some(value)) => defined(&target, annotation, value, indent),
    }
}

/// What is assigned under an annotation, of which one has to give way where they do not fit.
fn defined(target: &str, annotation: &Expr, value: &Expr, indent: usize) -> String {
    let inner = indent + STEP;
    let head = format!("{target}{} = ", annotation.flat());
    let flat = format!("{head}{}", value.flat());
    if fits(indent, &flat) {
        return flat;
    }
    let text = lay_brackets(value, indent, indent + width(&head), 0);
    let has_room = fits(indent, &format!("{head}("));
    let is_next = starts_well(indent, &format!("{head}{text}"));
    let gives_way = matches!(annotation, Expr::Binary(..)) || is_bracketed(annotation);
    // These never stand in parentheses, and so leave it to the annotation to break.
    let is_left = match value {
        Expr::Literal(text) | Expr::Name(text) => {
            text.starts_with('-') || ["...", "{}"].contains(&text.as_str())
        }
        Expr::List(items) => items.is_empty(),
        _ => false,
    };
    if gives_way && has_room && !is_next && !is_left {
        let value = lay(value, inner, inner, 0);
        return format!("{head}{}", in_parentheses(&value, indent));
    }
    let is_whole = (has_room || is_next) && !is_left;
    let annotation = match annotation {
        Expr::Binary(..) if !is_whole => in_parentheses(&lay(annotation, inner, inner, 0), indent),
        _ if !is_whole && is_bracketed(annotation) => {
            // As if nothing fitted behind it, so that its last bracket is broken.
            lay_brackets(annotation, indent, indent + width(target), WIDTH)
        }
        _ => annotation.flat(),
    };
    let head = format!("{target}{annotation} = ");
    let last = head.rsplit('\n').next().unwrap_or_default().trim_start();
    let value = standing(value, indent, last, "");
    format!("{}{value}", &head[..head.len() - last.len()])
}

/// An assignment to several targets, which stand one a line where they do not fit.
fn unpacking(targets: &[String], value: &Expr, indent: usize) -> String {
    let flat = format!("{} = {}", targets.join(", "), value.flat());
    if fits(indent, &flat) {
        return flat;
    }
    let prefix = format!("{} = ", targets.join(", "));
    if matches!(value, Expr::Tuple(_)) && fits(indent, &format!("{prefix}(")) {
        return standing(value, indent, &prefix, "");
    }
    let targets = spread("(", targets.iter().cloned(), "", indent);
    format!("{targets}{}", standing(value, indent, ") = ", ""))
}

/// An expression that stands in a statement, between `prefix` and `suffix`.
fn standing(expr: &Expr, indent: usize, prefix: &str, suffix: &str) -> String {
    let whole = expr.flat();
    let flat = format!("{prefix}{whole}{suffix}");
    if fits(indent, &flat) {
        return flat;
    }
    let inner = indent + STEP;
    let in_parentheses = |text: &str| format!("{prefix}{}{suffix}", in_parentheses(text, indent));
    let has_room = !prefix.is_empty() && fits(indent, &format!("{prefix}("));
    let column = indent + width(prefix);
    if let Expr::Binary(op, operands) = expr {
        // Without parentheses only if the last operand has a bracket to break.
        if let [first, last] = operands.as_slice()
            && !expr.is_weaker(last)
            && let Some((head, last)) = last_bracket(last)
        {
            let op = format!(" {} {head}", op.text());
            let rest = width(&op) + until_break(last).unwrap_or_else(|whole| whole);
            let first = lay_brackets(first, indent, column, rest) + &op;
            let column_of_last = column_after(column, &first);
            let text = first + &lay_brackets(last, indent, column_of_last, width(suffix));
            if starts_well(column, &text) {
                return format!("{prefix}{text}{suffix}");
            }
        }
        return in_parentheses(&lay(expr, inner, inner, 0));
    }
    if !is_bracketed(expr) {
        // It goes into parentheses if that helps.
        if has_room && fits(inner, &whole) {
            return in_parentheses(&whole);
        }
        return flat;
    }
    let text = lay_brackets(expr, indent, column, width(suffix));
    if !prefix.is_empty() && !starts_well(column, &text) {
        // Not even the part before the bracket fits beside the prefix.
        let within = lay(expr, inner, inner, 0);
        if has_room && fits_whole(inner, &within) {
            return in_parentheses(&within);
        }
    }
    format!("{prefix}{text}{suffix}")
}

/// The last operand of all, if it has a bracket to break, and the text before it.
fn last_bracket(expr: &Expr) -> Option<(String, &Expr)> {
    let Expr::Binary(op, operands) = expr else {
        return is_bracketed(expr).then(|| (String::new(), expr));
    };
    let (last, others) = operands.split_last()?;
    if operands.iter().any(|operand| expr.is_weaker(operand)) {
        return None;
    }
    let (head, last) = last_bracket(last)?;
    let others = others
        .iter()
        .map(|it| format!("{} {} ", it.flat(), op.text()));
    Some((others.collect::<String>() + &head, last))
}

fn in_parentheses(text: &str, indent: usize) -> String {
    let (pad, inner) = (" ".repeat(indent), " ".repeat(indent + STEP));
    format!("(\n{inner}{text}\n{pad})")
}

/// Items one a line, each with a comma.
fn spread(
    open: &str,
    items: impl IntoIterator<Item = String>,
    close: &str,
    indent: usize,
) -> String {
    let (pad, inner) = (" ".repeat(indent), " ".repeat(indent + STEP));
    let lines: String = items
        .into_iter()
        .map(|item| format!("{inner}{item},\n"))
        .collect();
    format!("{open}\n{lines}{pad}{close}")
}

/// Whether some bracket of the expression has something in it, so that lines may break there.
fn is_bracketed(expr: &Expr) -> bool {
    match expr {
        Expr::Name(_) | Expr::Literal(_) | Expr::Quoted(_) | Expr::Binary(..) | Expr::Slice(..) => {
            false
        }
        Expr::Not(inner) | Expr::Attribute(inner, _) => is_bracketed(inner),
        Expr::Call(function, arguments) => !arguments.is_empty() || is_bracketed(function),
        Expr::Subscript(..) => true,
        Expr::Tuple(items) | Expr::Pair(items) | Expr::List(items) => !items.is_empty(),
    }
}

/// The width of the expression up to where a line may break; of the whole one if there is no such
/// place.
fn until_break(expr: &Expr) -> Result<usize, usize> {
    match expr {
        Expr::Name(_) | Expr::Literal(_) | Expr::Quoted(_) | Expr::Binary(..) | Expr::Slice(..) => {
            Err(width(&expr.flat()))
        }
        Expr::Not(inner) => until_break(inner).map(|it| it + 4).map_err(|it| it + 4),
        Expr::Attribute(value, name) => until_break(value).map_err(|it| it + 1 + width(name)),
        Expr::Call(function, arguments) if arguments.is_empty() => {
            until_break(function).map_err(|it| it + 2)
        }
        Expr::Call(value, _) | Expr::Subscript(value, _) => {
            until_break(value).or_else(|it| Ok(it + 1))
        }
        Expr::Tuple(_) | Expr::Pair(_) | Expr::List(_) => Ok(1),
    }
}

/// The expression inside of a bracket, where lines may break anywhere: it starts at `column`, and
/// `rest` columns follow it on its last line.
fn lay(expr: &Expr, indent: usize, column: usize, rest: usize) -> String {
    let flat = expr.flat();
    if fits(column + rest, &flat) {
        return flat;
    }
    let Expr::Binary(op, operands) = expr else {
        return lay_brackets(expr, indent, column, rest);
    };
    let pad = " ".repeat(indent);
    let mut out = String::new();
    for (number, operand) in operands.iter().enumerate() {
        let is_last = number + 1 == operands.len();
        let mut start = column;
        if number > 0 {
            let op = op.text();
            out.push_str(&format!("\n{pad}{op} "));
            start = indent + op.len() + 1;
        }
        let rest = if is_last { rest } else { 0 };
        if expr.is_weaker(operand) {
            out.push_str(&format!("({})", operand.flat()));
        } else {
            out.push_str(&lay(operand, indent, start, rest));
        }
    }
    out
}

/// The expression with those of its brackets spread over lines that do not fit.
fn lay_brackets(expr: &Expr, indent: usize, column: usize, rest: usize) -> String {
    let inner = indent + STEP;
    let fits_flat = |column: usize, items: &str| fits(column + 1 + rest, items);
    let plain = |items: &[Expr]| -> Vec<String> {
        items.iter().map(|it| lay(it, inner, inner, 1)).collect()
    };
    match expr {
        Expr::Name(_) | Expr::Literal(_) | Expr::Quoted(_) | Expr::Binary(..) | Expr::Slice(..) => {
            expr.flat()
        }
        Expr::Not(value) => {
            format!("not {}", lay_brackets(value, indent, column + 4, rest))
        }
        Expr::Attribute(value, name) => {
            let rest = rest + 1 + width(name);
            format!("{}.{name}", lay_brackets(value, indent, column, rest))
        }
        Expr::Call(function, arguments) if arguments.is_empty() => {
            format!("{}()", lay_brackets(function, indent, column, rest + 2))
        }
        Expr::Call(function, arguments) => {
            let head = lay_brackets(function, indent, column, 1) + "(";
            let flat = Expr::flat_arguments(arguments);
            if fits_flat(column_after(column, &head), &flat) {
                return format!("{head}{flat})");
            }
            let items = arguments.iter().map(|(name, value)| {
                let name = name.as_ref().map(|name| format!("{name}="));
                let name = name.unwrap_or_default();
                let value = lay(value, inner, inner + width(&name), 1);
                format!("{name}{value}")
            });
            spread(&head, items, ")", indent)
        }
        Expr::Subscript(value, items) => {
            let head = lay_brackets(value, indent, column, 1) + "[";
            let flat = Expr::flat_list(items);
            if fits_flat(column_after(column, &head), &flat) {
                return format!("{head}{flat}]");
            }
            match items.as_slice() {
                // With a comma, one item would be a tuple of one.
                [only] => {
                    let (pad, inner_pad) = (" ".repeat(indent), " ".repeat(inner));
                    let only = lay(only, inner, inner, 0);
                    format!("{head}\n{inner_pad}{only}\n{pad}]")
                }
                items => spread(&head, plain(items), "]", indent),
            }
        }
        Expr::Tuple(items) | Expr::Pair(items) => spread("(", plain(items), ")", indent),
        Expr::List(items) => spread("[", plain(items), "]", indent),
    }
}
