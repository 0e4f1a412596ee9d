using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Remote;

/// <summary>A command that asks a node and shows the answer: a table for people, JSON for programs, once or again and again.</summary>
/// <typeparam name="T">The answer.</typeparam>
internal abstract class RemoteCommand<T> : CliCommand
{
    private const double WatchSecondsDefault = 2;

    private readonly RemoteOptionSet _remote = new();

    private readonly Option<string> _output = OutputOption.Of("How it is written; with --watch json is an object a line.");

    private readonly Option<double?> _watch = new("--watch", "-w")
    {
        Description = "Show it again and again, every 2 seconds or as often as said, until Ctrl-C.",
        HelpName = "SECONDS",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? WatchSecondsDefault
            : double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 0.1 and <= 3_600 ? seconds : Refuse(result),
    };

    protected RemoteCommand(string name, string description)
        : base(name, description)
    {
        _remote.AddTo(this);
        Add(_output);
        Add(_watch);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = WorksWithoutNode
            ? await _remote.TryConnectAsync(context, cancel) : await _remote.ConnectAsync(context, cancel);
        if (context.Value(_watch) is not { } seconds)
        {
            var answer = await QueryOnceAsync();
            Show(context, answer, isWatched: false);
            return ExitCodeOf(answer);
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds), context.Time);
        try
        {
            do
            {
                Show(context, await QueryOnceAsync(), isWatched: true);
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C is how watching ends.
        }

        return ExitCode.Ok;

        Task<T> QueryOnceAsync() => node is null ? QueryStateAsync(context, cancel) : QueryAsync(context, node, cancel);
    }

    /// <summary>Whether the state database alone has something to say where no node lives.</summary>
    protected virtual bool WorksWithoutNode => false;

    /// <summary>Asks the state database where no node lives; only where <see cref="WorksWithoutNode"/>.</summary>
    protected virtual Task<T> QueryStateAsync(CommandContext context, CancellationToken cancel) =>
        throw new InvalidOperationException("This command asks a node.");

    /// <summary>Asks the node.</summary>
    protected abstract Task<T> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel);

    /// <summary>Writes the answer for people.</summary>
    protected abstract void Write(T answer, IAnsiConsole console);

    /// <summary>What the answer makes of the exit code.</summary>
    protected virtual int ExitCodeOf(T answer) => ExitCode.Ok;

    private void Show(CommandContext context, T answer, bool isWatched)
    {
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(answer, isWatched ? HttpJson.Options : HttpJson.Indented));
            return;
        }

        if (isWatched && context.Screen.IsLive)
        {
            context.Screen.Results.Clear();
        }
        else if (isWatched)
        {
            context.Screen.Output.WriteLine($"-- {context.Time.GetUtcNow():HH:mm:ss}");
        }

        Write(answer, context.Screen.Results);
    }

    private static double? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--watch is '{result.Tokens[0].Value}'; it must be seconds from 0.1 to 3600.");
        return null;
    }
}
