"""What others may hear about from discussions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ThreadStarted:
    """A thread can be read by its audience: its first post has been published."""

    thread_id: int
    group_id: int


@dataclass(frozen=True)
class Posted:
    """A post has got its place; `position` 1 is the thread's first."""

    post_id: int
    thread_id: int
    group_id: int
    position: int


@dataclass(frozen=True)
class PostGone:
    """A post was deleted or hidden, taken back or brought back: what tells of it is to be looked at again."""

    post_id: int
    thread_id: int


@dataclass(frozen=True)
class ThreadMoved:
    """A thread is another group's from now on, or has another audience in its own one."""

    thread_id: int
    from_group_id: int
    group_id: int


@dataclass(frozen=True)
class ThreadsMerged:
    """All posts of a thread stand in another one; the first is nothing but a way there."""

    thread_id: int
    into_id: int


@dataclass(frozen=True)
class ThreadSplit:
    """Some posts of a thread stand in a new one, of the same audience."""

    thread_id: int
    new_id: int
