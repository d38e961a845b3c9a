"""Nothing paid is lost and nothing is paid twice, with real processes, real kills and a real server.

- `world`: the simulator as a process of its own, and a person in it with a home, a folder and a key
- `acts`: what a process does for a person, and the moment at which it is killed
- `kill`: trials of kills, and what must hold after each; `python -m tests.process.soak.kill` is the long run
"""
