"""How a stream comes about: of a client's connection the branch's own code makes a session and a stream."""

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Extern, Program
from backport.csource.lift.types import Array, Pointer, Record
from backport.csource.lift.view import View
from backport.projects.haproxy.world.live import Live
from backport.projects.haproxy.world.objects import CAPACITY, NOW, TIMER, empty_lists, prepare
from backport.projects.haproxy.world.pools import Pools
from backport.projects.haproxy.world.vocabulary import Vocabulary


class Birth:
    """What is there before the stream: the configuration, the listener's work, and the kernel's."""

    def __init__(self, program: Program, names: Vocabulary) -> None:
        self.program, self.names = program, names
        program.discriminated.add("conn_handle")  # a file descriptor: nothing here is QUIC
        program.memory.still.add("sockaddr_storage")  # addresses are copied about and do not matter
        self.pools = Pools(program, names)
        prepare(program)
        self.proxy = View.new(program, "proxy", "px")
        self.server = View.new(program, "server", "server")
        self.listener = View.new(program, "listener", "listener")
        self.mux = View.new(program, "mux_ops", "mux")
        self.transport = program.new("xprt_ops", "xprt")
        self.protocol = View.new(program, "protocol", "protocol")
        self._woken = 0
        self._configure()
        empty_lists(program)
        self._install()

    def _configure(self) -> None:
        """One `listen` section in TCP mode with a server, a connect timeout and retries."""
        names, px, server = self.names, self.proxy, self.server
        px.first_if("obj_type", names.value("OBJ_TYPE_PROXY"))
        px.first("cap", names.value("PR_CAP_FE") | names.value("PR_CAP_BE"))
        server.first("obj_type", names.value("OBJ_TYPE_SERVER"))
        # one retry; while there was `conn_stream`, the first attempt counted as one
        px.first("conn_retries", 2 if names.connector.tag == "conn_stream" else 1)
        px.first_if("retry_type", names.value("PR_RE_CONN_FAILED") or 1)
        px.first("options", names.value("PR_O_REUSE_SAFE"))
        px.first("timeout.connect", TIMER - NOW)
        px.first_if("srv_act", 1)
        px.first_if("stream_new_from_sc", self.program.handle("stream_new"))
        px.first("lbprm.algo", names.value("BE_LB_ALGO_SRR") | names.value("BE_LB_LKUP_MAP"))  # its map is the world's
        px.first("lbprm.tot_weight", 1)
        for view, member in ((server, "per_thr"), (server, "per_tgrp"), (px, "per_tgrp")):
            self._one(view, member)
        for view, path in ((px, "fe_counters"), (px, "be_counters"), (server, "counters")):
            self._count(view, f"{path}.shared")
        # every frontend looks for the backend first, and in TCP mode for nothing else
        analysers = names.value("AN_REQ_SWITCHING_RULES")
        px.first("fe_req_ana", analysers)
        self.listener.first("obj_type", names.value("OBJ_TYPE_LISTENER"))
        self.listener.first_if("analysers", analysers)
        bind = View.new(self.program, "bind_conf", "bind")
        bind.first_if("analysers", analysers)
        self.listener.first_if("bind_conf", bind.address)
        server.first("proxy", px.address)
        server.first("cur_state", names.value("SRV_ST_RUNNING"))
        server.first_if("cur_eweight", 1)
        server.first_if("xprt", self.transport)

    def _one(self, view: View, path: str) -> None:
        """What there is one of for each thread or group of threads: one."""
        type_ = self.program.member(view.tag, path).type if view.has(path) else None
        if isinstance(type_, Pointer) and isinstance(type_.to, Record):
            view.first(path, self.program.memory.allocate(type_.to, path))

    def _count(self, view: View, path: str) -> None:
        """Since 3.3 counters are reached by pointers, one for each group of threads; where those are has varied."""
        if not view.has(path):
            return
        shared = self.program.member(view.tag, path).type
        if isinstance(shared, Pointer) and isinstance(shared.to, Record):
            self._one(view, path)
            view, path = View(self.program, shared.to.tag, view[path]), "tg"
        else:
            path = f"{path}.tg"
        groups = self.program.member(view.tag, path).type if view.has(path) else None
        if isinstance(groups, Array):
            self._one(view, f"{path}[0]")
        elif isinstance(groups, Pointer) and isinstance(groups.to, Pointer) and isinstance(groups.to.to, Record):
            at = self.program.memory.allocate(groups.to, path)
            view.first(path, at)
            self.program.memory.cells[at - BASE] = self.program.memory.allocate(groups.to.to, path)

    def _install(self) -> None:
        """What is the kernel's, the listener's or the configuration's of what the code calls on the way."""
        program, cells = self.program, self.program.memory.cells
        address = program.new("sockaddr_storage", "an address")

        def point(where: int, *_: int) -> int:
            program.memory.track(where)
            cells[where - BASE] = address
            return address

        def found(where: int, *_: int) -> int:
            point(where)
            return 0

        def woken(_task: int, why: int, *_: int) -> int:
            self._woken |= why
            return 0

        externs: dict[str, Extern] = {
            "model_task_wakeup": woken,
            "sockaddr_alloc": point,
            "alloc_dst_address": found,
            **{name: lambda *_: self.protocol.address for name in ("protocol_by_family", "protocol_lookup")},
            "xprt_get": lambda *_: self.transport,
            "conn_get_best_mux": lambda *_: self.mux.address,
            "map_get_server_rr": lambda *_: self.server.address,
        }
        program.externs.update(externs)

    def stream(self) -> Live:
        """A client has connected: its connection, session and stream, as the branch's code makes them."""
        names, program = self.names, self.program
        connection = View(program, "connection", self._call("conn_new", 0))
        # what accepting a connection does to it
        connection.first("flags", connection["flags"] | names["ctrl_ready"] | names["xprt_ready"] | names["connected"])
        connection.first("xprt", self.transport)
        connection.first("ctrl", self.protocol.address)
        connection.first("mux", self.mux.address)
        session = self._call("session_new", self.proxy.address, self.listener.address, connection.at("obj_type"))
        connection.first("owner", session)
        nothing = program.new("buffer", "no input")
        if self._call("mux_pt_init", connection.address, self.proxy.address, session, nothing):
            raise CannotLift("no stream could be made", "mux_pt_init")
        live = Live(program, names, self.pools, self.proxy, self._woken)
        for channel in ("req", "res"):  # buffers are always there
            live.stream.first(f"{channel}.buf.size", CAPACITY)
            live.stream.first(f"{channel}.buf.area", program.memory.allocate(program.types.typedef("int"), channel))
        return live

    def _call(self, name: str, *arguments: int) -> int:
        """Call a function with as many of the arguments as it takes in this generation."""
        signature = self.program.signature(name)
        if signature is None:
            raise CannotLift(f"function {name} is not among the sources", "")
        return self.program.enter(name, *arguments[: len(signature.parameters)]) or 0
