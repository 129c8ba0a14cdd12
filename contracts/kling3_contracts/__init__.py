"""The referee: holds servers, clients and webhook receivers to the contract of the Kling 3 video API.

It never imports the fake: who shares code with the player proves nothing.
"""
