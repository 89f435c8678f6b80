"""The functions with which the lifted code reaches the world: wake-ups, muxes, the server's connection."""

from collections.abc import Callable

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Extern, Program
from backport.csource.lift.view import View
from backport.models.variables import Variables
from backport.projects.haproxy.world.birth import Birth
from backport.projects.haproxy.world.live import Live, LiveEnd
from backport.projects.haproxy.world.variables import NO_SOCKET, SYN, UP, Options
from backport.projects.haproxy.world.vocabulary import Vocabulary

_ATTACH = ("sc_attach_mux", "cs_attach_mux")


class Callbacks:
    """What happens when the lifted code calls out; `choose(n)` decides where the world is free, from 0 to n - 1."""

    def __init__(
        self,
        program: Program,
        names: Vocabulary,
        live: Live,
        birth: Birth,
        variables: Variables,
        options: Options,
        choose: Callable[[int], int],
    ) -> None:
        self.program, self.names, self.variables = program, names, variables
        self.front, self.back, self.birth = live.front, live.back, birth
        self.h1 = options.server == "h1"
        self.get, self.set, self.choose = variables.get, variables.set, choose
        self.cells = program.memory.cells
        self.front_connection = live.front.connection.address
        self._mux_stream, self._mux_context = (program.new("mux_ops", name) for name in ("mux stream", "mux context"))
        # from 3.4 on muxes do not call the connector but send its tasklet a message
        self.messages = not names.operations
        self._data = program.member("buffer", "data")
        program.memory.writes(program.types.record("buffer"), self._data.offset)
        self._install()

    def _install(self) -> None:
        program = self.program
        externs: dict[str, Extern] = {
            "model_task_wakeup": self._task_wakeup,
            "model_tasklet_wakeup": self._tasklet_wakeup,
            "stream_free": self._stream_free,
            "model_snd_buf": self._snd_buf,
            "model_rcv_buf": self._rcv_buf,
            "model_subscribe": self._subscribe,
            "model_unsubscribe": self._unsubscribe,
            "model_shutw": lambda end, *_: self._shut(end, True),
            "model_shutr": lambda end, *_: self._shut(end, False),
            "model_shut": lambda end, mode, *_: self._shut(end, mode & self.names.value("SE_SHW_NORMAL") != 0),
            "model_detach": self._detach,
            "model_nothing": lambda *_: 0,
            "model_connect": self._connect,
            "model_init": self._attach,
            "conn_full_close": self.close,
        }
        for name, extern in externs.items():
            program.replace(name, extern)
        for operation in ("snd_buf", "rcv_buf", "subscribe", "unsubscribe", "shutw", "shutr", "shut", "detach", "init"):
            self.birth.mux.first_if(operation, program.handle(f"model_{operation}"))
        for operation in ("ctl", "sctl"):
            self.birth.mux.first_if(operation, program.handle("model_nothing"))
        self.birth.protocol.first("connect", program.handle("model_connect"))

    def _is_back(self, pointer: int) -> bool:
        return pointer == self.back.handle

    def _task_wakeup(self, _task: int, why: int, *_: int) -> int:
        self.set(task=self.get("task") | why)
        return 0

    def _tasklet_wakeup(self, tasklet: int, *why: int) -> int:
        side = "back" if tasklet == self.back.tasklet else "front"
        if side == "front" and tasklet != self.front.tasklet:
            raise CannotLift("a tasklet that the model does not have is woken", "tasklet_wakeup")
        self.set(**{f"run_{side}": 1})
        if self.messages and why and why[0] & self.names["by_message"]:
            self.set(**{f"message_{side}": 1})
        return 0

    def _stream_free(self, *_: int) -> int:
        self.set(done=1)
        return 0

    def _buffer(self, buffer: int) -> int:
        return buffer - BASE + self._data.offset

    def _snd_buf(self, end: int, buffer: int, count: int, *_: int) -> int:
        if not self._is_back(end):
            raise CannotLift("the front sends: responses are not modelled", "snd_buf")
        if self.back.connection["flags"] & self.names["wait_xprt"] or self.get("socket") != UP:
            return 0
        if not self.h1 and not self.get("ready"):
            return 0
        taken = (count, 0, 1)[self.choose(3 if count > 1 else 2)] if count else 0
        self.cells[self._buffer(buffer)] -= taken
        self.variables.add("sent", taken)
        return taken

    def _rcv_buf(self, end: int, buffer: int, count: int, *_: int) -> int:
        if self._is_back(end):
            return 0
        taken = min(self.get("client_data"), count)
        self.cells[self._buffer(buffer)] += taken
        left = self.get("client_data") - taken
        self.set(client_data=left)
        more = self.names["ep_more"] | self.names["ep_want_room"]
        flags = self.front.endpoint["flags"] & ~more
        if left:
            flags |= more
        elif self.get("client_eos"):
            flags |= self.names["ep_eos"]
        self.front.endpoint["flags"] = flags
        return taken

    def _subscribe(self, end: int, events: int, event: int, *_: int) -> int:
        side: LiveEnd = self.back if self._is_back(end) else self.front
        side.connector["wait_event.events"] |= events
        if side is self.front:
            if events & self.names["sub_recv"]:
                self.set(front_waits=1)
            return 0
        if events & self.names["sub_recv"]:
            self.set(back_reads=1)
        if events & self.names["sub_send"]:
            self.set(back_waits=1)
            if not self.get("mux_waits"):
                self.set(mux_waits=1, fd_armed=1)
        return 0

    def _unsubscribe(self, end: int, events: int, *_: int) -> int:
        if not self._is_back(end):
            self.front.connector["wait_event.events"] &= ~events
            self.set(front_waits=0)
            return 0
        self.back.connector["wait_event.events"] &= ~events
        if events & self.names["sub_send"]:
            self.set(back_waits=0)
        if events & self.names["sub_recv"]:
            self.set(back_reads=0)
        return 0

    def _shut(self, end: int, write: bool) -> int:
        if not self._is_back(end):
            self.set(front_shut=1)
        elif not write or self.back.connector["state"] != self.names.states["EST"]:
            self.close()
        return 0

    def close(self, *_: int) -> int:
        """The server's socket and everything that waits for it goes away."""
        self.set(socket=NO_SOCKET, fd_armed=0, mux_waits=0, back_waits=0, back_reads=0, run_mux=0, settings=0, ready=0)
        names, back = self.names, self.back
        if back.connected:
            gone = names["co_error"] | names["rd_sh"] | names["wr_sh"] | names["wait_l4"] | names["connected"]
            back.connection["flags"] &= ~gone
        back.connector["wait_event.events"] = 0
        return 0

    def _detach(self, end: int, *_: int) -> int:
        """A mux loses its stream: the one on the server's side, which had no other, releases its connection.

        It is called with the endpoint, but while there was `conn_stream` as an end of the stream with that.
        """
        endpoint = self.back.endpoint.address if end == self.back.connector.address else end
        connection = self.back.connection_of(endpoint)
        if connection == self.front_connection:
            raise CannotLift("the client's side is given up", "detach")
        self.close()
        if connection:
            view = View(self.program, "connection", connection)
            if view.has("hash_node"):
                self.birth.pools.give(view["hash_node"])
            self.birth.pools.give(connection)
        if not self.names.connector.embedded:
            self.birth.pools.give(endpoint)
        return 0

    def _connect(self, connection: int, *_: int) -> int:
        """The kernel begins to connect."""
        names = self.names
        self.close()
        self.set(socket=SYN, fd_armed=1, mux_waits=0)
        view = View(self.program, "connection", connection)
        view["flags"] |= names["wait_l4"] | names["ctrl_ready"] | names["xprt_ready"]
        return names.value("SF_ERR_NONE")

    def _attach(self, connection: int, *_: int) -> int:
        """The mux of the server's connection takes the stream that waits for it."""
        view, program = View(self.program, "connection", connection), self.program
        attach = next((name for name in _ATTACH if name in program.index.functions), "")
        if attach and program.call(attach, view["ctx"], self._mux_stream, connection):
            return -1
        view["ctx"] = self._mux_context
        return 0
