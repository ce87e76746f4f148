import { normalizationNamed } from "./catalogue";
import { specNamed } from "./frameworks/specs";
import { moduleOf, type Scope } from "./scopes";

/**
 * What `a.b.c` stands for in a scope, as a qualified name such as "torch.nn.BatchNorm2d"; null where the file's
 * imports do not settle it. A name with several meanings in one scope has none: whoever asks stays silent.
 */
export function resolveName(chain: readonly string[], scope: Scope): string | null {
  return resolve(chain, scope, MAX_ALIASES);
}

/** As `resolveName`, and null too where the file assigns over the attribute itself (`nn.LayerNorm = Mine`). */
export function resolveUnpatched(chain: readonly string[], scope: Scope): string | null {
  const found = resolveName(chain, scope);
  if (found === null) return null;
  const known = layerOf(found);
  const names = new Set([chain.at(-1), known?.name]);
  const patched = [...names].some((name) =>
    scope.patches.get(name ?? "")?.some(({ chain: over, scope: where }) => {
      const meant = resolveName(over, where);
      return meant !== null && (meant === found || (known !== undefined && layerOf(meant) === known));
    }),
  );
  return patched ? null : found;
}

/** The layer or function of that name, under whichever of its homes. */
function layerOf(qualified: string) {
  return specNamed(qualified) ?? normalizationNamed(qualified);
}

const MAX_ALIASES = 8;

function resolve(chain: readonly string[], scope: Scope, aliases: number): string | null {
  const [name, ...rest] = chain;
  if (name === undefined || aliases === 0) return null;
  const root = lookup(name, scope, aliases);
  return root === null ? null : [root, ...rest].join(".");
}

function lookup(name: string, from: Scope, aliases: number): string | null {
  let crossed = false;
  for (let scope: Scope | null = from; scope; scope = scope.parent) {
    const visible = scope.kind !== "class" || !crossed;
    const sent = visible && scope.parent ? scope.elsewhere.get(name) : undefined;
    if (sent === "global") return meaningIn(moduleOf(scope), name, aliases) ?? null;
    if (visible && sent === undefined) {
      const meaning = meaningIn(scope, name, aliases);
      if (meaning !== undefined) return meaning;
    }
    if (scope.kind === "function") crossed = true;
  }
  return null;
}

/** Undefined where the scope does not bind the name. */
function meaningIn(scope: Scope, name: string, aliases: number): string | null | undefined {
  const bindings = scope.bindings.get(name) ?? [];
  const meanings = new Set<string | null>();
  for (const binding of bindings) {
    if (binding.kind === "none") continue;
    if (binding.kind === "import") meanings.add(binding.qualified);
    else if (binding.kind === "other") meanings.add(null);
    // `nn = nn` in a class or function reads the name from outside.
    else meanings.add(resolve(binding.chain, binding.chain[0] === name ? outer(scope) : scope, aliases - 1));
  }
  if (meanings.size === 1) return [...meanings][0];
  if (bindings.length > 0) return null;
  return scope.stars.length > 0 ? starred(scope.stars, name) : undefined;
}

function outer(scope: Scope): Scope {
  return scope.parent ?? NOWHERE;
}

/** The last `import *` that may offer the name decides; an unknown module may offer anything. */
function starred(stars: readonly (string | null)[], name: string): string | null {
  for (const module of stars.toReversed()) {
    if (module === null) return null;
    if (!FRAMEWORKS.test(module)) {
      if (QUIET_MODULES.has(module)) continue;
      return null;
    }
    const qualified = `${module}.${name}`;
    if (layerOf(qualified) || MODULES.has(qualified)) return qualified;
  }
  return null;
}

/** Packages whose `import *` brings the names that they are known to have, and no other that is asked for. */
const FRAMEWORKS = /^(?:torch|keras|tf_keras|flax|tensorflow(?:\.python)?\.keras)(?:\.|$)/;

/** Modules and classes, no layers, that come with an `import *` of the one above. */
const MODULES: ReadonlySet<string> = new Set([
  ...["functional", "modules", "init", "utils", "Module", "Parameter"].map((name) => `torch.nn.${name}`),
  "keras.layers",
  "keras.ops",
  "tensorflow.keras.layers",
  "flax.linen",
  "flax.nnx",
]);

/** Modules that are often imported whole and offer no name that this analysis asks for. */
const QUIET_MODULES: ReadonlySet<string> = new Set(["typing", "math", "os", "numpy", "collections", "dataclasses"]);

const NOWHERE: Scope = {
  kind: "module",
  parent: null,
  children: [],
  start: 0,
  end: 0,
  bindings: new Map(),
  elsewhere: new Map(),
  stars: [],
  patches: new Map(),
};
