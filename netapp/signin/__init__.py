"""All doors: LinkedIn, any OpenID Connect provider, a link by mail; and the sessions behind them.

There are no passwords (I1). A provider's account is known by issuer and subject only (I2). A session is
a row, so that it can be listed and ended.
"""
