"""One thread for the linear algebra, whenever it was loaded."""

# numpy itself cannot be told so once it is loaded
from threadpoolctl import threadpool_limits

from helpers.public import own_names


def limit_threads() -> None:
    """Let the linear algebra that is loaded by now work in one thread.

    The matrices here are small: threads would mostly wait for each other, for minutes on a busy
    machine. numpy and scipy each bring a library of their own, so this is called after either.

    Examples
    --------
    >>> import numpy
    >>> from threadpoolctl import threadpool_info
    >>> limit_threads()
    >>> {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    {1}
    """
    # the linear algebra alone: other libraries may use what threads they like
    threadpool_limits(1, user_api="blas")


__dir__ = own_names(__name__)
