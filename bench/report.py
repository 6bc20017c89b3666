"""Times several peers in turn, round after round, and prints what came out."""
import statistics


class Report:
    def __init__(self, rounds):
        self.rounds = rounds

    def measure(self, peers):
        """Calls each peer once a round; a peer gives the microseconds of one operation."""
        times = {name: [] for name in peers}
        for _ in range(self.rounds):
            for name, peer in peers.items():
                times[name].append(peer())
        return times

    def table(self, title, times, ours):
        """One row a peer: minimum, median, and how many times ours they are. Gives the ratios of the minima."""
        print(f"\n{title} ({self.rounds} rounds in turn)")
        print(f"  {'':44}{'minimum':>12}{'median':>12}{'ratio of minima':>18}{'median ratio':>15}")
        ratios = {}
        for name, own in times.items():
            each = [theirs / dual for theirs, dual in zip(own, times[ours])]
            ratios[name] = min(own) / min(times[ours])
            print(f"  {name:44}{min(own):9.2f} us{statistics.median(own):9.2f} us"
                  f"{ratios[name]:17.2f}x{statistics.median(each):14.2f}x")
        return ratios


def agree(what, got, wanted, tolerance):
    """Stops the benchmark if two results differ."""
    import numpy

    got, wanted = numpy.asarray(got), numpy.asarray(wanted)
    if got.shape != wanted.shape:
        raise SystemExit(f"{what}: the shapes {got.shape} and {wanted.shape} differ")
    difference = float(numpy.max(numpy.abs(got.astype("f8") - wanted.astype("f8")), initial=0.0))
    if not difference <= tolerance:
        raise SystemExit(f"{what}: differs by {difference:.3g}; at most {tolerance:g} is allowed")
    print(f"  checked: {what}: within {difference:.2g} (allowed {tolerance:g})")
