"""The command line: kling3-contracts with its commands, and the words that people type made into what a run is told."""
