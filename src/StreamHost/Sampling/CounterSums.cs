using StreamReco.Models.Decoding;
using StreamReco.Stages.State;

namespace StreamReco.StreamHost.Sampling;

/// <summary>Counters as figures.</summary>
internal static class CounterSums
{
    public static Tally Tally(ShardCounters counters) => new(
        counters.Read, counters.Applied, counters.Duplicate,
        counters.Read - counters.Applied - counters.Duplicate - counters.PassedOver - counters.Quarantined, counters.PassedOver, counters.Answers,
        counters.ControlRecords)
    { Quarantined = counters.Quarantined };

    public static Tally Rates(ShardCounters now, ShardCounters before, double seconds)
    {
        var (n, b) = (Tally(now), Tally(before));
        double Per(double a, double c) => seconds > 0 ? Math.Round(Math.Max(0, a - c) / seconds, 1) : 0;
        return new Tally(
            Per(n.Read, b.Read), Per(n.Applied, b.Applied), Per(n.Duplicate, b.Duplicate), Per(n.Rejected, b.Rejected),
            Per(n.PassedOver, b.PassedOver), Per(n.Answers, b.Answers), Per(n.Ticks, b.Ticks))
        { Quarantined = Per(n.Quarantined, b.Quarantined) };
    }

    /// <summary>By reason, every reason named.</summary>
    public static IReadOnlyDictionary<string, double> Rejected(ShardCounters counters) =>
        Enum.GetValues<FailureType>().ToDictionary(ValidationFailure.NameOf, type => (double)counters.Rejected[(int)type]);

    public static IReadOnlyDictionary<string, double> RejectedRates(ShardCounters now, ShardCounters before, double seconds) =>
        Enum.GetValues<FailureType>().ToDictionary(
            ValidationFailure.NameOf,
            type => seconds > 0
                ? Math.Round(Math.Max(0, now.Rejected[(int)type] - before.Rejected[(int)type]) / seconds, 2) : 0);
}
