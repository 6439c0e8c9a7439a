"""Clusters of the tests' own, in folders that are closed to everybody else."""

import pytest

from partnership_portal.embedded_database import FORGETFUL, Cluster


@pytest.fixture(scope="module")
def new_cluster(tmp_path_factory):
    """Return a function that starts a cluster in a new or given folder.

    All are stopped at the end of the module, also those a test has killed.
    """
    started = []

    def start(folder=None, options=None):
        folder = folder or tmp_path_factory.mktemp("data")
        cluster = Cluster(folder, options=options)
        cluster.start()
        started.append(cluster)
        return cluster

    yield start
    for cluster in started:
        cluster.stop()


@pytest.fixture(scope="module")
def cluster(new_cluster):
    """Return a running cluster that a module's tests share."""
    return new_cluster(options=FORGETFUL)


@pytest.fixture(scope="module")
def hardy_cluster(new_cluster):
    """Return a second, durable cluster, which tests may stop, kill and start."""
    return new_cluster()
