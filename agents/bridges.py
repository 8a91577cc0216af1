"""How does compiled code call a compiled stage without a detour through Python?

numba hands a stage its arguments as machine words: seven and more for an array, one for a number, those of its fields
for a record. A *frame* is an array of 64-bit words in which each of them has a place. A *bridge* is a function of
nothing but loads: it takes one stage's words from the frame and calls the stage at its address. Bridges know neither
addresses nor sizes nor data, so they are compiled once for a plan and kept on disk with the stages.

Only what numba itself says of a stage is relied on: the type of its native function is compared word by word with
what the frame offers, and anything unexpected raises CannotBridge, upon which plans run from Python instead.
"""

import contextlib
import ctypes
import hashlib
import os
import platform
import struct
import tempfile
from collections.abc import Sequence
from typing import NamedTuple

import llvmlite
import numpy as np
from llvmlite import binding, ir
from numba import types
from numba.extending import intrinsic

from agents.compiled import CACHE_FOLDER

POINTER, INTEGER, NUMBER = "p", "i", "d"
RETURNED, RETURNED_NONE = 0, -2  # numba's return codes of a function that ends as it should
WORD_OF_ITEM, WORD_OF_DATA = 3, 4  # places of the item's bytes and of the address among the words of an array
HAS_COUNTER = platform.machine().lower() in ("x86_64", "amd64")

_FORMAT = str.maketrans({POINTER: "q", INTEGER: "q", NUMBER: "d"})  # of a word, for struct
_WHOLE, _SEED, _REAL = (int, np.int64), (np.uint64,), (float, np.float64)  # Python classes of a number
_INT32, _INT64, _BYTE = ir.IntType(32), ir.IntType(64), ir.IntType(8)
_LLVM_TYPE = {POINTER: _BYTE.as_pointer(), INTEGER: _INT64, NUMBER: ir.DoubleType()}


class CannotBridge(RuntimeError):
    """This numba, this processor or these arguments are not as expected: plans run from Python instead."""


class Unexpected(TypeError):
    """A value has another type than the one that a bridge was made for."""


# ---- words ------------------------------------------------------------------------------------------------


def kinds_of(numba_type) -> str:
    """Of which kinds are the words of an argument of this type, in numba's order? One letter a word."""
    if isinstance(numba_type, types.Array) and numba_type.layout == "C":
        return POINTER * 2 + INTEGER * 2 + POINTER + INTEGER * (2 * numba_type.ndim)
    if isinstance(numba_type, types.BaseNamedTuple):
        return "".join(kinds_of(field) for field in numba_type.types)
    if numba_type in (types.int64, types.uint64):
        return INTEGER
    if numba_type == types.float64:
        return NUMBER
    raise CannotBridge(f"an argument of numba's type {numba_type} has no place in a frame")


def words_of(parts, value) -> list[int]:
    """Which words, as signed integers, stand for a value with these parts? Unexpected if it has others."""
    words: list[int | float] = []
    _put(parts, value, words)
    packed = struct.pack("=" + "".join("d" if isinstance(word, float) else "q" for word in words), *words)
    return list(struct.unpack(f"={len(words)}q", packed))


def packing_of(numba_type) -> struct.Struct:
    """How are the words of an argument of this type written into a frame?"""
    return struct.Struct("=" + kinds_of(numba_type).translate(_FORMAT))


def put_words(frame: np.ndarray, slot: int, packing: struct.Struct, parts, value) -> None:
    """Write the words of a value with these parts into a frame from a slot on. Unexpected if it has others."""
    words: list[int | float] = []
    _put(parts, value, words)
    packing.pack_into(frame, slot * frame.itemsize, *words)


class _Array(NamedTuple):
    """What numpy says of an array of a numba type: the type of an item and its bytes, and the number of dimensions."""

    item: np.dtype
    item_bytes: int
    dimensions: int


class _Record(NamedTuple):
    """The class of a record and what its fields are."""

    of: type
    fields: tuple


def parts_of(numba_type):
    """What is this numba type made of? An array, a record of parts, or the Python classes of a number."""
    if isinstance(numba_type, types.Array):
        dtype = np.dtype(str(numba_type.dtype))
        return _Array(dtype, dtype.itemsize, numba_type.ndim)
    if isinstance(numba_type, types.BaseNamedTuple):
        return _Record(numba_type.instance_class, tuple(map(parts_of, numba_type.types)))
    return {types.int64: _WHOLE, types.uint64: _SEED, types.float64: _REAL}[numba_type]


def _put(parts, value, words: list) -> None:
    """Add the words of a value, real numbers as they are."""
    kind = type(value)
    if type(parts) is _Record and kind is parts.of:
        for part, field in zip(parts.fields, value, strict=True):
            if part is _REAL and type(field) is float:  # the most frequent ones without another call
                words.append(field)
            elif part.__class__ is _Array and part.dimensions == 1 and _is_row_of(part.item, field):
                items, item_bytes = field.size, part.item_bytes
                words += (0, 0, items, item_bytes, _address_of_data(field), items, item_bytes)
            else:
                _put(part, field, words)
    elif kind is np.ndarray and type(parts) is _Array:
        shape = value.shape
        if (value.dtype is not parts.item and value.dtype != parts.item) or len(shape) != parts.dimensions:
            raise Unexpected(f"an array of type {value.dtype} and shape {shape} where {parts} is expected")
        strides = [parts.item_bytes]
        for length in shape[:0:-1]:
            strides.append(strides[-1] * length)
        words += (0, 0, value.size, parts.item_bytes, _address_of_data(value), *shape, *strides[::-1])
    elif type(parts) is tuple and kind in parts:
        words.append(float(value) if isinstance(value, float) else _signed(int(value)))
    else:
        raise Unexpected(f"{value!r} where {parts} is expected")


def _is_row_of(item: np.dtype, value) -> bool:
    return type(value) is np.ndarray and value.dtype is item and value.ndim == 1


def _address_of_data(array: np.ndarray) -> int:
    """Where does an array begin that has no gaps and may be written? Unexpected for another type to numba."""
    try:  # says both at a third of the cost of numpy's interface
        return ctypes.addressof(ctypes.c_char.from_buffer(array))
    except TypeError as other:
        raise Unexpected(f"an array that {other}, where one without gaps that may be written is expected") from None
    except ValueError:  # an array of no items
        return array.__array_interface__["data"][0]


def _signed(word: int) -> int:
    return word - 2**64 if word >= 2**63 else word


# ---- stages -----------------------------------------------------------------------------------------------


def form_of(stage, argument_types: tuple):
    """Which compiled form has a stage for these types? It is compiled, or read from disk, if need be."""
    if not hasattr(stage, "overloads"):
        raise CannotBridge(f"{stage} is not compiled")
    if argument_types not in stage.overloads:
        stage.compile(argument_types)
    return stage.overloads[argument_types]


def address_of(form) -> int:
    """Where does the native code of a compiled form begin? CannotBridge if this numba does not say."""
    try:
        address = form.library.get_pointer_to_function(form.fndesc.llvm_func_name)
    except AttributeError as missing:
        raise CannotBridge(f"numba does not tell where a stage begins: {missing}") from missing
    if not address:
        raise CannotBridge(f"numba does not tell where {form.fndesc.qualname} begins")
    return address


def check_words(form, kinds: str) -> None:
    """Does numba pass this stage exactly the words that the frame offers? CannotBridge if not."""
    try:
        native = form.target_context.call_conv.get_function_type(form.fndesc.restype, form.fndesc.argtypes)
    except AttributeError as missing:
        raise CannotBridge(f"numba does not tell how a stage is called: {missing}") from missing
    first_two, rest = native.args[:2], native.args[2:]
    asked = "".join(
        POINTER if isinstance(each, ir.PointerType)
        else INTEGER if each == _INT64
        else NUMBER if isinstance(each, ir.DoubleType) else "?"
        for each in rest
    )  # fmt: skip
    as_known = native.return_type == _INT32 and all(isinstance(each, ir.PointerType) for each in first_two)
    if not as_known or asked != kinds or form.fndesc.restype != types.none:
        raise CannotBridge(f"{form.fndesc.qualname} is called with {asked}, not with {kinds}")


# ---- bridges ----------------------------------------------------------------------------------------------

Load = tuple[str, int, bool]  # kind of a word; its place in the frame, or itself where the third says so


def _bridge(module: ir.Module, name: str, loads: Sequence[Load]) -> None:
    """Add the function that calls a stage at an address with these words: `int32 name(int64 *frame, int64 address)`."""
    function = ir.Function(module, ir.FunctionType(_INT32, [_INT64.as_pointer(), _INT64]), name)
    builder = ir.IRBuilder(function.append_basic_block())
    frame, address = function.args
    pointer = _LLVM_TYPE[POINTER]
    native = ir.FunctionType(_INT32, [pointer, pointer, *(_LLVM_TYPE[kind] for kind, _, _ in loads)])
    result = builder.alloca(_INT64)
    error = builder.alloca(pointer)
    arguments = [builder.bitcast(result, pointer), builder.bitcast(error, pointer)]
    seen: dict[Load, ir.Value] = {}
    for load in loads:
        kind, place, is_constant = load
        if load not in seen and is_constant:
            seen[load] = pointer(None) if kind == POINTER else _INT64(place)
        elif load not in seen:
            at = builder.gep(frame, [_INT32(place)])
            seen[load] = builder.load(builder.bitcast(at, _LLVM_TYPE[kind].as_pointer()))
        arguments.append(seen[load])
    builder.ret(builder.call(builder.inttoptr(address, native.as_pointer()), arguments))


def _object_code(asked: Sequence[Sequence[Load]]) -> bytes:
    """Machine code of the bridges, from disk if they were made before; CannotBridge if LLVM refuses."""
    triple = binding.get_process_triple()
    known = hashlib.sha256(repr((llvmlite.__version__, triple, asked)).encode()).hexdigest()[:20]
    path = CACHE_FOLDER / f"bridges-{known}.o"
    with contextlib.suppress(OSError):
        return path.read_bytes()
    module = ir.Module("bridges")
    module.triple = triple
    for number, loads in enumerate(asked):
        _bridge(module, f"bridge_{number}", loads)
    machine = binding.Target.from_triple(triple).create_target_machine(opt=1, codemodel="jitdefault")
    code = machine.emit_object(binding.parse_assembly(str(module)))
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=CACHE_FOLDER)
        with os.fdopen(handle, "wb") as file:
            file.write(code)
        os.replace(name, path)
    return code


class Bridges:
    """Bridges in this process's memory: their addresses, in the order in which they were asked for."""

    def __init__(self, asked: Sequence[Sequence[Load]]):
        try:
            triple = binding.get_process_triple()
            machine = binding.Target.from_triple(triple).create_target_machine(codemodel="jitdefault", jit=True)
            empty = binding.parse_assembly(f'target triple = "{triple}"')
            self._engine = binding.create_mcjit_compiler(empty, machine)
            self._engine.add_object_file(binding.ObjectFileRef.from_data(_object_code(asked)))
            self._engine.finalize_object()
        except (AttributeError, RuntimeError, TypeError) as refused:
            raise CannotBridge(f"LLVM does not make the bridges: {refused}") from refused
        found = [self._engine.get_function_address(f"bridge_{number}") for number in range(len(asked))]
        if not all(found):
            raise CannotBridge("LLVM does not tell where the bridges are")
        self.addresses = np.array(found, dtype=np.uint64).view(np.int64)


@intrinsic
def cross(_typing, bridge, frame, address):
    """What does a stage at this address return that is called over a bridge? numba's return code, an int32."""

    def codegen(context, builder, signature, arguments):
        at, words, target = arguments
        data = context.make_array(signature.args[1])(context, builder, words).data
        native = ir.FunctionType(_INT32, [_INT64.as_pointer(), _INT64])
        return builder.call(builder.inttoptr(at, native.as_pointer()), [data, target])

    return types.int32(bridge, frame, address), codegen


@intrinsic
def ticks(_typing):
    """How often has the processor's counter ticked? int64; 0 on processors that let no program read it."""

    def codegen(context, builder, signature, arguments):
        if not HAS_COUNTER:
            return _INT64(0)
        counter = ir.FunctionType(_INT64, [])
        function = builder.module.globals.get("llvm.readcyclecounter")
        return builder.call(function or ir.Function(builder.module, counter, "llvm.readcyclecounter"), [])

    return types.int64(), codegen
