import assert from "node:assert/strict";
import type { Answers, Measured } from "../../../../src/analysis/advice/advice";
import { adviceMarkdown } from "../../../../src/analysis/advice/adviceMarkdown";
import { advise } from "../../../../src/analysis/advice/advise";
import type { AdvicePlace } from "../../../../src/analysis/advice/place";
import { placeFacts } from "../../../../src/analysis/advice/placeFacts";
import { MOST_QUESTIONS, nextQuestion } from "../../../../src/analysis/advice/questions";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import type { PythonParser } from "../../../../src/analysis/parse";
import { codeTexts } from "../../../../src/check/codeTexts";
import { pythonParser } from "../pythonParser";
import { BATCH_SITUATIONS } from "./batchSituations";
import { MODEL_SITUATIONS } from "./modelSituations";

const SITUATIONS = [...BATCH_SITUATIONS, ...MODEL_SITUATIONS];

describe("which normalization fits", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const { title, code, measured = null, answers = {}, ...expected } of SITUATIONS) {
    it(title, () => {
      const { place, text } = read(code);
      const { asked, given } = interview(place, measured, answers);
      assert.deepEqual(asked, expected.asks);
      const advice = advise(place, measured, given);
      assert.deepEqual(
        { method: advice.method, change: advice.change, layer: advice.code },
        { method: expected.method, change: expected.change, layer: expected.layer },
      );
      const page = pageOf(place, measured, given, text);
      for (const said of expected.says) assert.match(page, said);
      for (const unsaid of expected.neverSays ?? []) assert.doesNotMatch(page, unsaid);
      if (advice.method !== null)
        assert.ok(
          advice.why.every(({ grounds }) => grounds.length > 0),
          "each reason has a ground",
        );
    });
  }

  it("asks only what changes the method, and links only to rules that there are", () => {
    const codes = codeTexts();
    for (const { code, measured = null, answers = {} } of SITUATIONS) {
      const { place, text } = read(code);
      const { given } = interview(place, measured, answers);
      const question = nextQuestion(place, measured, {});
      const methods = question?.options.map(
        ({ answer }) => advise(place, measured, { [question.about]: answer }).method,
      );
      assert.ok(!methods || new Set(methods).size > 1);
      for (const [, rule] of pageOf(place, measured, given, text).matchAll(/\]\((NRM\d+)\.md\)/g)) {
        assert.ok(codes.has(rule!), rule);
      }
    }
  });

  it("leaves names from the code what they are: text", () => {
    const { place, text } = read(`from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.conv = nn.Conv2d(3, 8, 3, **{"[a](command:x)": "\u202e<img src=x>\`"})
        self.norm = nn.▮BatchNorm2d(8, **{"|\`</script>": "\u202e"})
`);
    const page = pageOf({ ...place, name: "`<b>\u202e" }, null, {}, text);
    const outside = page.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "");
    assert.doesNotMatch(page, /\u202e/);
    assert.doesNotMatch(outside, /<|command:/);
  });

  it("is found for broken code at any place", () => {
    for (const { code } of SITUATIONS.filter((_, i) => i % 4 === 0)) {
      const whole = code.replace("▮", "");
      const broken = whole.slice(0, (whole.length * 2) / 3);
      const file = parser.parse(broken)!;
      const facts = modelFacts(file);
      for (let at = 0; at <= broken.length; at += 29) {
        assert.ok(adviceMarkdown(advise(placeFacts(facts, at), null, {}), placeFacts(facts, at), String).length > 0);
      }
      file.dispose();
    }
  });

  function read(code: string): { place: AdvicePlace; text: string } {
    const text = code.replace("▮", "");
    const file = parser.parse(text)!;
    const place = placeFacts(modelFacts(file), code.indexOf("▮"));
    file.dispose();
    return { place, text };
  }

  function interview(place: AdvicePlace, measured: Measured | null, answers: Answers) {
    const asked: (keyof Answers)[] = [];
    let given: Answers = {};
    for (let next = nextQuestion(place, measured, given); next; next = nextQuestion(place, measured, given)) {
      asked.push(next.about);
      assert.ok(asked.length <= MOST_QUESTIONS);
      given = { ...given, [next.about]: answers[next.about] ?? null };
    }
    return { asked, given };
  }

  function pageOf(place: AdvicePlace, measured: Measured | null, given: Answers, text: string): string {
    return adviceMarkdown(
      advise(place, measured, given),
      place,
      (at) => `line ${text.slice(0, at).split("\n").length}`,
    );
  }
});
