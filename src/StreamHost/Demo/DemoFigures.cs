using StreamReco.Models.Decoding;
using StreamReco.Stages.State;

namespace StreamReco.StreamHost.Demo;

/// <summary>The figures of one moment of a demo, stage by stage.</summary>
/// <param name="EventsPerSecond">Records committed per second since the last look.</param>
/// <param name="Produced">Records written by the player.</param>
/// <param name="Counters">What became of the records that are committed.</param>
/// <param name="AnswersSeen">Answers that the viewer has read.</param>
/// <param name="P50Ms">Median end-to-end latency, milliseconds.</param>
/// <param name="P99Ms">99th percentile of it, milliseconds.</param>
/// <param name="UsersPerInference">Users in an average inference call.</param>
/// <param name="Commits">Commits so far.</param>
internal sealed record DemoFigures(
    double EventsPerSecond, long Produced, ShardCounters Counters, long AnswersSeen, double P50Ms, double P99Ms,
    double UsersPerInference, long Commits)
{
    /// <summary>The path with its counts: what passed each stage.</summary>
    public IEnumerable<(string Stage, long Passed)> Stages()
    {
        var decoded = Counters.Read - Counters.PassedOver - Count(FailureType.Malformed) - Count(FailureType.Oversized);
        var valid = decoded - Count(FailureType.Invalid) - Count(FailureType.Future) - Count(FailureType.Ancient);
        var fresh = valid - Counters.Duplicate;
        yield return ("read", Counters.Read);
        yield return ("decoded", decoded);
        yield return ("valid", valid);
        yield return ("fresh", fresh);
        yield return ("in time", fresh - Count(FailureType.Late));
        yield return ("applied", Counters.Applied);
        yield return ("answered", Counters.Answers);
        yield return ("seen by viewer", AnswersSeen);
    }

    /// <summary>Rejected records by reason; reasons without any are left out.</summary>
    public string Rejected()
    {
        var reasons = Enum.GetValues<FailureType>()
            .Where(type => Count(type) > 0)
            .Select(type => $"{ValidationFailure.NameOf(type)} {Count(type):N0}");
        return string.Join(", ", reasons) is { Length: > 0 } text ? text : "none";
    }

    private long Count(FailureType type) => Counters.Rejected[(int)type];
}
