import assert from "node:assert/strict";
import { formatCount, formatExact, formatNumber, formatShare } from "../../../src/engine/formatNumber";

const check = (format: (value: number) => string, cases: readonly (readonly [number, string])[]) => {
  for (const [value, text] of cases) it(`${value} → ${text}`, () => assert.equal(format(value), text));
};

describe("formatNumber: three digits", () =>
  check(formatNumber, [
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [0.12345, "0.123"],
    [-0.12345, "−0.123"],
    [0.00012345, "0.000123"],
    [0.000012345, "1.23×10⁻⁵"],
    [-1234567, "−1.23×10⁶"],
    [12.345, "12.3"],
    [99.96, "100"],
    [1234.5, "1,235"],
    [999999.7, "1,000,000"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "∞"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ]));

describe("formatCount: in full", () =>
  check(formatCount, [
    [0, "0"],
    [4096, "4,096"],
    [1234567890, "1,234,567,890"],
    [-12, "−12"],
    [Number.NaN, "NaN"],
  ]));

describe("formatExact: every digit", () =>
  check(formatExact, [
    [0.1 + 0.2, "0.30000000000000004"],
    [-1234.5678, "−1,234.5678"],
    [1e-7, "1×10⁻⁷"],
    [1.5e300, "1.5×10³⁰⁰"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ]));

describe("formatShare: never all or nothing for nearly so", () =>
  check(formatShare, [
    [0, "0 %"],
    [1, "100 %"],
    [0.5, "50 %"],
    [0.123, "12 %"],
    [0.05, "5.0 %"],
    [0.0012, "0.12 %"],
    [0.000001, "< 0.01 %"],
    [0.9999999, "> 99.99 %"],
    [0.996, "99.60 %"],
    [Number.NaN, "NaN"],
  ]));
