"""The functions with which the lifted code reaches the world: wake-ups, muxes, the server's connection."""

from collections.abc import Callable

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Extern, Program
from backport.models.variables import Variables
from backport.projects.haproxy.world.objects import TIMER, Objects
from backport.projects.haproxy.world.variables import NO_SOCKET, SYN, UP, Options
from backport.projects.haproxy.world.vocabulary import Vocabulary


class Callbacks:
    """What happens when the lifted code calls out; `choose(n)` decides where the world is free, from 0 to n - 1."""

    def __init__(
        self,
        program: Program,
        names: Vocabulary,
        objects: Objects,
        variables: Variables,
        options: Options,
        choose: Callable[[int], int],
    ) -> None:
        self.program, self.names, self.objects, self.variables = program, names, objects, variables
        self.h1 = options.server == "h1"
        self.get, self.set, self.choose = variables.get, variables.set, choose
        self.cells = program.memory.cells
        self.back_flags = objects.back.connection.written("flags")
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
            "connect_server": self._connect_server,
            "stream_free": self._stream_free,
            "cs_destroy": self.close,
            "conn_full_close": self.close,
            "si_detach_endpoint": lambda *_: 0,
            "cs_reset_endp": self._reset_endpoint,
            "sc_reset_endp": self._reset_endpoint,
            "model_snd_buf": self._snd_buf,
            "model_rcv_buf": self._rcv_buf,
            "model_subscribe": self._subscribe,
            "model_unsubscribe": self._unsubscribe,
            "model_shutw": lambda end, *_: self._shut(end, True),
            "model_shutr": lambda end, *_: self._shut(end, False),
            "model_shut": lambda end, mode, *_: self._shut(end, mode & self.names.value("SE_SHW_NORMAL") != 0),
            "model_detach": self.close,
            "model_nothing": lambda *_: 0,
        }
        program.externs.update(externs)
        operations = ("snd_buf", "rcv_buf", "subscribe", "unsubscribe", "shutw", "shutr", "shut", "detach")
        for end in (self.objects.front, self.objects.back):
            for operation in operations:
                end.mux.first_if(operation, program.handle(f"model_{operation}"))
            for operation in ("ctl", "sctl"):
                end.mux.first_if(operation, program.handle("model_nothing"))

    def _is_back(self, pointer: int) -> bool:
        back = self.objects.back
        return pointer in (back.handle, back.connector.address)

    def _task_wakeup(self, _task: int, why: int, *_: int) -> int:
        self.set(task=self.get("task") | why)
        return 0

    def _tasklet_wakeup(self, tasklet: int, *why: int) -> int:
        side = "back" if tasklet == self.objects.back.tasklet else "front"
        if side == "front" and tasklet != self.objects.front.tasklet:
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
        if self.cells[self.back_flags] & self.names["wait_xprt"] or self.get("socket") != UP:
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
        flags = self.objects.front.endpoint["flags"] & ~more
        if left:
            flags |= more
        elif self.get("client_eos"):
            flags |= self.names["ep_eos"]
        self.objects.front.endpoint["flags"] = flags
        return taken

    def _subscribe(self, end: int, events: int, event: int, *_: int) -> int:
        side = self.objects.back if self._is_back(end) else self.objects.front
        side.connector["wait_event.events"] |= events
        if side is self.objects.front:
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
            self.objects.front.connector["wait_event.events"] &= ~events
            self.set(front_waits=0)
            return 0
        self.objects.back.connector["wait_event.events"] &= ~events
        if events & self.names["sub_send"]:
            self.set(back_waits=0)
        if events & self.names["sub_recv"]:
            self.set(back_reads=0)
        return 0

    def _shut(self, end: int, write: bool) -> int:
        if not self._is_back(end):
            self.set(front_shut=1)
        elif not write or self.objects.back.connector["state"] != self.names.states["EST"]:
            self.close()
        return 0

    def close(self, *_: int) -> int:
        """The server's socket and everything that waits for it goes away."""
        self.set(socket=NO_SOCKET, fd_armed=0, mux_waits=0, back_waits=0, back_reads=0, run_mux=0, settings=0, ready=0)
        names = self.names
        gone = names["co_error"] | names["rd_sh"] | names["wr_sh"] | names["wait_l4"] | names["connected"]
        self.cells[self.back_flags] &= ~gone
        self.objects.back.connector["wait_event.events"] = 0
        return 0

    def _reset_endpoint(self, _connector: int, *_: int) -> int:
        """A connector gives its endpoint up: from 2.6 on it gets a fresh one, before that the errors are forgotten."""
        names, back = self.names, self.objects.back
        if names.connector.tag == "stconn":
            back.connector["flags"] &= ~names.value("SC_FL_ERROR")
            back.endpoint["flags"] = names.value("SE_FL_DETACHED")
        else:
            errors = names["ep_error"] | names["ep_eos"] | names.value("CS_EP_ERR_PENDING")
            back.endpoint["flags"] &= ~errors
        return self.close()

    def _connect_server(self, *_: int) -> int:
        names, objects = self.names, self.objects
        back = objects.back
        self.close()
        self.set(socket=SYN, fd_armed=1, mux_waits=0)
        self.cells[self.back_flags] |= names["wait_l4"]
        if names.connector.embedded:
            back.endpoint["flags"] = 0
            back.connector["end"] = back.endpoint.at("obj_type")
            back.connector["exp"] = TIMER
        else:
            objects.stream["conn_exp"] = TIMER
        if names.connector.tag == "stconn":
            back.endpoint["flags"] = names["ep_mux"] | names["ep_no_data"]
        back.connector["state"] = names.states["CON"]
        return names.value("SF_ERR_NONE")
