"""Runs what assists make of the cases beside this file, as PyTorch 1.13 and later have it.

    python3 test/unit/analysis/assists/check.py

Under `# ===` of a case stands what has to hold once its rewritten code has run.
"""

import re
import sys
from pathlib import Path


def cases(file):
    head, *parts = re.split(r"^# --- ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for part in parts:
        title, _, rest = part.partition("\n")
        after = re.split(r"^# --->\n", rest, flags=re.MULTILINE)[1:]
        code, *checks = re.split(r"^# ===\n", after[0], flags=re.MULTILINE) if after else [""]
        if checks:
            yield title, head + code, checks[0]


def main():
    count = 0
    for file in sorted(Path(__file__).parent.glob("*.cases.py")):
        for title, code, check in cases(file):
            names = {"__name__": title}
            exec(compile(code, f"{file.name}: {title}", "exec"), names)
            exec(compile(check, f"{file.name}: {title}, checked", "exec"), names)
            count += 1
            print(f"ok  {file.name}: {title}")
    print(f"{count} cases run and do what they say")
    return 0 if count > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
