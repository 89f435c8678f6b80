"""The kernel's socket, the poller, the muxes and the scheduler: what each does when it is its turn."""

from backport.csource.lift.memory import BASE
from backport.projects.haproxy.world.callbacks import Callbacks
from backport.projects.haproxy.world.live import Live, LiveEnd
from backport.projects.haproxy.world.objects import LATE, NOW
from backport.projects.haproxy.world.variables import REFUSED, UP, Options


class Machine:
    """The world of one tree: what its parts do when it is their turn."""

    def __init__(self, calls: Callbacks, live: Live, options: Options) -> None:
        self.program, self.names, self.live = calls.program, calls.names, live
        self.front, self.back = live.front, live.back
        self.options, self.h1, self.messages = options, calls.h1, calls.messages
        self.get, self.set = calls.get, calls.set
        self.cells = calls.cells
        # up to 2.1 a connection has one subscriber per direction and wakes the layer above at once
        self.synchronous = not self.back.connection.has("subs")
        self._now = self.program.variable("now_ms").offset - BASE

    def begin(self) -> None:
        """The stream is made and the client has sent a unit; the task runs for the first time and begins to connect."""
        self.set(client_data=1, to_come=self.options.units - 1, accepts=2, task=self.live.woken)
        if self.options.abort_on_close:
            proxy = self.live.proxy
            proxy.first("options", proxy["options"] | self.names.value("PR_O_ABRT_CLOSE"))
        self.run_stream()
        if self.options.wait_data:  # by hand: later on the code comes to this by itself
            view, member = self.back.flags(self.names.name("wait_data"))
            view.first(member, view[member] | self.names["wait_data"])

    def wake_back(self) -> None:
        """The back mux lets the connector send again."""
        if self.get("back_waits"):
            self.back.connector["wait_event.events"] &= ~self.names["sub_send"]
            self.set(back_waits=0, run_back=1)

    def process(self, end: LiveEnd) -> None:
        """A mux reports activity that nobody subscribed to."""
        if self.messages:
            side = "back" if end is self.back else "front"
            self.set(**{f"run_{side}": 1, f"message_{side}": 1})
        else:
            self.program.call(self.names.functions["process"], end.handle)

    def alert(self) -> None:
        """The back mux reports: through the subscription if there is one."""
        if self.messages:
            self.set(message_back=1, run_back=1)
            self.wake_back()
        elif self.get("back_waits"):
            self.wake_back()
        else:
            self.process(self.back)

    def refuse(self) -> None:
        """The connection has failed."""
        names, back = self.names, self.back
        back.connection["flags"] |= names["co_error"] | names["rd_sh"] | names["wr_sh"]
        error = names["ep_error"] | (names["ep_eos"] if names.connector.tag == "stconn" else 0)
        back.endpoint["flags"] |= error

    def poll_back(self) -> None:
        """The poller reports the server's socket."""
        names, connection = self.names, self.back.connection
        notify = False
        if connection["flags"] & names["wait_l4"]:
            if self.get("socket") == REFUSED:
                self.set(fd_armed=0)
                self.refuse()
                self.alert()
                self.alert()
                return
            connection["flags"] = connection["flags"] & ~names["wait_l4"] | names["connected"]
            notify = True
        if self.get("mux_waits"):
            notify = False
            self.set(run_mux=1, mux_waits=0)
        self.set(fd_armed=0)
        if self.synchronous and self.h1:
            self.wake_back()
            self.process(self.back)
        elif notify and self.h1:
            self.wake_back()
            self.alert()

    def run_mux(self) -> None:
        """The back mux's tasklet."""
        self.set(run_mux=0)
        if self.back.connection["flags"] & self.names["co_error"]:
            self.alert()
        elif self.h1:
            if not self.get("mux_waits"):
                self.wake_back()
        else:
            if self.get("settings") == 1:
                self.set(settings=2, ready=1)
            if self.get("ready"):
                self.wake_back()

    def run_connector(self, side: str) -> None:
        """A connector's tasklet."""
        why = self.names["by_message"] if self.get(f"message_{side}") else 0
        self.set(**{f"run_{side}": 0, f"message_{side}": 0})
        end = self.back if side == "back" else self.front
        self.program.call(self.names.functions["io"], 0, end.connector.address, why)

    def run_stream(self) -> None:
        """The stream's task."""
        why, late = self.get("task"), self.get("late")
        self.set(task=0)
        if late:
            self.cells[self._now] = LATE
        task, s = self.live.task.address, self.live.stream.address
        self.program.call("process_stream", task, s, why)
        self.cells[self._now] = NOW
        self.set(late=0)

    def front_activity(self) -> None:
        """The front mux has something for its connector."""
        front = self.front
        if self.get("front_waits"):
            front.connector["wait_event.events"] &= ~self.names["sub_recv"]
            self.set(front_waits=0, run_front=1)
            if self.messages:
                self.set(message_front=1)
        elif not self.synchronous:
            self.process(front)

    def client_data(self) -> None:
        """The client sends a unit."""
        self.set(to_come=self.get("to_come") - 1, client_data=self.get("client_data") + 1)
        self.front_activity()

    def client_close(self) -> None:
        """The client has no more to send."""
        self.set(client_eos=1)
        self.front_activity()

    def settings(self) -> None:
        """An H2 server's settings arrive."""
        self.set(settings=1, run_mux=1)

    def accept(self) -> None:
        """The server accepts the connection."""
        self.set(socket=UP)

    def reject(self) -> None:
        """The server refuses the connection."""
        self.set(socket=REFUSED, accepts=self.get("accepts") - 1)

    def fire(self) -> None:
        """The stream's timer fires."""
        self.set(late=1, task=self.get("task") | self.names["by_timer"])
