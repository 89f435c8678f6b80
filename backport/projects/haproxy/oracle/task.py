"""The stream's task: `process_stream` and what it calls, as far as the connect path needs it."""

from backport.models.declared.procedure import Run
from backport.models.declared.terms import when
from backport.projects.haproxy.oracle.functions import Functions
from backport.projects.haproxy.oracle.state import CLO, CON, EST, NO_SOCKET, RDY, SYN, TAR


class Task:
    """The task of one dialect."""

    def __init__(self, functions: Functions) -> None:
        self.call = functions

    def close(self, s: Run) -> None:
        """The server's connection goes away."""
        s.set(socket=NO_SOCKET, armed=0, mux_waits=0, back_waits=0, back_reads=0, run_mux=0, settings=0)
        s.set(ready=0 if self.call.h2 else 1, failed=0, unconfirmed=0)

    def connect(self, s: Run) -> None:
        """`connect_server`."""
        self.close(s)
        s.set(socket=SYN, armed=1, unconfirmed=1, expires=1, state=CON)

    def run(self, s: Run) -> bool | None:
        """`process_stream`."""
        if not s.either(s["woken"].eq(1), s["late"].eq(1)):
            return False
        self.call.cs_recv_front(s, s["no_room"].eq(0) & s["front_endp"].eq(0))
        s.put(s["late"].eq(1) & s["expires"].eq(1), expired=1)
        s.set(woken=0, late=0)
        for _ in range(3):  # as often as the states ask for it
            self.states(s)
            s.set(write_null=0, write_partial=0)
            if not s.is_("held", 0) and s.is_("state", CON, RDY, EST):
                self.call.cs_send(s)
            if not s.is_("state", RDY) and (s.is_("error", 0) or s.is_("state", CLO)):
                break
        s["read_partial"] = 0
        self.update(s)
        s["timer"] = s["expires"]
        return None

    def states(self, s: Run) -> None:
        """`back_handle_st_*`, then `back_establish`."""
        if s.is_("state", RDY):
            if s.is_("wrote", 0) and s.is_("error", 1):
                self.failed(s)
            else:
                s.set(state=EST, expires=0, expired=0, back_endp=0)
                self.call.chk_rcv_back(s)
        elif s.is_("state", CON) and (s.is_("expired", 1) or s.is_("error", 1)):
            self.failed(s)
        if s.is_("state", TAR) and s.is_("expired", 1):
            s.set(expires=0, expired=0)
            self.connect(s)

    def failed(self, s: Run) -> None:
        """`back_handle_st_cer`: try again at once after a timeout, after a pause when refused, or give up."""
        s.set(expires=0, expired=0)
        self.close(s)
        if s.is_("retries", 0):
            s.set(state=CLO, error=0)
            return
        s["retries"] = s["retries"] - 1
        if self.call.dialect.fresh:
            s["wait_data"] = 0
        if s.is_("error", 1):
            s.set(state=TAR, expires=1, error=0)
        else:
            self.connect(s)

    def update(self, s: Run) -> None:
        """`si_update_both`."""
        s["no_room"] = when(s["held"].eq(0), 0, 1)
        self.call.chk_rcv_front(s)
        if s.is_("state", RDY, EST):
            self.call.chk_rcv_back(s)
            s["wait_data"] = when(s["held"].eq(0), 1, 0)
