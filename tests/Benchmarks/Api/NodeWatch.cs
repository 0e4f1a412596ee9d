using System.Net.Http.Json;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.Benchmarks.Api;

/// <summary>What the node said of its pipeline during a phase: medians over its seconds, and the largest lag.</summary>
internal sealed record NodeWatch(double ClickP50Ms, double ClickP99Ms, double RecordsPerSecond, long LagMax)
{
    public static async Task<NodeWatch> RunAsync(Uri url, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = url };
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        var seconds = new List<NodeFigures>();
        while (await NextAsync(timer, stop))
        {
            var node = await http.GetFromJsonAsync<NodeAnswer>("/admin/v1/node", HttpJson.Options, CancellationToken.None);
            seconds.Add(node!.Figures!);
        }

        return new NodeWatch(
            Median(seconds.Select(f => f.LatencyMs.P50)), Median(seconds.Select(f => f.LatencyMs.P99)),
            Median(seconds.Select(f => f.Rates.Read)), seconds.Max(f => f.Lag) ?? -1);
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
