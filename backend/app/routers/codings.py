"""Which codings of an answer a client takes."""


def accepts(accept_encoding: str, wanted: str) -> bool:
    """Whether a client that sent this `Accept-Encoding` reads a coding, such as `gzip`."""
    weights: dict[str, float] = {}
    for offer in accept_encoding.lower().split(","):
        coding, _, parameter = offer.partition(";")
        name, _, weight = parameter.strip().partition("=")
        try:
            weights[coding.strip()] = float(weight) if name == "q" else 1.0
        except ValueError:
            weights[coding.strip()] = 0.0
    return weights.get(wanted, weights.get("*", 0.0)) > 0
