using System.CommandLine;
using System.CommandLine.Parsing;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Lake;
using StreamReco.Stages.Lake;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Lake;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary><c>--from-lake</c>: clicks of a lake in place of click files.</summary>
internal sealed class LakeClickOptionSet
{
    private readonly Option<string> _lake = new("--from-lake")
    {
        Description = "Read the clicks from this lake instead of from files: the same that --from-kafka gives for the span.",
        HelpName = "DIR",
    };

    private readonly Option<DateTimeOffset?> _from = new("--from")
    {
        Description = "With --from-lake or --from-kafka: Kafka's timestamp of the first record; the oldest when left out.",
        HelpName = "TIME",
    };

    private readonly Option<DateTimeOffset?> _to = new("--to")
    {
        Description = "With --from-lake or --from-kafka: Kafka's timestamp after the last record; the end as of now when left out.",
        HelpName = "TIME",
    };

    public void AddTo(Command command)
    {
        command.Add(_lake);
        command.Add(_from);
        command.Add(_to);
    }

    /// <summary>The first moment; null for the beginning.</summary>
    public DateTimeOffset? From(CommandContext context) => context.Value(_from);

    /// <summary>The moment after the last; null for the end.</summary>
    public DateTimeOffset? To(CommandContext context) => context.Value(_to);

    /// <summary>Whether a lake is named.</summary>
    public bool IsGiven(ParseResult parse) => parse.GetValue(_lake) is not null;

    /// <inheritdoc cref="IsGiven(ParseResult)"/>
    public bool IsGiven(CommandResult result) => result.GetValue(_lake) is not null;

    /// <summary>The clicks of the span, and where exactly they are from.</summary>
    /// <exception cref="LakeException">There is no lake, or it is damaged.</exception>
    /// <exception cref="DataFileException">The span holds no click.</exception>
    public async Task<(ClickDataset Data, TrainingOrigin Origin)> ReadAsync(
        CommandContext context, StreamRecoOptions options, Screen screen, CancellationToken cancel)
    {
        var folder = context.Value(_lake)!;
        if (!Directory.Exists(folder))
        {
            throw new UserErrorException($"--from-lake is '{folder}'{(File.Exists(folder) ? ", which is a file; name the folder of a lake." : "; there is no such folder.")}");
        }

        var lake = ClickLake.Open(new DiskLakeFiles(folder), $"--from-lake is '{folder}', which", LakeWriters.Of(context.Time));
        var clicks = new LakeClicks(lake, options.Pipeline);
        var data = await ProgressDisplay.Run(screen, context.Time, "reading", line => clicks.Read(
            From(context), To(context), (done, of) => line.Update(done, of, $"{done:N0} files"), cancel));
        return (data, LakeTraining.OriginOf(lake, folder, clicks.Selected, options.Pipeline));
    }
}
