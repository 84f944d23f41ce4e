"""Draws from a small frame by the words of generator.go, and by nothing else of it.

    python3 independent.py

prints what draw_test.go expects: the first numbers of the generator, the order of a simple
and of a stratified draw, and the SHA-256 of the frame's CSV.
"""
import hashlib

M = 2 ** 64


def numbers(seed):
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) % M
        z = state
        z ^= z >> 30
        z = z * 0xBF58476D1CE4E5B9 % M
        z ^= z >> 27
        z = z * 0x94D049BB133111EB % M
        z ^= z >> 31
        yield z


def below(stream, n):
    for x in stream:
        if x >= M % n:
            return x % n


def shuffle(stream, places, k):
    for i in range(k):
        j = i + below(stream, len(places) - i)
        places[i], places[j] = places[j], places[i]


def frame():
    """Twenty accounts, not in order; every third an outpatient, one alone in its stratum."""
    units = []
    for i in range(20):
        number = (i * 7) % 20 + 1
        stratum = "OP" if number % 3 == 0 else "IP"
        units.append((f"E{number:03d}", 1, "ANC" if number == 20 else stratum, number % 4))
    return sorted(units)


def draw(units, sizes, seed, targeted=False):
    stream, out = numbers(seed), []
    for name in sorted({u[2] for u in units}):
        places = [i for i, u in enumerate(units) if u[2] == name]
        k = min(sum(sizes[name]), len(places))
        shuffle(stream, places, len(places) if targeted else k)
        if targeted:
            places.sort(key=lambda p: -units[p][3])
        out += [f"{p + 1}{'s' if i >= sizes[name][0] else ''}" for i, p in enumerate(places[:k])]
    return " ".join(out)


stream = numbers(1234567)
print("numbers", [next(stream) for _ in range(5)])
units = frame()
simple = [(e, v, "all", 0) for e, v, _, _ in units]
print("simple", draw(simple, {"all": (6, 3)}, 20261122))
random = [(e, v, s, 0) for e, v, s, _ in units]
print("stratified", draw(random, {"ANC": (2, 1), "IP": (4, 2), "OP": (2, 2)}, 20261122))
risky = [(e, v, "all", r) for e, v, _, r in units if r]
print("targeted", draw(risky, {"all": (7, 2)}, 20261122, targeted=True))
text = "position,encounter_id,version_no,stratum,risk\n"
text += "".join(f"{i + 1},{e},{v},{s},{r}\n" for i, (e, v, s, r) in enumerate(random))
print("sha256", hashlib.sha256(text.encode()).hexdigest())
