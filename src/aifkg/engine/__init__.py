"""The engine: questions in SPARQL, answers as terms or bytes; knows neither HTTP nor the data."""

from aifkg.engine.capacity import Capacity
from aifkg.engine.coding import CODINGS, packed
from aifkg.engine.dataset import Dataset
from aifkg.engine.diagnosis import Prefixes, meant_by
from aifkg.engine.errors import (
    EngineBusy,
    EngineClosed,
    EngineError,
    NotOffered,
    NotRepresentable,
    QueryError,
    QueryFailed,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    UpdateRefused,
    WorkerDied,
)
from aifkg.engine.formats import BY_NAME, GRAPHS, RESULTS, Format, named, offered
from aifkg.engine.gate import Bounds, Form, admit, form_of
from aifkg.engine.job import Job, Lane
from aifkg.engine.launch import Launcher, Load
from aifkg.engine.nearest import did_you_mean, is_slip, nearest
from aifkg.engine.source import OwnZygote, Source, opened, started_again
from aifkg.engine.spawn import Outcome, Spawner
from aifkg.engine.store import (
    BaseDirection,
    Bindings,
    BlankNode,
    EmbeddedEngine,
    Graph,
    Literal,
    NamedNode,
    Result,
    Solutions,
    Term,
    Triple,
    Truth,
    Value,
)
from aifkg.engine.syntax import syntax_fault
from aifkg.engine.transcribing import transcribe
from aifkg.engine.turns import Turns
from aifkg.engine.wire import Limits, Request, Written
from aifkg.engine.workers import Pool

__all__ = [
    "BY_NAME",
    "CODINGS",
    "GRAPHS",
    "RESULTS",
    "BaseDirection",
    "Bindings",
    "BlankNode",
    "Bounds",
    "Capacity",
    "Dataset",
    "EmbeddedEngine",
    "EngineBusy",
    "EngineClosed",
    "EngineError",
    "Form",
    "Format",
    "Graph",
    "Job",
    "Lane",
    "Launcher",
    "Limits",
    "Literal",
    "Load",
    "NamedNode",
    "NotOffered",
    "NotRepresentable",
    "Outcome",
    "OwnZygote",
    "Pool",
    "Prefixes",
    "QueryError",
    "QueryFailed",
    "QueryRefused",
    "QuerySyntaxError",
    "QueryTimeout",
    "Request",
    "Result",
    "ResultTooLarge",
    "Solutions",
    "Source",
    "Spawner",
    "Term",
    "Triple",
    "Truth",
    "Turns",
    "UpdateRefused",
    "Value",
    "WorkerDied",
    "Written",
    "admit",
    "did_you_mean",
    "form_of",
    "is_slip",
    "meant_by",
    "named",
    "nearest",
    "offered",
    "opened",
    "packed",
    "started_again",
    "syntax_fault",
    "transcribe",
]
