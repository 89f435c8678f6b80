"""Which concept has which name in a tree: the first of the known names that the tree has."""

from dataclasses import dataclass

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.program import Program

# concept: its names, newest generation first
_CONSTANTS = {
    "sc_isback": ("SC_FL_ISBACK", "CS_FL_ISBACK", "SI_FL_ISBACK"),
    "sc_nohalf": ("SC_FL_NOHALF", "CS_FL_NOHALF", "SI_FL_NOHALF"),
    "sc_need_room": ("SC_FL_NEED_ROOM", "CS_EP_RXBLK_ROOM", "SI_FL_RXBLK_ROOM"),
    "ep_no_data": ("SE_FL_HAVE_NO_DATA", "CS_EP_RX_WAIT_EP", "SI_FL_RX_WAIT_EP"),
    "wait_data": ("SE_FL_WAIT_DATA", "CS_EP_WAIT_DATA", "SI_FL_WAIT_DATA"),
    "ep_eos": ("SE_FL_EOS", "CS_EP_EOS", "CS_FL_EOS"),
    "ep_error": ("SE_FL_ERROR", "CS_EP_ERROR", "CS_FL_ERROR"),
    "ep_more": ("SE_FL_RCV_MORE", "CS_EP_RCV_MORE", "CS_FL_RCV_MORE"),
    "ep_want_room": ("SE_FL_WANT_ROOM", "CS_EP_WANT_ROOM", "CS_FL_WANT_ROOM"),
    "ep_mux": ("SE_FL_T_MUX", "CS_EP_T_MUX"),
    "wait_l4": ("CO_FL_WAIT_L4_CONN",),
    "connected": ("CO_FL_CONNECTED",),
    "co_error": ("CO_FL_ERROR",),
    "rd_sh": ("CO_FL_SOCK_RD_SH",),
    "wr_sh": ("CO_FL_SOCK_WR_SH",),
    "ctrl_ready": ("CO_FL_CTRL_READY",),
    "xprt_ready": ("CO_FL_XPRT_READY",),
    "wait_xprt": ("CO_FL_WAIT_XPRT", "CO_FL_WAIT_L4_CONN"),
    "sub_send": ("SUB_RETRY_SEND",),
    "sub_recv": ("SUB_RETRY_RECV",),
    "by_io": ("TASK_WOKEN_IO",),
    "by_timer": ("TASK_WOKEN_TIMER",),
    "by_message": ("TASK_WOKEN_MSG",),
    "exp_flag": ("SF_CONN_EXP", "SI_FL_EXP"),
    "ep_pending_error": ("SE_FL_ERR_PENDING", "CS_EP_ERR_PENDING", "CS_FL_ERR_PENDING"),
    "ep_eoi": ("SE_FL_EOI", "CS_EP_EOI", "CS_FL_EOI"),
    "ep_wait_hs": ("SE_FL_WAIT_FOR_HS", "CS_EP_WAIT_FOR_HS", "CS_FL_WAIT_FOR_HS"),
    "ep_wont_consume": ("SE_FL_WONT_CONSUME", "CS_EP_WONT_CONSUME", "SI_FL_WONT_CONSUME"),
    "sc_error": ("SC_FL_ERROR",),
    "sc_eos": ("SC_FL_EOS",),
    "sc_abort_done": ("SC_FL_ABRT_DONE",),
    "sc_shut_wanted": ("SC_FL_SHUT_WANTED",),
    "sc_held": ("SC_FL_WONT_READ", "CS_EP_RXBLK_CHAN", "SI_FL_RXBLK_CHAN"),
}
# these may be missing: they came or went with a generation
_OPTIONAL = frozenset(
    (
        "ep_mux",
        "connected",
        "ep_more",
        "ep_want_room",
        "exp_flag",
        "ep_pending_error",
        "ep_eoi",
        "ep_wait_hs",
        "ep_wont_consume",
        "sc_error",
        "sc_eos",
        "sc_abort_done",
        "sc_shut_wanted",
        "sc_held",
    )
)
_STATES = ("INI", "REQ", "QUE", "TAR", "ASS", "CON", "CER", "RDY", "EST", "DIS", "CLO")
_STATE_PREFIXES = ("SC_ST_", "CS_ST_", "SI_ST_")
_FUNCTIONS = {
    "process": ("sc_conn_process", "cs_conn_process", "si_cs_process"),
    "io": ("sc_conn_io_cb", "cs_conn_io_cb", "si_cs_io_cb"),
}
_OPERATIONS = ("sc_app_conn_ops", "cs_app_conn_ops", "si_conn_ops")


@dataclass(frozen=True)
class Connector:
    """How a generation holds the two ends of a stream.

    `tag` is the connector's struct, `front` and `back` its members in the stream (a pointer, or the struct itself when
    `embedded`), `operations` the member that points to its table of operations.
    """

    tag: str
    front: str
    back: str
    embedded: bool
    endpoint: str
    operations: str = ""


_CONNECTORS = (
    Connector("stconn", "scf", "scb", False, "sedesc", "app_ops"),
    Connector("conn_stream", "csf", "csb", False, "cs_endpoint", "ops"),
    Connector("stream_interface", "si[0]", "si[1]", True, "conn_stream", "ops"),
)


class Vocabulary:
    """The names of one tree, decided by what the tree has."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.connector = self._connector()
        self._names: dict[str, str] = {}
        self.values = {concept: self._constant(concept, names) for concept, names in _CONSTANTS.items()}
        prefix = next((p for p in _STATE_PREFIXES if program.constant(p + "EST") is not None), "")
        self.states = {name: value for name in _STATES if (value := program.constant(prefix + name)) is not None}
        self.state_names = {value: name for name, value in self.states.items()}
        self.functions = {concept: self._function(concept, names) for concept, names in _FUNCTIONS.items()}
        self.operations = next((name for name in _OPERATIONS if program.is_variable(name)), "")

    def _connector(self) -> Connector:
        for connector in _CONNECTORS:
            try:
                self._program.member("stream", connector.front)
            except CannotLift:
                continue
            return connector
        raise CannotLift("no known stream connector", "struct stream")

    def _constant(self, concept: str, names: tuple[str, ...]) -> int:
        for name in names:
            value = self._program.constant(name)
            if value is not None:
                self._names[concept] = name
                return value
        if concept in _OPTIONAL:
            return 0
        raise CannotLift(f"none of {', '.join(names)} is defined", concept)

    def _function(self, concept: str, names: tuple[str, ...]) -> str:
        for name in names:
            if name in self._program.index.functions:
                return name
        raise CannotLift(f"none of {', '.join(names)} is defined", concept)

    def value(self, name: str) -> int:
        """A constant under its own name, 0 where the tree does not have it."""
        return self._program.constant(name) or 0

    def name(self, concept: str) -> str:
        """The name that a concept has in this tree, empty if it has none."""
        return self._names.get(concept, "")

    def __getitem__(self, concept: str) -> int:
        return self.values[concept]


def of_endpoint(name: str, endpoint: str) -> bool:
    """Whether a flag of that name is held by the endpoint, not by the connector."""
    prefix = name[:6]
    return prefix in ("SE_FL_", "CS_EP_") or (prefix == "CS_FL_" and endpoint == "conn_stream")
