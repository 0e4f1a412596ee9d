using Spectre.Console;

namespace StreamReco.StreamHost.Terminal;

/// <summary>
/// Shows progress: a moving bar where a person watches, plain lines elsewhere, nothing under <c>--quiet</c>.
/// </summary>
internal static class ProgressDisplay
{
    /// <summary>Does <paramref name="work"/> and shows how far it is.</summary>
    /// <param name="screen">Where to show it.</param>
    /// <param name="time">The clock of the plain lines.</param>
    /// <param name="label">What is done, for instance <c>training</c>.</param>
    /// <param name="work">Receives a line to update.</param>
    public static async Task<T> RunAsync<T>(
        Screen screen, TimeProvider time, string label, Func<IProgressLine, Task<T>> work)
    {
        if (!screen.IsLive)
        {
            return screen.IsQuiet ? await work(Told(screen, label, SilentLine.Instance)) : await RunPlainAsync(screen, time, label, work);
        }

        var result = default(T);
        await screen.Progress.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(
                async context => result = await work(
                    Told(screen, label, new BarLine(context.AddTask(Markup.Escape(label)), label))));
        return result!;
    }

    /// <summary>As <see cref="RunAsync"/> for work that blocks: it is done on a pool thread.</summary>
    public static Task<T> Run<T>(Screen screen, TimeProvider time, string label, Func<IProgressLine, T> work) =>
        RunAsync(screen, time, label, line => Task.Run(() => work(line)));

    private static async Task<T> RunPlainAsync<T>(
        Screen screen, TimeProvider time, string label, Func<IProgressLine, Task<T>> work)
    {
        var line = new PlainLine(screen.Error, time, label);
        await using var beats = time.CreateTimer(_ => line.Beat(), null, PlainLine.Silence, PlainLine.Silence);
        return await work(Told(screen, label, line));
    }

    private static IProgressLine Told(Screen screen, string label, IProgressLine line) =>
        screen.Task is { } task ? new ToldLine(task, label, line) : line;

    private sealed class ToldLine(ITaskProgress task, string label, IProgressLine line) : IProgressLine
    {
        public void Update(double done, double of, string detail)
        {
            task.Update(label, done, of, detail);
            line.Update(done, of, detail);
        }
    }

    private sealed class SilentLine : IProgressLine
    {
        public static readonly SilentLine Instance = new();

        public void Update(double done, double of, string detail)
        {
        }
    }

    private sealed class BarLine(ProgressTask task, string label) : IProgressLine
    {
        public void Update(double done, double of, string detail)
        {
            task.IsIndeterminate = of <= 0;
            task.MaxValue = Math.Max(of, 1);
            task.Value = Math.Min(done, task.MaxValue);
            task.Description = Markup.Escape($"{label}  {detail}");
        }
    }
}
