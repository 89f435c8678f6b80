"""After a failed connection: what becomes of its endpoint, and whether the stream pauses before it tries again."""

from collections.abc import Iterator, Mapping

from backport.csource.lift.view import View
from backport.models.base import Property
from backport.projects.haproxy.slices.base import CRASH, Circumstance, Slice

PAUSE = Property("pause-for-same-server-only", "Only a retry on the same server waits before it is made")
RELEASED = Property("retry-releases-endpoint", "Before a retry the failed connection is given up (since 2.2)")
RETRIED = Property("retries-are-made", "While retries are left, a failed connection is not given up")

RETRIES = ("back_handle_st_cer",)
_RESETS = ("si_release_endpoint", "cs_reset_endp", "sc_reset_endp", "cs_detach_endp", "sc_detach_endp")
_BELOW_CONNECTING = ("REQ", "ASS", "TAR", "QUE")


class Retry(Slice):
    """A connection attempt has failed, and the stream has retries left."""

    properties = (PAUSE, RELEASED, RETRIED, CRASH)

    def arrange(self) -> None:
        """The back end failed to connect to one of the servers; retries are left."""
        self._function = self.first_of(*RETRIES)
        program, names, stream = self.program, self.names, self.objects.stream
        self._server = View.new(program, "server", "server")
        self._server.first("obj_type", names.value("OBJ_TYPE_SERVER"))
        self._server.first("cur_state", names.value("SRV_ST_RUNNING"))
        stream.first("target", self._server.at("obj_type"))
        self.objects.back.connector.first("state", names.states["CER"])
        self.objects.back.connector.written("state")
        stream.written("flags")
        program.externs["sockaddr_free"] = self._nothing
        for name in _RESETS:
            program.externs[name] = self._released
        self._direct = program.constant("SF_DIRECT") or 0

    def _released(self, *_: int) -> int:
        self.set(took=1)
        return 0

    def circumstances(self) -> Iterator[Circumstance]:
        """How the attempt failed; how the backend is configured."""
        names, proxy, stream = self.names, self.objects.proxy, self.objects.stream
        yield "connection", "reports an error", self._fail
        if stream.has("conn_retries"):  # until 2.5 they are counted down, and one is left
            yield "stream", "has made all retries but one", lambda: stream.__setitem__("conn_retries", 1)
        yield "backend", "has several servers", lambda: proxy.__setitem__("srv_act", 2)
        yield (
            "backend",
            "allows redispatching",
            lambda: proxy.__setitem__("options", proxy["options"] | names.value("PR_O_REDISP")),
        )
        yield (
            "backend",
            "balances by least connections",
            lambda: proxy.__setitem__("lbprm.algo", names.value("BE_LB_ALGO_LC") or names.value("BE_LB_KIND_CB")),
        )
        yield "backend", "redispatches at every retry", lambda: proxy.__setitem__("redispatch_after", 1)
        yield (
            "stream",
            "keeps its server by a cookie",
            lambda: stream.__setitem__("flags", stream["flags"] | self._direct),
        )

    def _fail(self) -> None:
        back, names = self.objects.back, self.names
        back.endpoint["flags"] |= names["ep_error"]
        for name in ("SC_FL_ERROR", "SI_FL_ERR"):
            back.connector["flags"] |= names.value(name)

    def calls(self) -> Iterator[Circumstance]:
        """Decide on the retry."""
        at = self.objects.stream.address
        yield "stream", "decides on the retry", lambda: self.program.call(self._function, at)

    def applies(self, _property: Property) -> bool:
        """Redispatching has had a function of its own since 2.4."""
        return _property is not PAUSE or "stream_choose_redispatch" in self.program.index.functions

    def state(self) -> str:
        """The back connector's state."""
        return self.names.state_names[self.objects.back.connector["state"]]

    def judge(self) -> Mapping[Property, object]:
        """What is wrong once the retry is decided upon."""
        assigned = self.objects.stream["flags"] & self.names.value("SF_ASSIGNED")
        return {
            PAUSE: self.had("has several servers") and self.state() == "TAR" and not assigned,
            RETRIED: self.state() == "CLO",
            RELEASED: self.state() in _BELOW_CONNECTING and not self.get("took"),
        }

    def facts(self) -> Mapping[str, object]:
        """Where the stream stands."""
        assigned = bool(self.objects.stream["flags"] & self.names.value("SF_ASSIGNED"))
        return {"back connector": self.state(), "has its server": assigned, "endpoint released": bool(self.get("took"))}
