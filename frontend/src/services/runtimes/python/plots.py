"""The backend of matplotlib in a run: `plt.show()` shows every open figure among the output, and closes it."""

import io

from _algoroom_display import MAX_DISPLAY_LENGTH, show_png
from matplotlib._pylab_helpers import Gcf
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

FigureCanvas = FigureCanvasAgg

SCALES = (2, 1.5, 1, 0.6)
"""How much finer than it is shown a figure is drawn; less where that takes too much."""


def show(*, block: bool | None = None) -> None:
    """Show every open figure, in the order in which they were made. Nothing waits, whatever `block` says."""
    for manager in Gcf.get_all_fig_managers():
        show_figure(manager.canvas.figure)
    Gcf.destroy_all()


def show_figure(figure: Figure) -> None:
    """Show one figure."""
    for scale in SCALES:
        picture = io.BytesIO()
        # With all that is drawn, and without empty margins, as notebooks do.
        figure.savefig(picture, format="png", dpi=figure.get_dpi() * scale, bbox_inches="tight")
        # Base64 takes four characters for three bytes.
        if picture.tell() * 4 / 3 < MAX_DISPLAY_LENGTH - 2_000 or scale == SCALES[-1]:
            show_png(picture.getvalue(), describe(figure), scale)
            return


def describe(figure: Figure) -> str:
    """Say what a figure shows, for who does not see it: its titles, and the names of its axes and lines."""
    parts = [figure.get_suptitle()]
    for axes in figure.axes:
        parts.append(axes.get_title())
        parts += [f"{name}: {label}" for name, label in (("x", axes.get_xlabel()), ("y", axes.get_ylabel())) if label]
        parts += list(axes.get_legend_handles_labels()[1])
    said = "; ".join(part for part in parts if part)
    return f"Plot: {said}" if said else "Plot"
