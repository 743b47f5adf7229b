"""Imports the modules of a folder, and looks for names that mean something else than
they should. Prints what is wrong; no output is success.

`python check.py FOLDER [PLAIN]`, where PLAIN holds the modules of the same inventories with
plain names of parameters and fields.
"""

import ast
import builtins
import gc
import importlib
import inspect
import pkgutil
import re
import sys
import warnings
from pathlib import Path

OWN_PART = "\n# The native library "


def main(folder, plain=None):
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    warnings.simplefilter("error")
    # There is a lot of code, and none of it goes.
    gc.disable()
    captures = Captures()
    for name in sorted(path.stem for path in folder.iterdir()):
        for module, file in imported(name, folder):
            is_private = file.name in ("_bindings.py", "_runtime.py")
            found = [] if is_private else list(exported_problems(module))
            if plain is not None:
                static, own = parts(file)
                found.extend(own_problems(module, static, own))
                _, other = parts(plain / file.relative_to(folder))
                found.extend(captures.found(own, other))
            for problem in found:
                print(f"{module.__name__}: {problem}")
    if captures.skipped > captures.compared * 0.3:
        print(f"too few functions are comparable: {captures.compared}")


def parts(file):
    """The static code, and the statements of the rest."""
    text = file.read_text(encoding="utf-8")
    if file.name == "_bindings.py":
        static = (file.parent / "_runtime.py").read_text(encoding="utf-8")
        return static, ast.parse(text)
    static, _, own = text.partition(OWN_PART)
    return static, ast.parse(own.partition("\n")[2])


def imported(name, folder):
    """The module of that name; of a package, all that is in it."""
    try:
        module = importlib.import_module(name)
        yield module, Path(module.__file__)
        for inner in pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}."):
            module = importlib.import_module(inner.name)
            yield module, Path(module.__file__)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next one is imported
        print(f"{name}: cannot be imported: {type(error).__name__}: {error}")


def exported_problems(module):
    public = {name for name in vars(module) if not name.startswith("_")}
    # `from __future__ import annotations` binds the name.
    public -= {"annotations"} - set(module.__all__)
    if sorted(module.__all__) != sorted(public):
        differing = sorted(public.symmetric_difference(module.__all__))
        yield f"`__all__` is not what is public: {differing}"
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isfunction(value):
            inspect.signature(value)


def own_problems(module, static, own):
    bound = {name for node in own.body for name in names_bound(node)}
    for name in sorted(bound.intersection(dir(builtins)) & words_of(static)):
        yield f"static code uses the builtin `{name}`, which an item hides"
    for node in ast.walk(own):
        if isinstance(node, ast.ClassDef):
            yield from class_problems(node, module)


def words_of(static):
    """The names that static code uses. The same definitions are in many modules."""
    words = set()
    for chunk in re.split(r"\n\n\n+", static):
        if chunk not in KNOWN:
            nodes = ast.walk(ast.parse(chunk))
            KNOWN[chunk] = {it.id for it in nodes if isinstance(it, ast.Name)}
        words |= KNOWN[chunk]
    return words


KNOWN = {}


def names_bound(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    if isinstance(node, ast.Assign):
        return [it.id for it in node.targets if isinstance(it, ast.Name)]
    if isinstance(node, ast.If):
        return [name for it in node.body + node.orelse for name in names_bound(it)]
    return []


def class_problems(node, module):
    bound = [name for statement in node.body for name in names_bound(statement)]
    for name in bound:
        if name.startswith("__") and not name.endswith("__"):
            yield f"Python mangles `{node.name}.{name}`"
    used = set()
    for statement in node.body:
        used.update(class_level(statement))
    for name in sorted(used.intersection(bound)):
        yield f"class `{node.name}` both defines and uses `{name}`"
    members = getattr(getattr(module, node.name, None), "__members__", None)
    if members is not None and len(members) != len(set(bound)):
        yield f"enum `{node.name}` has other members than {bound}: {list(members)}"


def class_level(node):
    """The names that a statement in a class looks up in the class, also in annotations."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        for decorator in node.decorator_list:
            # `@x.setter` means the property above.
            if not (
                isinstance(decorator, ast.Attribute) and decorator.attr == "setter"
            ):
                yield from loaded(decorator)
        arguments = node.args
        for argument in arguments.args + arguments.kwonlyargs:
            if argument.annotation is not None:
                yield from loaded(argument.annotation)
        if node.returns is not None:
            yield from loaded(node.returns)
        for default in arguments.defaults:
            yield from loaded(default)
    elif isinstance(node, ast.If):
        yield from loaded(node.test)
        for statement in node.body + node.orelse:
            yield from class_level(statement)
    elif isinstance(node, ast.AnnAssign):
        yield from loaded(node.annotation)
        if node.value is not None:
            yield from loaded(node.value)
            # The union of variants is written as text.
            yield from quoted(node)
    elif isinstance(node, ast.Assign):
        yield from loaded(node.value)


def quoted(node):
    if getattr(node.annotation, "id", None) == "_TypeAlias":
        for inner in ast.walk(node.value):
            text = getattr(inner, "s" if sys.version_info < (3, 8) else "value", None)
            if isinstance(text, str):
                yield from re.findall(r"\w+", text)


def loaded(node):
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
            yield inner.id


class Captures:
    """Compares functions with the same ones that have plain parameters: where one uses a
    parameter, the other must use it too, and nowhere else."""

    def __init__(self):
        self.compared = self.skipped = 0

    def found(self, own, plain):
        ours, theirs = functions(own), functions(plain)
        if len(ours) != len(theirs):
            self.skipped += len(ours)
            return
        for function, other in list(zip(ours, theirs)):
            names = dict(zip(parameters(function), parameters(other)))
            if all(name == plain for name, plain in names.items()):
                continue
            ours, theirs = used(function), used(other)
            if len(ours) != len(theirs):
                # A line that did not fit was laid out in another way.
                self.skipped += 1
                continue
            self.compared += 1
            for name, plain_name in zip(ours, theirs):
                if names.get(name, name) != plain_name:
                    yield f"`{function.name}()` uses `{name}` where it should not"


def functions(tree):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def parameters(function):
    return [argument.arg for argument in function.args.args]


def used(function):
    nodes = [inner for node in function.body for inner in ast.walk(node)]
    return [node.id for node in nodes if isinstance(node, ast.Name)]


main(*map(Path, sys.argv[1:]))
