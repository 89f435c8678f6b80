"""Pools that code allocates its objects from: as many objects as were ever needed at once, given again when freed."""

from backport.csource.lift.errors import CannotLift
from backport.csource.lift.memory import BASE
from backport.csource.lift.program import Program
from backport.csource.lift.types import INT, cells
from backport.projects.haproxy.world.vocabulary import Vocabulary

# what a pool holds
_POOLS = {
    "pool_head_stream": "stream",
    "pool_head_session": "session",
    "pool_head_connection": "connection",
    "pool_head_conn_hash_node": "conn_hash_node",
    "pool_head_cs_endpoint": "cs_endpoint",
    "pool_head_sedesc": "sedesc",
    "pool_head_task": "task",
    "pool_head_tasklet": "tasklet",
    "pool_head_pt_ctx": "mux_pt_ctx",
}


class Pools:
    """The objects of one program. An object that is freed is zeroed, so that states do not differ in what is gone."""

    def __init__(self, program: Program, names: Vocabulary) -> None:
        self.program = program
        connector = names.connector
        self._tags = {**_POOLS, "pool_head_connstream": connector.endpoint if connector.embedded else connector.tag}
        self._made: dict[str, list[tuple[int, int]]] = {}  # of each struct: its address, the cell that says it is used
        self._owner: dict[int, str] = {}
        program.externs["model_pool_alloc"] = lambda name, *_: self.take(self._tag(program.string(name)))
        program.externs["model_pool_free"] = lambda address, *_: self.give(address)

    def _tag(self, pool: str) -> str:
        tag = self._tags.get(pool.strip())
        if tag is None:
            raise CannotLift(f"the model does not know what {pool} holds", "pool_alloc")
        return tag

    def take(self, tag: str) -> int:
        """The address of an object that is not used."""
        made, memory = self._made.setdefault(tag, []), self.program.memory
        free = next((one for one in made if not memory.cells[one[1] - BASE]), None)
        if free is None:
            free = self.program.new(tag, tag), memory.allocate(INT, f"{tag} used")
            memory.track(free[1])
            made.append(free)
            self._owner[free[0]] = tag
        memory.cells[free[1] - BASE] = 1
        return free[0]

    def give(self, address: int) -> int:
        """An object is used no more; nothing happens for one that is not of a pool, or free already."""
        tag = self._owner.get(address)
        if tag is None:
            return 0
        memory = self.program.memory
        used = next(used for at, used in self._made[tag] if at == address)
        memory.cells[used - BASE] = 0
        for cell in range(address - BASE, address - BASE + cells(self.program.types.record(tag))):
            if cell in memory.tracked:
                memory.cells[cell] = 0
        return 0

    def made(self, tag: str) -> tuple[int, ...]:
        """The addresses of all objects of a kind, in the order in which they were first needed."""
        return tuple(address for address, _ in self._made.get(tag, ()))
