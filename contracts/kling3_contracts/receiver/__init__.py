"""The attacks on a webhook receiver: what is sent, what a good one answers, and the mend of one that does not."""
