/** Something worth a person's attention. Codes are stable and never reused. */
export interface Finding {
  readonly code: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly message: string;
}
