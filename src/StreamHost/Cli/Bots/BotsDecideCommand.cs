using System.CommandLine;
using StreamReco.Models.Bots;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Rejected;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Bots;

/// <summary>
/// <c>bots release</c> and <c>bots condemn</c>: a user is a person or a program because an operator says so. Who is released gets
/// the clicks back that were held: they are sent again under their origin, once.
/// </summary>
internal sealed class BotsDecideCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _user = new("USER") { Description = "The user's id, as the clicks name it." };
    private readonly BotDecision _decision;

    private BotsDecideCommand(BotDecision decision, string description)
        : base(BotDecisionRecord.NameOf(decision), description)
    {
        _decision = decision;
        Add(_user);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Clicks(), PipelineOptionSet.Rejected());
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
        [new(_decision == BotDecision.Released ? "Release a user who is a person" : "Take a user for a program", $"streamreco bots {Name} u42 --node http://127.0.0.1:8095{(_decision == BotDecision.Released ? " --bootstrap 127.0.0.1:9092" : "")}")];

    public static BotsDecideCommand Release() => new(
        BotDecision.Released, "Take a user for a person, whatever the score says, and send the clicks again that the quarantine holds.");

    public static BotsDecideCommand Condemn() => new(
        BotDecision.Condemned, "Take a user for a program, whatever the score says: the clicks go to the quarantine.");

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var user = context.Parse.GetRequiredValue(_user);
        using var node = await _remote.ConnectAsync(context, cancel);
        var options = context.LoadOptions();
        using var held = _decision == BotDecision.Released ? OpenHeld(context, options.Kafka, cancel) : null; // before the decision is written: half a release is none
        var applied = await node.PostAsync<BotsApplied>("/admin/v1/bots/decisions", new BotDecisionBody(user, Name), cancel);
        context.Screen.Output.WriteLine($"'{Name}' was written to the log of partitions {Cells.Ranges(applied.Partitions)}.");
        return held is null ? ExitCode.Ok : await SendAsync(context, held, user, cancel);
    }

    /// <summary>A reader of the records that are held.</summary>
    /// <exception cref="KafkaSetupException">They cannot be read.</exception>
    private static TopicSpanReader OpenHeld(CommandContext context, KafkaOptions kafka, CancellationToken cancel)
    {
        using var wait = BrokerWait.Begin(context, kafka);
        var held = new TopicSpanReader(kafka, ("Kafka:Rejected", kafka.Rejected));
        try
        {
            held.Find(from: null, to: null, cancel);
            return held;
        }
        catch (KafkaSetupException)
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Behind the decision in every log: the fold lets them pass. What was held meanwhile is read, too.</summary>
    private static async Task<int> SendAsync(CommandContext context, TopicSpanReader held, string user, CancellationToken cancel)
    {
        var options = context.Options!;
        var (parts, check) = (new RejectedParts(), new ResendCheck(options.Pipeline, options.Kafka.Clicks));
        held.Read(held.Find(from: null, to: null, cancel), (_, record) =>
        {
            if (RejectedParser.Parse(record) is { Reason: ValidationFailure.QuarantinedName, Errors: [{ Field: null }, ..] } entry // one with a field is held by a quality rule
                && (entry.Parts > 1 || check.Make(entry, entry.Payload, out var _)?.UserId == user)) // the quarantine of all others is not held in memory
            {
                parts.Add(entry);
            }
        }, cancel);
        var entries = parts.Join(out var incomplete);
        if (incomplete > 0)
        {
            context.Screen.Error.WriteLine($"{incomplete:N0} records are left out: not all parts of their payload are in the topic any more.");
        }

        var resending = new Resending(
            context, options, await ErasedOrigins.ReadAsync(options, context.Time, cancel), await Watermarks.ReadAsync(options, cancel), send: true)
        {
            OnlyUser = user,
        };
        foreach (var entry in entries)
        {
            resending.Add(entry, entry.Payload, timeMoved: false);
        }

        return resending.Finish(cancel);
    }
}
