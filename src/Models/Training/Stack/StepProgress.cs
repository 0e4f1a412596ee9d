namespace StreamReco.Models.Training.Stack;

/// <summary>Turns the progress of a step into that of the whole: each step has its share of the work.</summary>
internal sealed class StepProgress(IProgress<TwoStageProgress>? progress)
{
    private double _from;
    private double _to;

    /// <summary>Begins the next step.</summary>
    /// <param name="share">Its share of the whole work, 0 to 1.</param>
    public void Begin(double share) => (_from, _to) = (_to, Math.Min(1, _to + share));

    /// <summary>Tells where the step stands.</summary>
    /// <param name="step">What is done.</param>
    /// <param name="done">Share of the step that is done.</param>
    public void Tell(string step, double done) =>
        progress?.Report(new TwoStageProgress(step, _from + ((_to - _from) * Math.Clamp(done, 0, 1))));
}
