using System.Globalization;
using StreamReco.Models.Training;

namespace StreamReco.StreamHost.Terminal;

/// <summary>
/// Training progress as a line of progress: an epoch solves users, then items; after the last one the users are solved once more.
/// </summary>
/// <param name="line">The line.</param>
/// <param name="from">Share of it that other work has taken before, 0 to 1.</param>
internal sealed class TrainingLine(IProgressLine line, double from = 0) : IProgress<TrainingProgress>
{
    private bool _isLast;

    public void Report(TrainingProgress value)
    {
        var isDone = value.Phase == "done";
        _isLast |= isDone && value.Epoch == value.Epochs;
        var half = _isLast || isDone ? 2 : value.Phase == "users" ? 0 : 1;
        var solved = isDone ? 0 : (double)value.Done / Math.Max(value.Of, 1);
        var share = (((value.Epoch - 1) * 2) + half + solved) / ((value.Epochs * 2) + 1);
        var loss = double.IsNaN(value.Loss) ? "" : $", loss {value.Loss.ToString("G5", CultureInfo.InvariantCulture)}";
        line.Update(from + ((1 - from) * share), 1, $"epoch {value.Epoch} of {value.Epochs}{loss}");
    }
}
