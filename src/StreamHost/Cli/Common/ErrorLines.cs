using System.Net.Sockets;
using Microsoft.Extensions.Options;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Lake;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>Says a failure in lines for people: what is wrong, and the setting that fixes it.</summary>
internal static class ErrorLines
{
    /// <param name="fault">The failure.</param>
    /// <param name="options">The settings in force, null when they could not be read.</param>
    public static (int ExitCode, IReadOnlyList<string> Lines) Describe(Exception fault, StreamRecoOptions? options) =>
        fault switch
        {
            OptionsValidationException invalid => (ExitCode.Usage, [.. invalid.Failures]),
            UserErrorException told => (told.ExitCode, [told.Message]),
            DataFileException { IsOption: true } option => (ExitCode.Usage, [OneLine(option.Message)]),
            AggregateException { InnerExceptions: [var only] } => Describe(only, options),
            _ => (ExitCode.Failure, [OneLine(Known(fault, options) ?? Unknown(fault))]),
        };

    private static string? Known(Exception fault, StreamRecoOptions? options) => fault switch
    {
        ModelLoadException =>
            $"{fault.Message} Set Model:Directory (--model) to a folder that 'streamreco train' wrote.",
        ScorerStartException or DataFileException or StoreUnavailableException or StoreFormatException or StateAheadException
            or PseudonymKeyException or KafkaSetupException or HttpStartException
            or ClusterStartException or NodeDownedException or LakeException => fault.Message,
        ShardFailedException { InnerException: { } cause } => Known(cause, options) is { } known
            ? $"A shard failed: {known}" : fault.Message,
        StaleOwnerException =>
            $"{fault.Message} Another process has taken the partition over; this one must not write it.",
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => $"{fault.Message}; set another port.",
        IOException or UnauthorizedAccessException => fault.Message,
        _ => KafkaErrors.Describe(fault, options?.Kafka) ?? (fault is CommitFailedException ? fault.Message : null),
    };

    private static string Unknown(Exception fault) =>
        $"Unexpected {fault.GetType().Name}: {fault.Message} (--verbose shows where it came from)";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
