"""Runs a block of Python, and holds it to its comments: `check.py <module> <file>`."""

from __future__ import annotations
import __future__

import array
import ast
import asyncio
import doctest
import importlib
import io
import math
import re
import sys
import tokenize
import typing


class Checked(ast.NodeTransformer):
    """Has what becomes of each expression compared with the comment behind it."""

    def __init__(self, comments: dict[int, str]) -> None:
        self.comments = comments

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        comment = self.comments.get(node.end_lineno or 0)
        if comment is None:
            return node
        (attempt,) = ast.parse(
            "try:\n"
            "    _outcome = None\n"
            "except Exception as _error:\n"
            f"    _check_error({node.lineno}, _error, {comment!r})\n"
            "else:\n"
            f"    _check_value({node.lineno}, _outcome, {comment!r})\n"
        ).body
        assert isinstance(attempt, ast.Try)
        (assignment,) = attempt.body
        assert isinstance(assignment, ast.Assign)
        assignment.value = node.value
        return attempt


def names_error(comment: str) -> bool:
    return re.match(r"[A-Z]\w*(Error|Exception)\b", comment) is not None


def main(module: str, path: str) -> None:
    library = importlib.import_module(module)
    scope: dict[str, typing.Any] = {"array": array, "asyncio": asyncio, "math": math}
    scope.update({name: getattr(library, name) for name in library.__all__})

    with open(path, encoding="utf-8") as file:
        text = file.read()
    if ">>>" in text:
        test = doctest.DocTestParser().get_doctest(text, scope, module, path, 0)
        if doctest.DocTestRunner().run(test, out=sys.stderr.write).failed:
            raise SystemExit(1)
        return

    checked = []

    def check_value(line: int, value: object, comment: str) -> None:
        assert not names_error(comment), f"line {line}: no {comment}, but {value!r}"
        expected = eval(comment, scope)
        assert value == expected, f"line {line}: {value!r}, not {comment}"
        checked.append(line)

    def check_error(line: int, error: Exception, comment: str) -> None:
        told = f"{type(error).__name__}: {error}"
        is_told = told == comment or type(error).__name__ == comment
        assert is_told, f"line {line}: {told}, not {comment}"
        checked.append(line)

    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    }
    scope.update(_check_value=check_value, _check_error=check_error)
    tree = Checked(comments).visit(ast.parse(text, path))
    # As annotations are in a module that has them read by type checkers alone.
    flags = __future__.annotations.compiler_flag
    code = compile(ast.fix_missing_locations(tree), path, "exec", flags)
    exec(code, scope)  # noqa: S102 (the code of the guide)
    if asyncio.iscoroutinefunction(scope.get("main")):
        asyncio.run(scope["main"]())


main(*sys.argv[1:])
