using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Replay;

/// <summary>Reads the live topic, then the replayed one, and compares.</summary>
/// <param name="options">How Kafka is reached.</param>
/// <param name="live">Topic of the live answers.</param>
/// <param name="replayed">Topic of the replayed answers.</param>
internal sealed class ParityRun(KafkaOptions options, string live, string replayed)
{
    private const int ExamplesMax = 10;

    /// <summary>Compares; blocks until it is done.</summary>
    /// <param name="scope">Which live answers count.</param>
    /// <param name="replay">The replay whose span is the scope, or null.</param>
    /// <param name="line">Receives how far it is.</param>
    /// <param name="cancel">Stops between records.</param>
    /// <exception cref="KafkaSetupException">No broker answers, or a topic is missing.</exception>
    public ParityReport Run(ParityScope scope, string? replay, IProgressLine line, CancellationToken cancel)
    {
        var check = new ParityCheck(scope, ExamplesMax);
        using var liveScan = new TopicScan(options, "--live", live);
        using var replayedScan = new TopicScan(options, "--replayed", replayed);
        liveScan.ReadAll(
            record => check.AddLive(record), (done, of) => line.Update(done, of * 2, $"{done:N0} live answers"), cancel);
        check.EndLive();
        replayedScan.ReadAll(
            record => check.AddReplayed(record),
            (done, of) => line.Update(of + done, of * 2, $"{done:N0} replayed answers"), cancel);
        return check.Finish(live, replayed, replay, liveScan.ReadAt);
    }
}
