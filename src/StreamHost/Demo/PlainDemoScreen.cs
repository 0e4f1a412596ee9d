using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Demo;

/// <summary>The demo without a terminal: a line every two seconds, and what a visitor was shown.</summary>
internal sealed class PlainDemoScreen(Screen screen, TimeProvider time) : IDemoScreen
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    public void Say(string line)
    {
        if (!screen.IsQuiet)
        {
            screen.Output.WriteLine(line);
        }
    }

    public Task<ModelArtifact> TrainAsync(Func<IProgressLine, ModelArtifact> train) =>
        ProgressDisplay.Run(screen, time, "training", train);

    public async Task WatchAsync(DemoView view, Task until)
    {
        Say(view.ModelLine);
        using var ticks = new PeriodicTimer(_interval, time);
        while (!until.IsCompleted)
        {
            await Task.WhenAny(until, ticks.WaitForNextTickAsync().AsTask());
            SayFigures(view, view.Sample());
        }
    }

    private void SayFigures(DemoView view, DemoFigures now)
    {
        var share = view.Source.Count is { } count ? $"{100.0 * now.Produced / Math.Max(1, count),3:F0} %  " : string.Empty;
        Say($"{share}{now.EventsPerSecond,7:N0} events/s  read {now.Counters.Read:N0}  applied {now.Counters.Applied:N0}  "
            + $"duplicate {now.Counters.Duplicate:N0}  rejected: {now.Rejected()}  quarantined {now.Counters.Quarantined:N0}  answers {now.AnswersSeen:N0}  "
            + $"p50 {now.P50Ms:F0} ms  p99 {now.P99Ms:F0} ms");
        if (view.Search() is { } search)
        {
            Say($"        {search}");
        }

        if (view.Answers is [.., var answer])
        {
            Say($"        {answer.UserId}: {string.Join("; ", answer.Items.Select(i => $"{i.Name} - {i.Reason}"))}");
        }
    }
}
