"""Traffic: recorded requests, answers and webhooks, held to the contract."""
