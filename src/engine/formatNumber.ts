const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Three significant digits, thousands separated; very large and small numbers as 1.23×10⁻⁵. */
export function formatNumber(value: number): string {
  const special = formatSpecial(value);
  if (special !== null) return special;
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return scientific(value);
  if (size >= 99.95) return separate(value.toFixed(0));
  return separate(String(Number(value.toPrecision(3))));
}

/** A whole number in full, thousands separated. */
export function formatCount(value: number): string {
  const special = formatSpecial(value);
  if (special !== null) return special;
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? separate(value.toFixed(0)) : formatNumber(value);
}

/** Every digit that the number has, for tables and tooltips. */
export function formatExact(value: number): string {
  const special = formatSpecial(value);
  if (special !== null) return special;
  const [digits, exponent] = String(value).split("e");
  return separate(digits!) + (exponent === undefined ? "" : `×10${superscript(Number(exponent))}`);
}

/** A share of 1 as a percentage: never 0 % or 100 % for what is not quite none or all. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return formatNumber(share);
  if (share === 0 || share === 1) return `${share * 100} %`;
  if (share < 0.0001) return "< 0.01 %";
  if (share > 0.9999) return "> 99.99 %";
  const percent = share * 100;
  const digits = percent < 1 || percent > 99 ? 2 : percent < 10 ? 1 : 0;
  return `${percent.toFixed(digits)} %`;
}

function formatSpecial(value: number): string | null {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "∞";
  if (value === Number.NEGATIVE_INFINITY) return "−∞";
  return value === 0 ? "0" : null;
}

function scientific(value: number): string {
  const [digits, exponent] = value.toExponential(2).split("e");
  return `${separate(String(Number(digits)))}×10${superscript(Number(exponent))}`;
}

function superscript(exponent: number): string {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!);
  return exponent < 0 ? `⁻${digits}` : digits;
}

function separate(decimal: string): string {
  const [whole, fraction] = decimal.replace("-", "−").split(".");
  const separated = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}
