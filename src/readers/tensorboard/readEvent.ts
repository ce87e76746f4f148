import type { LoggedContent, LoggedValue } from "../../engine/summaries/summary";
import { expectWireType, readText } from "../protobuf/fieldValues";
import { BYTES, FIXED32, type Field, VARINT, type Wire, walkMessage } from "../protobuf/protobuf";
import { readDouble } from "./fields";
import { readHistogram } from "./readHistogram";
import { readTensorContent } from "./readTensorContent";

const LONGEST_TAG = 4096;
const MAX_TAGS = 20_000;
/** Those whose values are read. */
const PLUGINS = ["", "scalars", "histograms"];

/**
 * Reads the Event [cursor, end) of tensorflow/core/util/event.proto: its step, its time and what its summary holds.
 *
 * @param plugins what each tag's first value said it is for; later ones need not repeat it
 */
export async function readEvent(
  wire: Wire,
  end: number,
  plugins: Map<string, string>,
  onValue: (value: LoggedValue) => void,
): Promise<void> {
  let [step, wallTime] = [0, Number.NaN];
  const summaries: Field[] = [];
  await walkMessage(wire, end, "the event", async (field) => {
    if (field.number === 1) wallTime = await readDouble(wire, field, "wall_time");
    if (field.number === 2) step = readStep(wire, field);
    if (field.number === 5) summaries.push(message(wire, field, "summary"));
  });
  for (const summary of summaries) {
    wire.cursor.moveTo(summary.start);
    await walkMessage(wire, summary.end, "the summary", async (field) => {
      if (field.number !== 1) return;
      const { tag, content } = await readValue(wire, message(wire, field, "a value"), plugins);
      onValue({ tag, step, wallTime, content });
    });
  }
}

/** A Summary.Value of tensorflow/core/framework/summary.proto. */
async function readValue(
  wire: Wire,
  { at, end }: Field,
  plugins: Map<string, string>,
): Promise<Pick<LoggedValue, "tag" | "content">> {
  let tag = "";
  let plugin = "";
  let content: LoggedContent = { kind: "other" };
  let tensor: Field | null = null;
  await walkMessage(wire, end, "a value", async (field) => {
    if (field.number === 1) tag = await readTag(wire, field);
    if (field.number === 2) {
      expectWireType(wire, field, FIXED32, "simple_value");
      content = { kind: "scalar", value: field.value };
    }
    if (field.number === 5) content = await readHistogram(wire, message(wire, field, "histo"));
    if (field.number === 8) tensor = message(wire, field, "tensor");
    if (field.number === 9) plugin = await readPlugin(wire, message(wire, field, "metadata"));
  });
  if (tensor === null) return { tag, content };
  if (!plugins.has(tag)) {
    if (plugins.size >= MAX_TAGS)
      throw new Error(`${wire.label}: byte ${at}: more than the ${MAX_TAGS} tags that are read`);
    plugins.set(tag, PLUGINS.includes(plugin) ? plugin : "other");
  }
  return { tag, content: await readTensorContent(wire, tensor, plugins.get(tag)!) };
}

async function readTag(wire: Wire, field: Field): Promise<string> {
  const length = field.end - field.start;
  if (length > LONGEST_TAG)
    throw new Error(`${wire.label}: byte ${field.at}: a tag has ${length} bytes, more than ${LONGEST_TAG}`);
  return readText(wire, field, "a tag");
}

/** The name of the plugin that a value is for (SummaryMetadata); "" where none is said. */
async function readPlugin(wire: Wire, { end }: Field): Promise<string> {
  let name = "";
  await walkMessage(wire, end, "metadata", async (field) => {
    if (field.number !== 1) return;
    await walkMessage(wire, message(wire, field, "plugin_data").end, "plugin_data", async (inner) => {
      if (inner.number === 1) name = await readTag(wire, inner);
    });
  });
  return name;
}

/** Throws where a field is no message, or not of a length. */
function message(wire: Wire, field: Field, what: string): Field {
  expectWireType(wire, field, BYTES, what);
  return field;
}

function readStep(wire: Wire, field: Field): number {
  expectWireType(wire, field, VARINT, "step");
  if (Number.isSafeInteger(field.value)) return field.value;
  throw new Error(`${wire.label}: byte ${field.at}: step ${field.value} is beyond 2^53`);
}
