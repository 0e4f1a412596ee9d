using System.CommandLine;
using StreamReco.Models.DataQuality;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Validation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Quality;

/// <summary><c>quality suggest</c>: a rules file that fits a span of events which is held to be good.</summary>
internal sealed class QualitySuggestCommand : CliCommand
{
    /// <summary>Below it a level that nothing or everything fails is chance.</summary>
    private const int EventsFew = 1_000;

    private readonly Argument<string> _file = new InputFileArgument("FILE")
    {
        Description = "Events of a good span, a record a line, plain or gzip'd; - is standard input.",
    };

    private readonly Option<bool> _kcat = new("--kcat")
    {
        Description = "The lines are those of kcat -J: with Kafka's timestamps, so that rules of time are suggested too.",
    };

    public QualitySuggestCommand()
        : base("suggest", "Profile events of a good span and print the rules file that follows: for people to read and change.")
    {
        Add(_file);
        Add(_kcat);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Suggest rules by a file of good events", "streamreco quality suggest events.ndjson"),
        new("Of what kcat -C -J prints of a topic", "streamreco quality suggest - --kcat"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var file = context.Parse.GetRequiredValue(_file);
        using var lines = LineSource.Open(file, Console.OpenStandardInput);
        var profile = Profile(
            lines, new RecordJudge(options.Pipeline), context.Time.GetUtcNow().ToUnixTimeMilliseconds(), context.Value(_kcat), cancel);
        if (profile.Events == 0)
        {
            throw new UserErrorException($"{file} holds no event that would be accepted; 'streamreco validate {file}' says why.");
        }

        if (profile.Events < EventsFew)
        {
            context.Screen.Error.WriteLine(
                $"{file} holds {profile.Events:N0} events that would be accepted: too few to tell what is usual. Give {EventsFew:N0} or more, and read the levels with care.");
        }

        context.Screen.Output.WriteLine(profile.Suggest());
        return Task.FromResult(ExitCode.Ok);
    }

    private static QualityProfile Profile(LineSource lines, RecordJudge judge, long nowMs, bool kcat, CancellationToken cancel)
    {
        var profile = new QualityProfile();
        while (lines.Read() is { } line)
        {
            cancel.ThrowIfCancellationRequested();
            if (!KcatLine.TryRead(lines, line, kcat, nowMs, out var record))
            {
                profile.AddInvalid();
                continue;
            }

            switch (judge.Judge(record, out _))
            {
                case RecordFate.Accepted:
                    profile.Add(judge.Click, kcat ? record.TimestampMs : null);
                    break;
                case RecordFate.Duplicate:
                    profile.AddDuplicate();
                    break;
                case RecordFate.Rejected:
                    profile.AddInvalid();
                    break;
                default:
                    break; // control records, and events that are known to be no clicks
            }
        }

        return profile;
    }
}
