using System.Globalization;

namespace StreamReco.Benchmarks.Api;

/// <summary>A phase of a load run.</summary>
/// <param name="Name">The phase.</param>
/// <param name="Rate">Requests a second that were meant.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Sent">What became of the requests.</param>
/// <param name="Seen">What the node said of its pipeline meanwhile.</param>
/// <param name="NodeCores">Cores that the node's process was busy with; null where it is not known.</param>
internal sealed record ApiPhase(string Name, int Rate, int Seconds, LoadCounts Sent, NodeWatch Seen, double? NodeCores)
{
    /// <summary>A second, until the last answer.</summary>
    public double Per(long count) => count / Sent.Took.TotalSeconds;

    /// <summary>Cores that the sender was busy with.</summary>
    public double SenderCores => Sent.Cpu / Sent.Took;

    /// <summary>What a request cost the node in CPU, µs, beyond what it takes without requests.</summary>
    /// <param name="alone">The phases without requests, before and behind.</param>
    public double? MicrosEach(params ApiPhase[] alone) =>
        (NodeCores - alone.Average(phase => phase.NodeCores)) * Sent.Took.TotalMicroseconds / Math.Max(1, Sent.Sent);
}

/// <summary>What the phases of a load run show, in words: whether requests were served, and whether the pipeline paid for it.</summary>
internal static class ApiVerdict
{
    /// <summary>Of the meant requests that have to be answered for a load to count as served.</summary>
    private const double ServedShare = 0.99;

    /// <summary>A lag this many seconds of the pipeline's records above the one without requests is harm.</summary>
    private const double HarmSeconds = 2;

    /// <summary>The load average over the last minute, as Linux tells it.</summary>
    public static double LoadAverage() =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>A line a question, and whether all went well.</summary>
    public static (IReadOnlyList<string> Lines, bool IsWell) Of(ApiPhase alone, ApiPhase load, ApiPhase overload)
    {
        var served = load.Per(load.Sent.Ok) >= load.Rate * ServedShare;
        var refused = overload.Sent is { Refused: > 0, Other: 0 };
        var limit = Math.Max(alone.Seen.LagMax, 0) + (HarmSeconds * Math.Max(alone.Seen.RecordsPerSecond, 1));
        var unharmed = Math.Max(load.Seen.LagMax, overload.Seen.LagMax) <= limit;
        return (
            [
                Line(served, $"load: {load.Per(load.Sent.Ok):N0} of {load.Rate:N0} requests a second answered 200, p99 {load.Sent.Latency.PercentileMs(0.99):N1} ms"),
                Line(refused, $"overload: {overload.Per(overload.Sent.Refused):N0} a second answered 429, {overload.Per(overload.Sent.Ok):N0} answered 200, {overload.Sent.Other:N0} in all otherwise"),
                Line(unharmed, $"pipeline: largest lag {load.Seen.LagMax:N0} under load and {overload.Seen.LagMax:N0} in overload, {alone.Seen.LagMax:N0} alone (at most {limit:N0})"),
            ],
            served && refused && unharmed);
    }

    private static string Line(bool isWell, string says) => $"{(isWell ? "well" : "NOT WELL")}  {says}";
}
