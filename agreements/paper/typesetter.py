"""Set one paper: JSON on standard input, the PDF on standard output.

Run as a script in a process of its own (press.py), so that it can be ended when it
takes too long and its memory goes back. It knows neither Django nor the database.
"""

import resource
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
CPU_SECONDS = 20
MAX_MEMORY_BYTES = 4 * 1024**3


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    # macOS refuses the limit on memory.
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    pdf = typst.compile(
        HERE / "paper.typ",
        root=HERE,
        font_paths=[HERE / "fonts"],
        # Another machine's fonts would make another file.
        ignore_system_fonts=True,
        sys_inputs={"paper": sys.stdin.buffer.read().decode()},
        pdf_standards=["a-2a", "ua-1"],
        # The only clock is the day in the paper itself.
        timestamp=0,
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
