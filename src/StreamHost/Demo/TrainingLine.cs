using StreamReco.Models.Training;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Demo;

/// <summary>Training progress as a line of progress.</summary>
internal static class TrainingLine
{
    /// <param name="line">The line.</param>
    /// <param name="from">Share of it that other work has taken before, 0 to 1.</param>
    public static IProgress<TrainingProgress> On(IProgressLine line, double from) => new DirectProgress<TrainingProgress>(p =>
        line.Update(
            from + ((1 - from) * (p.Epoch - 1 + ShareOfEpoch(p)) / p.Epochs), 1, $"epoch {p.Epoch} of {p.Epochs}, {p.Phase}"));

    /// <summary>An epoch solves the users, then the items; each counts as half of it.</summary>
    private static double ShareOfEpoch(in TrainingProgress p)
    {
        var half = p.Done / (2.0 * Math.Max(1, p.Of));
        return p.Phase switch
        {
            "users" => half,
            "items" => 0.5 + half,
            _ => 1,
        };
    }
}
