"""Run every measurement."""

from __future__ import annotations

from tests.bench import (
    bench_checking,
    bench_decisions,
    bench_editors,
    bench_engine,
    bench_http,
    bench_impact,
    bench_scenarios,
)


def main() -> int:
    """Print each measurement's figures."""
    bench_decisions.main()
    bench_engine.main()
    bench_http.main()
    bench_impact.main()
    bench_scenarios.main()
    bench_checking.main()
    bench_editors.main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
