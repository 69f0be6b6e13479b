from logging import Logger

class Exchange:
    logger: Logger
    markets: object
    markets_by_id: object
    def __init__(self, config: dict[str, object] = ...) -> None: ...
    async def fetch(
        self, url: str, method: str = "GET", headers: object = None, body: object = None
    ) -> object: ...
    async def close(self) -> None: ...
