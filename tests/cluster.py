"""Reads files on a cluster of this machine: ``cluster.py OUTCOMES FILE...``.

A cluster's workers import the script that started them, so this is one of its own.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from distributed import Client, LocalCluster

from kyoten_extract import extract_many


def main() -> None:
    saved, *paths = sys.argv[1:]
    with (
        # Two threads in each process must not get at PDFium together.
        LocalCluster(
            n_workers=2,
            threads_per_worker=2,
            processes=True,
            dashboard_address=None,
            local_directory=str(Path(saved).parent),
        ) as cluster,
        Client(cluster, timeout=60) as client,
        client.get_executor() as executor,
    ):
        outcomes = list(extract_many(paths, executor=executor, window=5))
        abandoned = extract_many(paths * 3, executor=executor)
        assert next(abandoned)[0] == paths[0]
        abandoned.close()  # type: ignore[attr-defined]
    Path(saved).write_bytes(pickle.dumps(outcomes))


if __name__ == "__main__":
    main()
