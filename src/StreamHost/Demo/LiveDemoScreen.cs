using Spectre.Console;
using Spectre.Console.Rendering;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Demo;

/// <summary>The demo on a terminal: one picture, redrawn four times a second.</summary>
internal sealed class LiveDemoScreen(Screen screen, TimeProvider time) : IDemoScreen
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    public void Say(string line) => screen.Results.MarkupLineInterpolated($"[grey]·[/] {line}");

    public Task<ModelArtifact> TrainAsync(Func<IProgressLine, ModelArtifact> train) =>
        ProgressDisplay.Run(screen, time, "training", train);

    public async Task WatchAsync(DemoView view, Task until)
    {
        using var ticks = new PeriodicTimer(_interval, time);
        await screen.Results.Live(Draw(view, view.Sample())).StartAsync(async live =>
        {
            while (!until.IsCompleted)
            {
                await Task.WhenAny(until, ticks.WaitForNextTickAsync().AsTask());
                live.UpdateTarget(Draw(view, view.Sample()));
            }
        });
    }

    private static Rows Draw(DemoView view, DemoFigures now) => new(
        new Markup($"[bold]{Markup.Escape(view.Source.Name)}[/]  [grey]{Markup.Escape(view.ModelLine)}[/]"),
        Progress(view, now),
        Path(now),
        new Markup($"duplicate [yellow]{now.Counters.Duplicate:N0}[/]   rejected [yellow]{Markup.Escape(now.Rejected())}[/]   quarantined [yellow]{now.Counters.Quarantined:N0}[/]"),
        new Markup(
            $"end to end p50 [green]{now.P50Ms:F0} ms[/]  p99 [green]{now.P99Ms:F0} ms[/]   "
            + $"{now.UsersPerInference:F1} users an inference   {now.Commits:N0} commits"),
        new Text(view.Search() ?? ""),
        Answers(view.Answers));

    private static IRenderable Progress(DemoView view, DemoFigures now)
    {
        var rate = $"{now.EventsPerSecond:N0} events/s";
        if (view.Source.Count is not { } count)
        {
            return new Markup($"{now.Produced:N0} played   [bold]{rate}[/]   Ctrl-C ends");
        }

        const int width = 50;
        var filled = (int)(width * now.Produced / Math.Max(1, count));
        return new Markup(
            $"[green]{new string('━', filled)}[/][grey]{new string('━', width - filled)}[/] "
            + $"{100.0 * now.Produced / Math.Max(1, count):F0} %  {now.Produced:N0} of {count:N0}   [bold]{rate}[/]");
    }

    private static Table Path(DemoFigures now)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey);
        var counts = new List<string>();
        foreach (var (stage, passed) in now.Stages())
        {
            table.AddColumn(new TableColumn(stage).RightAligned());
            counts.Add($"{passed:N0}");
        }

        return table.AddRow([.. counts]);
    }

    private static Table Answers(IReadOnlyList<ShownAnswer> answers)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey)
            .AddColumn("visitor").AddColumn("recommended").AddColumn("because it");
        foreach (var answer in answers)
        {
            for (var i = 0; i < answer.Items.Count; i++)
            {
                table.AddRow(
                    new Text(i == 0 ? answer.UserId : string.Empty),
                    new Text(answer.Items[i].Name),
                    new Text(answer.Items[i].Reason));
            }
        }

        return table;
    }
}
