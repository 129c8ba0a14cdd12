"""Which part of the contract was exercised: counted here once, for the plugin's summary and the referee's reports."""
