using System.Text.RegularExpressions;

namespace StreamReco.Rig.Faults;

/// <summary>Asks nodes twice a second and keeps each word that differs from the one before in more than its numbers.</summary>
internal sealed partial class SaidWatch : IAsyncDisposable
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(500);

    private readonly NodeQuestions _questions = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<SaidChange> _changes = [];
    private readonly Dictionary<int, SaidWord> _last = [];
    private readonly Task _run;
    private long _begun;

    public SaidWatch(IReadOnlyDictionary<int, Uri> nodes, TimeProvider time)
    {
        (_time, _begun) = (time, time.GetTimestamp());
        _run = Task.WhenAll(nodes.Select(node => QueryAsync(node.Key, node.Value)));
    }

    /// <summary>The words since <see cref="Begin"/>, in their order.</summary>
    public IReadOnlyList<SaidChange> Changes
    {
        get
        {
            lock (_gate)
            {
                return [.. _changes];
            }
        }
    }

    /// <summary>The fault begins now: what was said before is forgotten.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _begun = _time.GetTimestamp();
            _changes.Clear();
        }
    }

    /// <summary>Whether each of these nodes says now that all is well.</summary>
    public bool IsWell(params int[] nodes)
    {
        lock (_gate)
        {
            return Array.TrueForAll(nodes, node => _last.TryGetValue(node, out var word) && word is { Health: "ready", Status: "well" });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _questions.Dispose();
        _stop.Dispose();
    }

    private async Task QueryAsync(int node, Uri url)
    {
        using var timer = new PeriodicTimer(_every, _time);
        while (!_stop.IsCancellationRequested)
        {
            var word = await _questions.QueryAsync(url, CancellationToken.None);
            lock (_gate)
            {
                if (!_last.TryGetValue(node, out var before) || Kind(before) != Kind(word))
                {
                    _changes.Add(new SaidChange(_time.GetElapsedTime(_begun).TotalSeconds, node, word));
                }

                _last[node] = word;
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>A word without its numbers: a lag that grows is no new word.</summary>
    private static SaidWord Kind(SaidWord word) => new(
        Number().Replace(word.Health, "#"), Number().Replace(word.Status, "#"), word.Dashboard);

    [GeneratedRegex(@"\d[\d,.]*")]
    private static partial Regex Number();
}
