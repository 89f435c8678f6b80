"""A stream that the branch's code has made: where its parts are at the moment."""

from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Program
from backport.csource.lift.types import INT, cells
from backport.csource.lift.view import View
from backport.projects.haproxy.world.pools import Pools
from backport.projects.haproxy.world.vocabulary import Vocabulary, of_endpoint


class LiveEnd:
    """One end of the stream. Its endpoint and its connection come and go; where there is none, a zeroed one is seen."""

    def __init__(self, program: Program, names: Vocabulary, connector: View) -> None:
        self.program, self.connector = program, connector
        self._cells = program.memory.cells
        self._embedded = names.connector.embedded
        tag = names.connector.endpoint
        member = "end" if self._embedded else next(m for m in ("sedesc", "endp") if connector.has(m))
        self._end = connector.written(member)
        self._tasklet = connector.subscript("wait_event.tasklet")
        self._views: dict[int, View] = {}
        self._tag = tag
        self._none, self._unconnected = _nothing(program, tag), _nothing(program, "connection")
        self._to_connection = self._none.subscript("conn" if self._none.has("conn") else "ctx") + BASE
        self._to_connection -= self._none.address
        self._inside = self._none.at("obj_type") - self._none.address if self._embedded else 0

    def _view(self, tag: str, address: int) -> View:
        found = self._views.get(address)
        if found is None:
            found = self._views[address] = View(self.program, tag, address)
        return found

    @property
    def endpoint(self) -> View:
        """What the mux knows of this end."""
        at = self._cells[self._end]
        return self._view(self._tag, at - self._inside) if at else self._none

    @property
    def connected(self) -> bool:
        """Whether there is a connection."""
        return self.connection is not self._unconnected

    @property
    def connection(self) -> View:
        """The connection."""
        at = self._cells[self.endpoint.address + self._to_connection - BASE]
        return self._view("connection", at) if at else self._unconnected

    def connection_of(self, endpoint: int) -> int:
        """The connection that an endpoint, of this end once, is of."""
        return self._cells[endpoint + self._to_connection - BASE]

    @property
    def tasklet(self) -> int:
        """The connector's tasklet."""
        return self._cells[self._tasklet]

    @property
    def handle(self) -> int:
        """What muxes are called with: the connector, or its conn_stream."""
        return self.endpoint.address if self._embedded else self.connector.address

    def flags(self, name: str) -> tuple[View, str]:
        """Which struct and member hold a flag of that name."""
        return (self.endpoint if of_endpoint(name, self._tag) else self.connector), "flags"


def _nothing(program: Program, tag: str) -> View:
    """Zeroes that look like a struct, and are none of those that the program writes."""
    return View(program, tag, program.memory.allocate(INT, f"no {tag}", cells(program.types.record(tag))))


class Live:
    """The stream, its task, its two ends and the proxy that it belongs to."""

    def __init__(self, program: Program, names: Vocabulary, pools: Pools, proxy: View, woken: int) -> None:
        self.program, self.names, self.proxy = program, names, proxy
        self.woken = woken  # why the task is to run first
        self.stream = View(program, "stream", pools.made("stream")[0])
        self.task = View(program, "task", self.stream["task"])
        connector = names.connector
        self._pools = pools
        self._timed = [m for m in ("lra", "fsb") if View(program, connector.endpoint, 0).has(m)]
        self._ticks: dict[int, tuple[int, ...]] = {}
        self.front, self.back = (self._end(member) for member in (connector.front, connector.back))

    def _end(self, member: str) -> LiveEnd:
        connector = self.names.connector
        if connector.embedded:
            return LiveEnd(self.program, self.names, self.stream.inner(member))
        return LiveEnd(self.program, self.names, View(self.program, connector.tag, self.stream[member]))

    def ticks(self) -> tuple[int, ...]:
        """The cells of the endpoints that hold ticks."""
        if not self._timed:
            return ()
        tag = self.names.connector.endpoint
        made = self._pools.made(tag)
        if len(made) not in self._ticks:
            self._ticks[len(made)] = tuple(View(self.program, tag, a).written(m) for a in made for m in self._timed)
        return self._ticks[len(made)]
