"""HAProxy's functions, as far as the connect path needs them, named as in 2.4."""

from backport.models.declared.model import TRUE
from backport.models.declared.procedure import Run
from backport.models.declared.terms import Term, const, when
from backport.projects.haproxy.oracle.dialect import Dialect
from backport.projects.haproxy.oracle.state import CAPACITY, CON, EST, RDY, UP


class Functions:
    """The functions of one dialect; the server speaks H1 or H2."""

    def __init__(self, dialect: Dialect, h2: bool) -> None:
        self.dialect, self.h2 = dialect, h2

    # ---- the mux ---------------------------------------------------------------------------------------------------

    def subscribe(self, s: Run) -> None:
        """The back connector wants to be told when it can send."""
        s.put(s["mux_waits"].eq(0), armed=1)
        s.set(back_waits=1, mux_waits=1)

    def snd_buf(self, s: Run) -> bool:
        """The mux takes all that there is, one unit or nothing; whether it took something."""
        if s.either(s["unconfirmed"].eq(1), s["socket"].ne(UP), s["ready"].eq(0)):
            return False
        amounts = (1, 0) if s.is_("held", 1) else (2, 0, 1)
        taken = amounts[s.choose(len(amounts))]
        s.set(held=s["held"] - taken, sent=s["sent"] + taken)
        return taken > 0

    # ---- the back connector ----------------------------------------------------------------------------------------

    def cs_send(self, s: Run, front: bool = False) -> bool:
        """`si_cs_send`; whether it did something."""
        if s.is_("back_waits", 1):
            return False
        if s.is_("failed", 1):
            s["error"] = 1
            return True
        did = not s.is_("held", 0) and self.snd_buf(s)
        if did:
            s.set(write_partial=1, wrote=1)
            if s.is_("state", CON):
                s["state"] = RDY
                if front:
                    s["from_front"] = 1
            s["no_room"] = 0
        if not s.is_("held", 0):
            self.subscribe(s)
        return did

    def cs_recv_back(self, s: Run) -> None:
        """`si_cs_recv` of the back: the server sends nothing, so it subscribes once established."""
        if s.is_("state", EST) and s.is_("back_reads", 0):
            s.set(back_reads=1, back_endp=1)

    def chk_snd(self, s: Run) -> None:
        """`stream_int_chk_snd_conn` of the back: the front has something for it."""
        allowed = (CON, RDY, EST) if self.dialect.window else (RDY, EST)
        if not s.is_("state", *allowed) or s.is_("held", 0) or s.is_("wait_data", 0):
            return
        self.cs_send(s, front=True)
        if s.is_("failed", 1):
            s.set(error=1, woken=1)
            return
        s["wait_data"] = when(s["held"].eq(0), 1, 0)
        s.put(s["write_null"].eq(1), woken=1)
        if self.dialect.wakes:
            s.put(s["write_partial"].eq(1) & s["state"].ne(EST), woken=1)

    def process_back(self, s: Run) -> None:
        """`si_cs_process` of the back: the mux reports activity."""
        if not s.is_("held", 0):
            self.cs_send(s)
        s.put(s["failed"].eq(1) & s["state"].among(CON, RDY, EST), error=1)
        if s.is_("state", CON, RDY) and s.is_("unconfirmed", 0) and s.is_("socket", UP):
            s.set(expires=0, write_null=1)
            s["state"] = RDY
        self.notify_back(s)

    def notify_back(self, s: Run) -> None:
        """`stream_int_notify` of the back."""
        s["wait_data"] = 1
        self.chk_rcv_back(s)
        self.chk_rcv_front(s)
        s.put(~s["state"].among(CON, RDY, EST) | s["error"].eq(1) | s["write_null"].eq(1), woken=1)
        if self.dialect.wakes:
            s.put(s["write_partial"].eq(1) & s["state"].ne(EST), woken=1)

    def chk_rcv_back(self, s: Run) -> None:
        """`si_chk_rcv` of the back."""
        s.put(s["back_endp"].eq(0) & s["state"].among(RDY, EST), back_endp=1, run_back=1)

    # ---- the front connector ---------------------------------------------------------------------------------------

    def cs_recv_front(self, s: Run, wanted: Term = TRUE) -> Term:
        """`si_cs_recv` of the front where it is wanted; whether the front has to be processed then."""
        active = wanted & s["front_waits"].eq(0)
        room = const(CAPACITY) - s["held"]
        taken = when(active, when(s["at_client"].lt(room), s["at_client"], room), 0)
        s.set(at_client=s["at_client"] - taken, held=s["held"] + taken)
        s.put(taken.ge(1), read_partial=1)
        s.put(active & s["at_client"].ge(1), no_room=1)
        blocked = s["no_room"].eq(1)
        s.put(active & ~blocked, front_waits=1)
        s["front_endp"] = when(active, when(blocked, 0, 1), s["front_endp"])
        return active & (blocked | taken.ge(1))

    def notify_front(self, s: Run) -> None:
        """`stream_int_notify` of the front, after which the back may have sent."""
        if not s.is_("held", 0) and s.is_("wait_data", 1):
            before = s["held"]
            self.chk_snd(s)
            s.put(s["held"].lt(before), no_room=0)
        self.chk_rcv_front(s)
        self.chk_rcv_back(s)
        s.put(s["read_partial"].eq(1) & s["state"].ne(EST), woken=1)

    def chk_rcv_front(self, s: Run) -> None:
        """`si_chk_rcv` of the front."""
        s.put(s["no_room"].eq(0) & s["front_endp"].eq(0), front_endp=1, run_front=1)
