/** Modules of which nothing has a place in a checkpoint, but much has one in an attack. Submodules belong to them. */
const MODULES: ReadonlySet<string> = new Set([
  ...["os", "posix", "nt", "sys", "subprocess", "_posixsubprocess", "pty", "commands", "runpy", "shutil"],
  ...["importlib", "imp", "pkgutil", "zipimport", "pip", "ensurepip", "venv", "ctypes", "_ctypes", "cffi", "codeop"],
  ...["socket", "_socket", "ssl", "asyncio", "webbrowser", "requests", "urllib2", "httplib", "ftplib", "smtplib"],
  ...["bdb", "pdb", "cProfile", "timeit", "doctest", "idlelib", "pydoc", "antigravity", "_winreg", "winreg"],
  ...["marshal", "pickle", "_pickle", "cPickle", "shelve", "dbm"],
]);

/** Single functions of modules that checkpoints do name, or that a model's own module may be called like. */
const NAMES: ReadonlySet<string> = new Set([
  ...["eval", "exec", "execfile", "compile", "open", "file", "input", "breakpoint", "__import__", "globals", "locals"]
    .concat(["vars", "setattr", "delattr", "apply", "reload"])
    .flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`]),
  ...["io.open", "io.open_code", "io.FileIO", "_io.open", "_io.open_code", "_io.FileIO", "codecs.open"],
  ...["code.interact", "code.InteractiveInterpreter", "code.InteractiveConsole", "profile.run", "profile.runctx"],
  ...["urllib.request.urlopen", "urllib.request.urlretrieve", "http.client.HTTPSConnection", "logging.config.listen"],
  ...["torch.load", "torch.hub.load", "torch.serialization.load", "torch.jit.load", "torch.package.PackageImporter"],
  ...["torch.ops.load_library", "torch.utils.cpp_extension.load", "torch.utils.cpp_extension.load_inline"],
  ...["numpy.load", "joblib.load", "dill.loads", "dill._dill.loads", "cloudpickle.loads"],
]);

/** Plain data that happens to live in such a module. */
const HARMLESS: ReadonlySet<string> = new Set(["os.stat_result", "os.terminal_size", "os.uname_result"]);

/** Functions that find a function by its name: calling what they give may run anything. */
const FINDERS: ReadonlySet<string> = new Set([
  ...["builtins.getattr", "__builtin__.getattr", "operator.attrgetter", "operator.methodcaller", "operator.itemgetter"],
  ...["_operator.attrgetter", "_operator.methodcaller", "_operator.itemgetter"],
]);

/**
 * Whether only a pickle that means harm names this class or function. `name` may itself lead through modules
 * ("hub.os.system" of the module "torch").
 */
export function isDenied(module: string, name: string): boolean {
  const path = name.split(".");
  return isDeniedName(`${module}.${name}`) || path.some((_, i) => i < path.length - 1 && isDeniedName(tail(path, i)));
}

/** Whether a function gives functions by their names. */
export function findsFunctions(name: string | undefined): boolean {
  return name !== undefined && FINDERS.has(name);
}

function isDeniedName(name: string): boolean {
  if (HARMLESS.has(name)) return false;
  return NAMES.has(name) || MODULES.has(name.slice(0, Math.max(0, name.indexOf("."))));
}

function tail(path: readonly string[], from: number): string {
  return path.slice(from).join(".");
}
