import { type Bytes, concat, hex, latin1 } from "../bytes";
import { type HostileFile, hostile } from "../hostileFile";
import {
  call,
  checkpoint,
  dict,
  global,
  int,
  legacy,
  MAGIC,
  PLAIN,
  pickle,
  text,
  tuple,
} from "../pytorch/pytorchBytes";

/** Functions that run commands, reach the network or the disk, as pickles of attackers name them. */
const ATTACKS: readonly (readonly [module: string, name: string])[] = [
  ["os", "system"],
  ["os", "popen"],
  ["os.path", "join"],
  ["posix", "system"],
  ["nt", "system"],
  ["subprocess", "Popen"],
  ["subprocess", "check_output"],
  ["builtins", "eval"],
  ["builtins", "exec"],
  ["builtins", "compile"],
  ["builtins", "open"],
  ["builtins", "__import__"],
  ["__builtin__", "eval"],
  ["__builtin__", "execfile"],
  ["__builtin__", "apply"],
  ["sys", "exit"],
  ["runpy", "run_path"],
  ["runpy", "_run_code"],
  ["socket", "create_connection"],
  ["shutil", "rmtree"],
  ["webbrowser", "open"],
  ["importlib", "import_module"],
  ["importlib.machinery", "SourceFileLoader"],
  ["pty", "spawn"],
  ["ctypes", "CDLL"],
  ["code", "InteractiveInterpreter"],
  ["commands", "getoutput"],
  ["asyncio.subprocess", "create_subprocess_shell"],
  ["asyncio", "create_subprocess_exec"],
  ["pickle", "loads"],
  ["marshal", "loads"],
  ["pip._internal", "main"],
  ["pdb", "run"],
  ["timeit", "timeit"],
  ["io", "FileIO"],
  ["torch.hub", "load"],
  ["torch", "load"],
  ["torch.utils.cpp_extension", "load_inline"],
  ["urllib.request", "urlopen"],
];

/** What an attacker would have run. */
export const COMMAND = text("touch normscope-was-here");

/** Pickles that would run something, were they executed. */
export const hostilePickleCalls: readonly HostileFile[] = [
  ...ATTACKS.map(([module, name]) =>
    refusedRoot(`a call of ${module}.${name}`, pickle(call(module, name, COMMAND)), wouldRun(`${module}.${name}`)),
  ),
  refusedRoot("a call in a legacy file", pickle(call("os", "system", COMMAND)), wouldRun("os.system")),
  pt("a call in a bare pickle", pickle(call("posix", "system", COMMAND)), wouldRun("posix.system")),
  pt(
    "a call where the magic number should be",
    concat(pickle(call("os", "system", COMMAND)), MAGIC),
    wouldRun("os.system"),
  ),
  pt(
    "a call as the system",
    concat(MAGIC, pickle(int(1001)), pickle(call("nt", "system", COMMAND))),
    wouldRun("nt.system"),
  ),
  pt(
    "a call as the list of keys",
    legacy(pickle(dict({})), pickle(call("os", "system", COMMAND))),
    wouldRun("os.system"),
  ),
  refusedRoot("a call by INST", pickle(latin1("("), COMMAND, latin1("ios\nsystem\n")), wouldRun("os.system")),
  refusedRoot(
    "a call by OBJ",
    pickle(latin1("("), global("os", "system"), COMMAND, latin1("o")),
    wouldRun("os.system"),
  ),
  refusedRoot(
    "a call by NEWOBJ",
    pickle(global("subprocess", "Popen"), tuple(COMMAND), hex("81")),
    wouldRun("subprocess.Popen"),
  ),
  refusedRoot(
    "a call by NEWOBJ_EX",
    pickle(global("subprocess", "Popen"), tuple(COMMAND), dict({ shell: hex("88") }), hex("92")),
    wouldRun("subprocess.Popen"),
  ),
  refusedRoot(
    "a name by STACK_GLOBAL",
    pickle(text("os"), text("system"), hex("93"), tuple(COMMAND), latin1("R")),
    wouldRun("os.system"),
  ),
  refusedRoot(
    "a name that leads through modules",
    pickle(text("torch"), text("hub.os.system"), hex("93"), tuple(COMMAND), latin1("R")),
    wouldRun("torch.hub.os.system"),
  ),
  refusedRoot("a name that nothing calls", pickle(global("os", "system")), wouldRun("os.system")),
  refusedRoot(
    "a name as a dict's factory",
    pickle(call("collections", "defaultdict", global("os", "system"))),
    wouldRun("os.system"),
  ),
  refusedRoot(
    "a name set as __setstate__",
    pickle(call("a", "B"), dict({ __setstate__: global("os", "system") }), latin1("b"), COMMAND, latin1("b")),
    wouldRun("os.system"),
  ),
  refusedRoot(
    "a name set as __reduce__",
    pickle(call("a", "B"), dict({ __reduce__: global("posix", "popen") }), latin1("b")),
    wouldRun("posix.popen"),
  ),
  refusedRoot(
    "a name in functools.partial",
    pickle(call("functools", "partial", global("os", "system"), COMMAND)),
    wouldRun("os.system"),
  ),
  refusedRoot(
    "a call of what getattr finds",
    pickle(call("builtins", "getattr", global("torch", "hub"), text("os")), tuple(COMMAND), latin1("R")),
    wouldRun("what builtins.getattr finds"),
  ),
  refusedRoot(
    "a chain of getattr",
    pickle(
      call("builtins", "getattr", call("builtins", "getattr", global("a", "b"), text("os")), text("system")),
      tuple(COMMAND),
      latin1("R"),
    ),
    wouldRun("what builtins.getattr finds"),
  ),
  refusedRoot(
    "a call of a methodcaller",
    pickle(call("operator", "methodcaller", text("system"), COMMAND), tuple(global("a", "b")), latin1("R")),
    wouldRun("what operator.methodcaller finds"),
  ),
  refusedRoot(
    "a name behind a popped value",
    pickle(global("os", "system"), latin1("0"), latin1("N")),
    wouldRun("os.system"),
  ),
  refusedRoot(
    "a name among tensors",
    pickle(dict({ w: PLAIN, x: call("os", "system", COMMAND) })),
    wouldRun("os.system"),
  ),
  refusedRoot(
    "a control character in a name",
    pickle(global("os", "sys\u202etem\x1b")),
    wouldRun("os.sys\ufffdtem\ufffd"),
  ),
];

export function wouldRun(what: string): RegExp {
  const escaped = what.replaceAll(".", "\\.");
  return new RegExp(
    `its pickle would run ${escaped}; it is never executed, and a file that does so is not to be trusted$`,
  );
}
function refusedRoot(name: string, root: Uint8Array, message: RegExp): HostileFile {
  return pt(name, checkpoint(root), message);
}
function pt(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("m.pt", name, bytes, message);
}
