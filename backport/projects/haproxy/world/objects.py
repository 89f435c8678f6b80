"""The stream, its two ends and their connections, as the branch's own structs."""

from dataclasses import dataclass

from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Program
from backport.csource.lift.types import Pointer, Record
from backport.csource.lift.view import View
from backport.projects.haproxy.world.vocabulary import Vocabulary, of_endpoint

CAPACITY = 2  # units that a channel's buffer holds
NOW, TIMER, LATE = 1000, 1010, 2000  # ticks: now, when the connect timer is set to, and after it

_THREAD = (
    ("th_ctx", "thread_ctx"),
    ("ti", "thread_info"),
    ("tg_ctx", "tgroup_ctx"),
    ("sched", "task_per_thread"),
)
_COUNTERS = ("fe_tgcounters", "be_tgcounters", "sv_tgcounters")  # since 3.3 of a thread group, by pointer


@dataclass(frozen=True)
class End:
    """One end of the stream: its connector, what the mux knows of it, and its connection."""

    connector: View
    endpoint: View
    connection: View
    mux: View
    tasklet: int
    handle: int  # what muxes are called with: the connector, or its conn_stream

    def flags(self, name: str) -> tuple[View, str]:
        """Which struct and member hold a flag of that name."""
        return (self.endpoint if of_endpoint(name, self.endpoint.tag) else self.connector), "flags"


def prepare(program: Program) -> None:
    """The first values of global variables, and what the thread's pointers point to."""
    cells = program.memory.cells
    for name, value in (("now_ms", NOW), ("tid_bit", 1)):
        if program.is_variable(name):
            place = program.variable(name)
            if place.base is None:
                cells[place.offset - BASE] = value
    for name, tag in _THREAD:
        if program.is_variable(name) and tag in program.index.tags:
            place = program.variable(name)
            cells[place.offset - BASE] = program.new(tag, name)
    tune = View(program, "global", program.variable("global").offset)
    tune.first_if("tune.maxpollevents", 10)
    tune.first_if("tune.recv_enough", 100)


def empty_lists(program: Program) -> None:
    """Every list is empty: its head points to itself."""
    memory, record = program.memory, program.types.record("list")
    for address in memory.instances(record):
        for name in ("n", "p"):
            memory.cells[address - BASE + record.known().members[name].cell] = address


class Objects:
    """A stream in the middle of connecting to its server, in one tree's structs."""

    def __init__(self, program: Program, names: Vocabulary) -> None:
        self.program, self.names = program, names
        self.stream = View.new(program, "stream", "s")
        self.task = View.new(program, "task", "task")
        prepare(program)
        self._stream()
        connector = names.connector
        self.front = self._end("front", connector.front)
        self.back = self._end("back", connector.back)
        self._tie()
        empty_lists(program)

    def _pointer(self, name: str) -> int:
        return self.program.memory.allocate(self.program.types.typedef("int"), name)

    def _stream(self) -> None:
        s, names, program = self.stream, self.names, self.program
        s.first_if("obj_type", names.value("OBJ_TYPE_STREAM"))
        session, front = View.new(program, "session", "sess"), View.new(program, "proxy", "fe")
        self.proxy = View.new(program, "proxy", "be")
        s.first("sess", session.address)
        s.first("be", self.proxy.address)
        s.first("task", self.task.address)
        session.first("fe", front.address)
        self.task.first("context", s.address)
        s.first("flags", names.value("SF_ASSIGNED") | names.value("SF_BE_ASSIGNED"))
        for channel in ("req", "res"):
            s.first(f"{channel}.buf.size", CAPACITY)
            s.first(f"{channel}.buf.area", self._pointer(f"{channel}.area"))
        s.first("res.flags", names.value("CF_ISRESP"))
        s.first("req.flags", names.value("CF_AUTO_CLOSE") | names.value("CF_AUTO_CONNECT"))
        s.first("req.to_forward", names.value("CHN_INFINITE_FORWARD") or 0xFFFFFFFF)
        self._retries()
        for view, name in ((view, name) for view in (s, session) for name in _COUNTERS if view.has(name)):
            type_ = program.member(view.tag, name).type
            if isinstance(type_, Pointer) and isinstance(type_.to, Record):
                view.first(name, program.memory.allocate(type_.to, name))

    def _retries(self) -> None:
        s, names, be = self.stream, self.names, self.proxy
        old = names.connector.embedded
        be.first("conn_retries", 1 if old else 2)
        s.first_if("max_retries", 2)
        s.first_if("si[1].conn_retries", 1)
        be.first_if("retry_type", names.value("PR_RE_CONN_FAILED") or 1)
        be.first("timeout.connect", TIMER - NOW)
        be.first_if("srv_act", 1)

    def _end(self, side: str, member: str) -> End:
        program, names = self.program, self.names
        connector = names.connector
        if connector.embedded:
            end = self.stream.inner(member)
        else:
            end = View.new(program, connector.tag, f"sc_{side}")
            self.stream.first(member, end.address)
        endpoint = View.new(program, connector.endpoint, f"ep_{side}")
        connection = View.new(program, "connection", f"conn_{side}")
        mux = View.new(program, "mux_ops", f"mux_{side}")
        tasklet = program.new("tasklet", f"tasklet_{side}")
        connection.first("obj_type", names.value("OBJ_TYPE_CONN"))
        connection.first("flags", names["ctrl_ready"] | names["xprt_ready"])
        connection.first("mux", mux.address)
        connection.first("xprt", program.new("xprt_ops", f"xprt_{side}"))
        connection.first("ctrl", program.new("protocol", f"ctrl_{side}"))
        end.first("wait_event.tasklet", tasklet)
        handle = endpoint.address if connector.embedded else end.address
        return End(end, endpoint, connection, mux, tasklet, handle)

    def _tie(self) -> None:
        """Point the structs of both ends at each other."""
        names, s = self.names, self.stream
        for end in (self.front, self.back):
            sc, ep = end.connector, end.endpoint
            if names.connector.embedded:
                ep.first("obj_type", names.value("OBJ_TYPE_CS"))
                ep.first("conn", end.connection.address)
                ep.first("data", sc.address)
                sc.first("end", ep.at("obj_type"))
            else:
                sc.first_if("obj_type", names.value("OBJ_TYPE_SC") or names.value("OBJ_TYPE_CS"))
                sc.first("app", s.at("obj_type"))
                sc.first_if("endp", ep.address)
                sc.first_if("sedesc", ep.address)
                ep.first_if("sc", sc.address)
                ep.first_if("cs", sc.address)
                ep.first_if("conn", end.connection.address)
                ep.first_if("ctx", end.connection.address)
                ep.first_if("se", self._pointer("se"))
                ep.first_if("target", self._pointer("target"))
                ep.first("flags", names["ep_mux"])
            if names.operations and sc.has(names.connector.operations):
                sc.first(names.connector.operations, self.program.variable(names.operations).offset)
        self.back.connector.first("flags", names["sc_isback"])
        self.front.connector.first("state", names.states["EST"])
        self.back.connector.first("state", names.states["CON"])
