/** Whether a text of Python is worth parsing: it names a framework, or speaks to Normscope. */
export function mayHoldModels(text: string): boolean {
  return /[tT]orch|TORCH|[kK]eras|KERAS|[fF]lax|FLAX|[tT]ensor[fF]low|TENSORFLOW|[nN]ormscope\s*:/.test(text);
}
