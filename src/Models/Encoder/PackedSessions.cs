using System.Runtime.InteropServices;

namespace StreamReco.Models.Encoder;

/// <summary>
/// Sessions laid one behind the other: a position is a click that is followed by another, its target the next click.
/// </summary>
internal sealed class PackedSessions
{
    private readonly List<int> _starts = [0];
    private readonly List<int> _rows = [];
    private readonly List<int> _targets = [];
    private readonly List<float> _weights = [];
    private readonly List<long> _times = [];

    /// <summary>Positions of all sessions.</summary>
    public int Count => _rows.Count;

    public int Sessions => _starts.Count - 1;

    /// <summary>Item row of each position.</summary>
    public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>Item row that follows each position; -1 where nothing is asked.</summary>
    public ReadOnlySpan<int> Targets => CollectionsMarshal.AsSpan(_targets);

    /// <summary>Weight of each position in the loss.</summary>
    public ReadOnlySpan<float> Weights => CollectionsMarshal.AsSpan(_weights);

    /// <summary>First position of a session; <c>StartOf(Sessions)</c> is <see cref="Count"/>.</summary>
    public int StartOf(int session) => _starts[session];

    /// <summary>Bucket of the time between two positions of one session.</summary>
    public int GapBetween(int newer, int older) => TimeGap.BucketOf(_times[newer] - _times[older]);

    public void Clear()
    {
        _starts.RemoveRange(1, _starts.Count - 1);
        _rows.Clear();
        _targets.Clear();
        _weights.Clear();
        _times.Clear();
    }

    /// <summary>
    /// Adds a position to the open session. <paramref name="timeMs"/> matters only to networks that know time gaps.
    /// </summary>
    public void Add(int row, int target, float weight, long timeMs)
    {
        _rows.Add(row);
        _targets.Add(target);
        _weights.Add(weight);
        _times.Add(timeMs);
    }

    public void EndSession() => _starts.Add(_rows.Count);
}
