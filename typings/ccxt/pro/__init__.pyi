from ccxt.async_support import Exchange as Exchange
