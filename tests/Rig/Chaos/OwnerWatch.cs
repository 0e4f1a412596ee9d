using System.Text.Json;
using StreamReco.Rig.Checking;

namespace StreamReco.Rig.Chaos;

/// <summary>
/// Asks every node twice a second, at its own HTTP address, which partitions it holds. A node that does not answer holds
/// none: whatever it believes, nobody can tell that it works.
/// </summary>
internal sealed class OwnerWatch : IAsyncDisposable
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>What a node said holds for so long.</summary>
    private static readonly TimeSpan _validFor = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly long _begun;
    private readonly HttpClient _client = new() { Timeout = _patience };
    private readonly Lock _gate = new();
    private readonly Dictionary<int, NodeWord> _words = [];
    private readonly OwnerlessSpans _spans;
    private readonly CoordinatorProbe _kafka;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    /// <param name="nodes">The nodes' numbers and their HTTP addresses; not all have to run.</param>
    /// <param name="partitions">How many partitions there are.</param>
    /// <param name="kafka">Says whether Kafka could serve a partition that nobody holds.</param>
    /// <param name="time">Paces and measures.</param>
    public OwnerWatch(IReadOnlyDictionary<int, Uri> nodes, int partitions, CoordinatorProbe kafka, TimeProvider time)
    {
        (_time, _begun, _spans, _kafka) = (time, time.GetTimestamp(), new OwnerlessSpans(partitions), kafka);
        _run = Task.WhenAll(
        [
            .. nodes.Select(node => QueryAsync(node.Key, node.Value)), LookAsync(),
            .. Enumerable.Range(0, partitions).Select(ProbeAsync),
        ]);
    }

    /// <summary>The longest span without an owner so far.</summary>
    public OwnerlessSpan? Longest => Read(spans => spans.Longest);

    /// <summary>Whether every partition has an owner.</summary>
    public bool AllOwned => Read(spans => spans.AllOwned);

    /// <summary>Spans that were too long, a sentence each.</summary>
    public IReadOnlyList<string> Violations => Read(spans => spans.Violations.ToList());

    /// <summary>HOST:PORT by which the cluster knows a node; null while the node does not say.</summary>
    public string? AddressOf(int node)
    {
        lock (_gate)
        {
            return _words.TryGetValue(node, out var word) && IsValid(word) ? word.Address : null;
        }
    }

    /// <summary>Something was done to the system, or undone.</summary>
    public void NoteFault(string what)
    {
        lock (_gate)
        {
            _spans.NoteFault(Now, what);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _client.Dispose();
        _stop.Dispose();
    }

    private TimeSpan Now => _time.GetElapsedTime(_begun);

    private T Read<T>(Func<OwnerlessSpans, T> read)
    {
        lock (_gate)
        {
            return read(_spans);
        }
    }

    private bool IsValid(NodeWord word) => Now - word.At <= _validFor;

    private async Task LookAsync()
    {
        using var looks = new PeriodicTimer(_every, _time);
        while (!_stop.IsCancellationRequested)
        {
            lock (_gate)
            {
                _spans.Look(Now, Held().ToHashSet());
            }

            await looks.WaitForNextTickAsync();
        }
    }

    private IEnumerable<int> Held() => _words.Values.Where(IsValid).SelectMany(word => word.Held);

    private bool IsHeld(int partition)
    {
        lock (_gate)
        {
            return Held().Contains(partition);
        }
    }

    /// <summary>Tries a transaction of Kafka's own whenever nobody holds the partition.</summary>
    private async Task ProbeAsync(int partition)
    {
        using var timer = new PeriodicTimer(_every, _time);
        while (!_stop.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync();
            var from = Now;
            if (!IsHeld(partition) && !await _kafka.ServesAsync(partition))
            {
                lock (_gate)
                {
                    _spans.NoteUnserved(partition, from, Now);
                }
            }
        }
    }

    private async Task QueryAsync(int node, Uri address)
    {
        var place = new Uri(address, "/admin/v1/node");
        using var timer = new PeriodicTimer(_every, _time);
        while (!_stop.IsCancellationRequested)
        {
            if (await QueryAsync(place) is { } word)
            {
                lock (_gate)
                {
                    _words[node] = word;
                }
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private async Task<NodeWord?> QueryAsync(Uri place)
    {
        try
        {
            using var json = JsonDocument.Parse(await _client.GetByteArrayAsync(place, _stop.Token));
            var (root, held) = (json.RootElement, new List<int>());
            if (root.GetProperty("figures") is { ValueKind: JsonValueKind.Object } figures)
            {
                held.AddRange(figures.GetProperty("shards").EnumerateArray().Select(shard => shard.GetProperty("partition").GetInt32()));
            }

            return new NodeWord(Now, root.GetProperty("address").GetString(), held);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null; // It does not run, or does not answer.
        }
    }

    private sealed record NodeWord(TimeSpan At, string? Address, IReadOnlyList<int> Held);
}
