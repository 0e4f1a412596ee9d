using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tasks;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>
/// Lets operators see a long command: for as long as this lives, whatever progress it shows stands among the tasks of the
/// cluster, by way of the state database. That the database cannot be had is reported once where a setting names it.
/// </summary>
internal sealed class CommandTask : IAsyncDisposable
{
    private const double Whole = 100;

    private readonly RunningTask _task;
    private readonly TaskPublisher _publisher;

    private CommandTask(Screen screen, RunningTask task, TaskPublisher publisher)
    {
        (_task, _publisher) = (task, publisher);
        Screen = screen.With(new Progress(task));
    }

    /// <summary>The screen whose progress is seen by others, too.</summary>
    public Screen Screen { get; }

    /// <param name="context">The command's.</param>
    /// <param name="options">Where the state of the running cluster is, and its group.</param>
    /// <param name="kind">What is done, for instance <c>training</c>.</param>
    /// <param name="of">What it is about.</param>
    public static CommandTask Begin(CommandContext context, StreamRecoOptions options, string kind, string of)
    {
        var board = new TaskBoard(context.Time);
        var task = board.Begin(kind, of, "%", Whole);
        var isNamed = options.State.Connection != new StateOptions().Connection;
        var error = context.Screen.Error;
        var publisher = TaskPublisher.Start(board, options, context.Time, isNamed && !context.Screen.IsQuiet
            ? reason => error.WriteLine($"'streamreco tasks' does not show this for now: {reason}") : null);
        return new CommandTask(context.Screen, task, publisher);
    }

    public async ValueTask DisposeAsync()
    {
        _task.Dispose();
        await _publisher.DisposeAsync();
    }

    /// <summary>Shares for the most part: what a command counts is in its words.</summary>
    private sealed class Progress(RunningTask task) : ITaskProgress
    {
        public void Update(string step, double done, double of, string detail) =>
            task.Update(of > 0 ? done / of * Whole : 0, of > 0 ? Whole : 0, step, $"{step}: {detail}".TrimEnd(' ', ':'));
    }
}
