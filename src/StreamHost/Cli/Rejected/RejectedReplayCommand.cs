using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary><c>rejected replay</c>: sends rejected records again as they came.</summary>
internal sealed class RejectedReplayCommand : CliCommand
{
    private readonly RejectedSelection _selection = new();
    private readonly ResendOptionSet _resend = new();

    public RejectedReplayCommand()
        : base("replay", "Send rejected records again as they came, for instance after a rule has changed.")
    {
        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Clicks(), PipelineOptionSet.Rejected());
        _selection.AddTo(this, withOrigin: true);
        _resend.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("What would be sent", "streamreco rejected replay --reason oversized --set Limits:EventBytesMax=131072"),
        new("Send it", "streamreco rejected replay --reason future --since 2025-01-31T00:00:00Z --yes"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        if (!_selection.IsNamed(context))
        {
            throw new UserErrorException("Say which records: by --reason or --origin.", ExitCode.Usage);
        }

        var options = context.LoadOptions();
        var entries = _selection.ReadWhole(context, options.Kafka, _resend.Limit(context), cancel);
        var erased = await ErasedOrigins.ReadAsync(options, context.Time, cancel);
        var resending = new Resending(
            context, options, erased, await Watermarks.ReadAsync(options, cancel), _resend.Yes(context));
        foreach (var entry in entries)
        {
            resending.Add(entry, entry.Payload, timeMoved: false);
        }

        return resending.Finish(cancel);
    }
}
